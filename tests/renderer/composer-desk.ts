import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { TooltipProvider } from 'reka-ui'
import { afterEach, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { useMessageActions } from '../../src/renderer/src/composables/use-message-actions'
import ChatComposer from '../../src/renderer/src/components/composer/ChatComposer.vue'
import { useAccountStore } from '../../src/renderer/src/stores/account'
import { useConversationsStore } from '../../src/renderer/src/stores/conversations'
import { useLinkStore } from '../../src/renderer/src/stores/link'
import type { FakeJim, FakeJimOptions } from '../helpers/fake-jim'
import { mountWithJim } from './mount'
import { FULL } from '../helpers/spoken'

let actions: ReturnType<typeof useMessageActions>
const Host = defineComponent({
  props: { title: { type: String, required: true } },
  setup: (props) => {
    actions = useMessageActions()
    return () => {
      const conversation = [...useConversationsStore().byId.values()].find((row) => row.title === props.title)
      return h(TooltipProvider, () => (conversation === undefined ? h('i') : h(ChatComposer, { conversation })))
    }
  },
})

let mounted: VueWrapper | undefined
afterEach(() => {
  vi.useRealTimers()
  close()
})

/** The window goes. */
export function close(): void {
  mounted?.unmount()
  mounted = undefined
}

/** The composer of a conversation of the fake office, online. */
export async function open(title = '王建国', prepare: (jim: FakeJim) => void = () => undefined, options: FakeJimOptions = {}) {
  const { wrapper, jim } = mountWithJim(Host, { title }, options)
  mounted = wrapper
  prepare(jim)
  const conversations = useConversationsStore()
  jim.on('conversations', conversations.upsert)
  conversations.setAll(jim.conversations)
  useLinkStore().setConnection({ state: 'online', ...FULL, since: 0 })
  const account = await jim.call('account:state')
  if (account.ok) useAccountStore().setState(account.value)
  await flushPromises()
  return { wrapper, jim, actions, input: () => wrapper.find('textarea').element }
}

/** The field has this text now, as after a key, with the caret at its end. */
export function type(input: HTMLTextAreaElement, text: string, init: InputEventInit = {}): void {
  input.dispatchEvent(new InputEvent('beforeinput', { bubbles: true, cancelable: true, inputType: 'insertText', ...init }))
  input.value = text
  input.setSelectionRange(text.length, text.length)
  input.dispatchEvent(new InputEvent('input', { bubbles: true, data: text, inputType: 'insertText', ...init }))
}

export function press(input: Element, init: KeyboardEventInit & { readonly keyCode?: number }): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init })
  if (init.keyCode !== undefined) Object.defineProperty(event, 'keyCode', { value: init.keyCode })
  if (init.isComposing === true) Object.defineProperty(event, 'isComposing', { value: true })
  input.dispatchEvent(event)
  return event
}

export const callsOf = (jim: FakeJim, channel: (typeof jim.calls)[number]['channel']): unknown[] =>
  jim.calls.filter((call) => call.channel === channel).map((call) => call.argument)

export const sent = (jim: FakeJim): unknown[] => callsOf(jim, 'messages:send').map((argument) => (argument as { content: unknown }).content)
