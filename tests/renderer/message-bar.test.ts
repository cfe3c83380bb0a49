// @vitest-environment happy-dom
import { asConversationId } from '@shared/ids'
import { mount, type VueWrapper } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import TimelineMessage from '../../src/renderer/src/components/message/TimelineMessage.vue'
import { createAppI18n } from '../../src/renderer/src/i18n'
import { useLinkStore } from '../../src/renderer/src/stores/link'
import { useSelectionStore } from '../../src/renderer/src/stores/selection'
import { useDialogsStore } from '../../src/renderer/src/stores/dialogs'
import { useWritingStore } from '../../src/renderer/src/stores/writing'
import { message } from './messages'
import { useFakeJim } from './mount'

const conversation = {
  conversationId: asConversationId('c2g:team'),
  kind: 'c2g',
  hasLeft: false,
  peerReadSeq: 0,
  peerDeliveredSeq: 0,
} as const
const said = message(1)
let wrapper: VueWrapper

beforeEach(async () => {
  const jim = useFakeJim()
  const status = await jim.call('connection:status')
  if (!status.ok) throw new Error(status.error.code)
  useLinkStore().setConnection(status.value)
  wrapper = mount(TimelineMessage, {
    props: { message: said, conversation, isFirst: true, isLast: true, isFlashing: false },
    attachTo: document.body,
    global: { plugins: [createAppI18n('en')] },
  })
})

const bar = () => wrapper.find('[data-message-bar]')

describe('the bar of a message', () => {
  it('is there while the mouse is over the message, and answers or forwards it', async () => {
    expect(bar().exists()).toBe(false)
    await wrapper.trigger('pointerenter', { pointerType: 'mouse' })
    await bar().get('[aria-label="Reply"]').trigger('click')
    expect(useWritingStore().replies.get(said.conversationId)).toEqual(said)
    await bar().get('[aria-label="Forward…"]').trigger('click')
    expect(useDialogsStore().current).toEqual({ dialog: 'forward', messages: [said] })
    await wrapper.trigger('pointerleave')
    expect(bar().exists()).toBe(false)
  })

  it('opens the message’s menu', async () => {
    await wrapper.trigger('pointerenter', { pointerType: 'mouse' })
    const opened: (EventTarget | null)[] = []
    document.body.addEventListener('contextmenu', (event) => opened.push((event.target as Element).closest('[data-local-id]')), {
      once: true,
    })
    await bar().get('[aria-label="More actions"]').trigger('click')
    expect(opened).toEqual([wrapper.element])
  })

  it('stays away from fingers, and while messages are being picked', async () => {
    await wrapper.trigger('pointerenter', { pointerType: 'touch' })
    expect(bar().exists()).toBe(false)
    useSelectionStore().start(said)
    await wrapper.trigger('pointerenter', { pointerType: 'mouse' })
    expect(bar().exists()).toBe(false)
  })
})
