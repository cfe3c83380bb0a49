// @vitest-environment happy-dom
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { TooltipProvider } from 'reka-ui'
import { afterEach, describe, expect, it } from 'vitest'
import { asUserId } from '@shared/ids'
import { type Component, defineComponent, h, nextTick, ref } from 'vue'
import { ImageOff, Play } from '@lucide/vue'
import ChatHeader from '../../src/renderer/src/components/conversation/ChatHeader.vue'
import ConversationPane from '../../src/renderer/src/components/conversation/ConversationPane.vue'
import ForwardDialog from '../../src/renderer/src/components/message/ForwardDialog.vue'
import CardShell from '../../src/renderer/src/components/message/CardShell.vue'
import MessageContent from '../../src/renderer/src/components/message/MessageContent.vue'
import ContactsPane from '../../src/renderer/src/components/roster/ContactsPane.vue'
import SettingsDevices from '../../src/renderer/src/components/settings/SettingsDevices.vue'
import { useQuickSwitcher } from '../../src/renderer/src/composables/use-quick-switcher'
import { bannerOf } from '../../src/renderer/src/model/banner'
import { useAccountStore } from '../../src/renderer/src/stores/account'
import { useConversationsStore } from '../../src/renderer/src/stores/conversations'
import { useLinkStore } from '../../src/renderer/src/stores/link'
import { FakeJim } from '../helpers/fake-jim'
import { FAKE_SERVER } from '../helpers/fake-jim-facts'
import { mountWithJim } from './mount'
import { BARE, FULL } from '../helpers/spoken'

let mounted: VueWrapper | undefined
afterEach(() => {
  mounted?.unmount()
  mounted = undefined
})

async function open(component: Component, props: Record<string, unknown> = {}, spoken = BARE) {
  const isConnected = ref(false)
  const Host = () => h(TooltipProvider, () => (isConnected.value ? h(component, props) : undefined))
  const { wrapper, jim } = mountWithJim(Host, {})
  mounted = wrapper
  useConversationsStore().setAll(jim.conversations)
  useLinkStore().setConnection({ state: 'online', ...spoken, since: 0 })
  isConnected.value = true
  await flushPromises()
  return { wrapper, jim }
}

const started = (jim: { readonly calls: readonly { readonly channel: string; readonly argument: unknown }[] }): unknown[] =>
  jim.calls.filter(({ channel }) => channel === 'conversations:start').map(({ argument }) => argument)

describe('somebody of whom only the id is known', () => {
  it.each([
    ['10042', ''],
    ['Bob', '10042'],
  ])('is named once, not twice: %s', async (title, line) => {
    const anybody = new FakeJim().conversations.find(({ kind }) => kind === 'c2c')!
    const { wrapper } = await open(ChatHeader, { conversation: { ...anybody, title, peerId: asUserId('10042') }, onlineCount: 0 })
    expect(wrapper.find('h1').text()).toBe(title)
    expect(wrapper.findAll('p').map((paragraph) => paragraph.text())).toEqual(line === '' ? [] : [line])
  })
})

describe('where nobody can be looked for', () => {
  it('the contacts offer to write to the id that was typed, and do not speak of a lost connection', async () => {
    const { wrapper, jim } = await open(ContactsPane)
    expect(wrapper.find('[data-testid=write-to]').exists()).toBe(false)
    await wrapper.find('input').setValue(' 10042 ')
    await wrapper.find('[data-testid=write-to]').trigger('click')
    expect(started(jim)).toEqual([{ userId: '10042' }])
    expect(wrapper.text()).not.toContain('connection')
  })

  it('the search box offers it too, but not for somebody with whom there is a conversation', async () => {
    const { wrapper, jim } = await open(ConversationPane)
    const store = useConversationsStore()
    store.setQuery('张三')
    await nextTick()
    await wrapper.find('[data-testid=write-to]').trigger('click')
    expect(started(jim)).toEqual([{ userId: '张三' }])
    store.setQuery(jim.conversations.find(({ peerId }) => peerId !== undefined)!.peerId!)
    await nextTick()
    expect(wrapper.find('[data-testid=write-to]').exists()).toBe(false)
  })

  it('the quick switcher offers it, and no group', async () => {
    const query = ref('10042')
    const ids: string[][] = []
    const Probe = defineComponent({
      setup() {
        const { choices } = useQuickSwitcher(query)
        return () => (ids.push(choices.value.map(({ id }) => id)), h('i'))
      },
    })
    await open(Probe)
    expect(ids.at(-1)).toEqual(['write_to'])
    query.value = ''
    await nextTick()
    expect(ids.at(-1)).not.toContain('command:new_group')
    useLinkStore().setConnection({ state: 'online', ...FULL, since: 0 })
    await nextTick()
    expect(ids.at(-1)).toContain('command:new_group')
  })

  it('a server with a directory offers nothing of the kind', async () => {
    const { wrapper } = await open(ContactsPane, {}, FULL)
    await wrapper.find('input').setValue('10042')
    expect(wrapper.find('[data-testid=write-to]').exists()).toBe(false)
  })
})

describe('what a server lacks', () => {
  it('devices are not asked for', async () => {
    const { wrapper, jim } = await open(SettingsDevices)
    expect(wrapper.text()).toContain('does not know your devices')
    expect(jim.calls.map(({ channel }) => channel)).not.toContain('devices:list')
    mounted?.unmount()
    const other = await open(SettingsDevices, {}, FULL)
    expect(other.jim.calls.map(({ channel }) => channel)).toContain('devices:list')
  })

  it('several messages are forwarded one by one, and to no group', async () => {
    const { jim } = await open(ForwardDialog, { messages: [] })
    const messages = await jim.call('timeline:page', {
      conversationId: jim.conversations[0]!.conversationId,
      anchor: { at: 'end' },
      limit: 2,
    })
    mounted?.unmount()
    await open(ForwardDialog, { messages: messages.ok ? messages.value.messages : [] })
    expect(document.body.textContent).toContain('they cannot be forwarded as one')
    expect(document.body.textContent).not.toContain('As one')
    const groups = jim.conversations.filter(({ kind }) => kind === 'c2g').map(({ title }) => title)
    expect(groups.length).toBeGreaterThan(0)
    for (const title of groups) expect(document.body.textContent).not.toContain(title)
  })

  it('an account of a plain server lacks it without a link as well', async () => {
    await open(SettingsDevices, {}, FULL)
    const link = useLinkStore()
    const waiting = { state: 'waiting', attempt: 1, retryAt: 0, cause: { code: 'silent', reason: '' }, since: 0 } as const
    link.setConnection(waiting)
    const account = { state: 'signed_in', userId: '1', name: '', avatar: '', isTokenKept: true, isLocalTrial: false }
    useAccountStore().setState({ ...account, server: FAKE_SERVER, features: BARE.features } as never)
    expect(link.features.directory).toBe(false)
    useAccountStore().setState({ ...account, server: FAKE_SERVER, features: FULL.features } as never)
    expect(link.features.directory).toBe(true)
  })
})

it('a token that is suspected comes before the word about the server', () => {
  const online = { state: 'online', ...BARE, since: 0 } as const
  expect(bannerOf({ ...online, isTokenSuspected: true }, { state: 'idle' }, undefined, 0)).toBe('token')
  expect(bannerOf({ ...online, isTokenSuspected: false }, { state: 'idle' }, undefined, 0)).toBe('bare')
})

it('a preview that does not load leaves a placeholder of ours', async () => {
  const { wrapper } = await open(CardShell, { icon: Play, title: 'Video', picture: 'data:image/png;base64,AAAA', isMine: false })
  expect(wrapper.findComponent(ImageOff).exists()).toBe(false)
  await wrapper.find('img').trigger('error')
  expect(wrapper.find('img').exists()).toBe(false)
  expect(wrapper.find('[data-testid=picture-missing]').text()).toBe('The preview did not load')
})

it('a location that is nowhere says so', async () => {
  const { wrapper } = await open(MessageContent, { content: { kind: 'location', name: '' }, isMine: false })
  expect(wrapper.text()).toContain('Location unknown')
})
