// @vitest-environment happy-dom
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'
import ChatComposer from '../../src/renderer/src/components/composer/ChatComposer.vue'
import EmojiPicker from '../../src/renderer/src/components/emoji/EmojiPicker.vue'
import { settingsInForce } from '../../src/shared/settings'
import type { GroupMember } from '../../src/shared/roster'
import type { FakeJim } from '../helpers/fake-jim'
import { chosenFile } from '../helpers/fake-jim-files'
import { useChosenFilesStore } from '../../src/renderer/src/stores/chosen-files'
import { useLinkStore } from '../../src/renderer/src/stores/link'
import { usePeopleStore } from '../../src/renderer/src/stores/people'
import { useSettingsStore } from '../../src/renderer/src/stores/settings'
import { close, open, press, sent, type } from './composer-desk'
import { BARE } from '../helpers/spoken'

describe('composer', () => {
  it('sends on Enter and is empty once the message is stored', async () => {
    const { jim, input } = await open()
    type(input(), '你好')
    await flushPromises()
    expect(press(input(), { key: 'Enter' }).defaultPrevented).toBe(true)
    await flushPromises()
    expect(sent(jim)).toEqual([{ kind: 'text', text: '你好' }])
    expect(input().value).toBe('')
  })

  it('leaves the Enter that ends a composition to the input method', async () => {
    const { jim, input } = await open()
    input().dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }))
    type(input(), 'nihao')
    expect(press(input(), { key: 'Enter', isComposing: true, keyCode: 229 }).defaultPrevented).toBe(false)
    expect(press(input(), { key: 'Process', keyCode: 229 }).defaultPrevented).toBe(false)
    expect(press(input(), { key: 'Enter', keyCode: 229 }).defaultPrevented).toBe(false)
    await flushPromises()
    expect(sent(jim)).toEqual([])
  })

  it('sends although an input method never ended its composition', async () => {
    const { jim, input } = await open()
    type(input(), 'done')
    await flushPromises()
    input().dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }))
    press(input(), { key: 'Enter' })
    await flushPromises()
    expect(sent(jim)).toHaveLength(1)
  })

  it('tells of typing unless the person does not want that', async () => {
    const typingCalls = (jim: FakeJim) => jim.calls.filter((call) => call.channel === 'conversations:typing')
    const { jim, input } = await open()
    type(input(), 'a')
    await flushPromises()
    expect(typingCalls(jim)).toHaveLength(1)
    close()

    const quiet = await open()
    const settings = useSettingsStore()
    settings.setSettings(settingsInForce({ ...settings.settings, tellsTyping: false }))
    type(quiet.input(), 'a')
    await flushPromises()
    expect(quiet.input().value).toBe('a')
    expect(typingCalls(quiet.jim)).toEqual([])
  })

  it('breaks the line on Shift+Enter and does not send blanks', async () => {
    const { jim, input } = await open()
    type(input(), '   ')
    await flushPromises()
    press(input(), { key: 'Enter' })
    type(input(), 'a')
    await flushPromises()
    expect(press(input(), { key: 'Enter', shiftKey: true }).defaultPrevented).toBe(false)
    await flushPromises()
    expect(sent(jim)).toEqual([])
  })

  it('sends on Ctrl+Enter only, when so chosen', async () => {
    const { jim, input } = await open()
    const settings = useSettingsStore()
    settings.setSettings(settingsInForce({ ...settings.settings, sendKey: 'ctrl_enter' }))
    type(input(), 'one')
    await flushPromises()
    expect(press(input(), { key: 'Enter' }).defaultPrevented).toBe(false)
    press(input(), { key: 'Enter', ctrlKey: true })
    await flushPromises()
    expect(sent(jim)).toHaveLength(1)
  })

  it('keeps the text when it could not be stored', async () => {
    const { jim, input } = await open()
    jim.failures.set('messages:send', 'store_failed')
    type(input(), 'precious')
    await flushPromises()
    press(input(), { key: 'Enter' })
    await flushPromises()
    expect(input().value).toBe('precious')
  })

  it('says how many files wait to be sent, and nothing where none of them does', async () => {
    const { wrapper, jim } = await open()
    const { conversationId } = jim.conversations.find(({ title }) => title === '王建国')!
    const chosen = useChosenFilesStore()
    chosen.add(conversationId, { files: [chosenFile('a.pdf')], refused: [{ name: 'Photos', code: 'is_folder' }] })
    await flushPromises()
    expect(wrapper.get('[data-testid=composer-files] [role=status]').text()).toBe('1 file waits to be sent')
    chosen.remove(conversationId, chosenFile('a.pdf').id)
    await flushPromises()
    expect(wrapper.find('[data-testid=composer-files]').exists()).toBe(false)
  })

  it('explains a text that a bare server cannot carry, and does not send it', async () => {
    const { wrapper, jim, input } = await open()
    jim.roomForText = 3900
    jim.setConnection({ state: 'online', ...BARE, since: 0 })
    useLinkStore().setConnection({ state: 'online', ...BARE, since: 0 })
    type(input(), '字'.repeat(1300))
    await flushPromises()
    expect(wrapper.find('[role=alert]').exists()).toBe(false)
    type(input(), '字'.repeat(1299) + '\n"')
    await flushPromises()
    expect(wrapper.get('[role=alert]').text()).toContain('3,901 of 3,900')
    press(input(), { key: 'Enter' })
    await flushPromises()
    expect(sent(jim)).toEqual([])
  })

  it('explains why a group cannot be written to on a bare server', async () => {
    const { wrapper } = await open('项目周报')
    useLinkStore().setConnection({ state: 'online', ...BARE, since: 0 })
    await flushPromises()
    expect(wrapper.find('textarea').exists()).toBe(false)
    expect(wrapper.get('[role=note]').text()).toContain('groups')
  })
})

describe('drafts', () => {
  const drafts = (jim: FakeJim): unknown[] =>
    jim.calls.filter((call) => call.channel === 'conversations:set-draft').map((call) => call.argument)

  it('starts with the draft that was left', async () => {
    const { input } = await open('Maria Silva')
    expect(input().value).toBe('明天的航班是')
  })

  it('is saved a moment after the last key, once', async () => {
    const { jim, input } = await open()
    vi.useFakeTimers()
    type(input(), 'a')
    await flushPromises()
    await vi.advanceTimersByTimeAsync(300)
    type(input(), 'ab')
    await flushPromises()
    await vi.advanceTimersByTimeAsync(300)
    expect(drafts(jim)).toEqual([])
    await vi.advanceTimersByTimeAsync(200)
    expect(drafts(jim)).toEqual([{ conversationId: jim.conversation('王建国').conversationId, draft: 'ab' }])
  })

  it('is saved at once when the conversation is left', async () => {
    const { wrapper, jim, input } = await open()
    type(input(), 'half a thought')
    await flushPromises()
    await wrapper.setProps({ title: 'Maria Silva' })
    expect(drafts(jim)).toEqual([{ conversationId: jim.conversation('王建国').conversationId, draft: 'half a thought' }])
    expect(input().value).toBe('明天的航班是')
  })

  it('that could not be kept stays in the window, and is kept once the disk has room', async () => {
    const { wrapper, jim, input } = await open()
    const { conversationId } = jim.conversation('王建国')
    jim.failures.set('conversations:set-draft', 'disk_full')
    type(input(), 'half a thought')
    await flushPromises()
    await wrapper.setProps({ title: 'Maria Silva' })
    useLinkStore().setSync({ state: 'store_blocked', code: 'disk_full' })
    await flushPromises()
    await wrapper.setProps({ title: '王建国' })
    expect(input().value).toBe('half a thought')
    jim.failures.delete('conversations:set-draft')
    useLinkStore().setSync({ state: 'idle' })
    await flushPromises()
    expect(drafts(jim)).toEqual(Array(2).fill({ conversationId, draft: 'half a thought' }))
    expect(jim.conversation('王建国').draft).toBe('half a thought')
  })

  it('is there again for whoever comes straight back, before main has said it back', async () => {
    const { wrapper, input } = await open()
    type(input(), 'half a thought')
    await wrapper.setProps({ title: 'Maria Silva' })
    await wrapper.setProps({ title: '王建国' })
    expect(input().value).toBe('half a thought')
  })

  it('is cleared where the message went, although another conversation is open by then', async () => {
    const { wrapper, jim, input } = await open()
    let store = (): void => undefined
    const call = jim.call.bind(jim)
    vi.spyOn(jim, 'call').mockImplementation(async (channel, ...argument) => {
      if (channel === 'messages:send') await new Promise<void>((resolve) => (store = resolve))
      return call(channel, ...argument)
    })
    type(input(), 'precious')
    await flushPromises()
    press(input(), { key: 'Enter' })
    await flushPromises()
    await wrapper.setProps({ title: 'Maria Silva' })
    store()
    await flushPromises()
    expect(input().value).toBe('明天的航班是')
    expect(wrapper.findComponent(ChatComposer).emitted('sent')).toBeUndefined()
    expect(drafts(jim).at(-1)).toEqual({ conversationId: jim.conversation('王建国').conversationId, draft: '' })
    await wrapper.setProps({ title: '王建国' })
    expect(input().value).toBe('')
  })

  it('is saved at once when the window closes, and cleared by sending', async () => {
    const { jim, input } = await open()
    type(input(), 'bye')
    await flushPromises()
    window.dispatchEvent(new Event('pagehide'))
    expect(drafts(jim)).toMatchObject([{ draft: 'bye' }])
    press(input(), { key: 'Enter' })
    await flushPromises()
    expect(drafts(jim).at(-1)).toMatchObject({ draft: '' })
  })
})

describe('mentions', () => {
  const options = (wrapper: VueWrapper): string[] =>
    wrapper.findAll('#mention-list [role=option]').map((option) => option.find('.text-ink').text())

  async function openGroup(role: GroupMember['role'] = 'owner') {
    const opened = await open('设计评审组')
    const { conversationId } = opened.jim.conversation('设计评审组')
    const members = await opened.jim.call('conversations:members', { conversationId })
    if (members.ok)
      usePeopleStore().setMembers(
        conversationId,
        members.value.map((member) => ({ ...member, role })),
      )
    return opened
  }

  it('are found by initials, moved through by arrows and taken by Enter, which does not send', async () => {
    const { wrapper, jim, input } = await openGroup('member')
    type(input(), '请 @')
    await flushPromises()
    expect(options(wrapper).length).toBeGreaterThan(1)
    expect(options(wrapper)[0]).not.toBe('all')
    type(input(), '请 @w')
    await flushPromises()
    const offered = options(wrapper)
    expect(offered).toContain('王建国')
    for (let i = 0; i < offered.indexOf('王建国'); i++) press(input(), { key: 'ArrowDown' })
    expect(press(input(), { key: 'Enter' }).defaultPrevented).toBe(true)
    await flushPromises()
    expect(input().value).toBe('请 @王建国 ')
    expect(options(wrapper)).toEqual([])
    expect(sent(jim)).toEqual([])
  })

  it('offer everyone first to those who run the group', async () => {
    const { wrapper, input } = await openGroup('admin')
    type(input(), '请 @')
    await flushPromises()
    expect(options(wrapper)[0]).toBe('all')
  })

  it('are sent by id, everyone by the sign for all', async () => {
    const { jim, input } = await openGroup()
    type(input(), '@王建国 @all')
    await flushPromises()
    press(input(), { key: 'Enter' })
    await flushPromises()
    expect(input().value).toBe('@王建国 @all ')
    press(input(), { key: 'Enter' })
    await flushPromises()
    expect(jim.calls.find(({ channel }) => channel === 'messages:send')?.argument).toMatchObject({
      mentions: ['*', 'wangjianguo'],
    })
  })

  it('stay open and unpicked while an input method composes', async () => {
    const { wrapper, input } = await openGroup()
    type(input(), '@wa')
    await flushPromises()
    expect(press(input(), { key: 'Enter', isComposing: true, keyCode: 229 }).defaultPrevented).toBe(false)
    expect(press(input(), { key: 'ArrowDown', keyCode: 229 }).defaultPrevented).toBe(false)
    expect(options(wrapper)).not.toEqual([])
    expect(input().value).toBe('@wa')
  })

  it('close when another conversation is opened', async () => {
    const { wrapper, input } = await openGroup()
    type(input(), '@')
    await flushPromises()
    expect(options(wrapper)).not.toEqual([])
    await wrapper.setProps({ title: '项目周报' })
    await flushPromises()
    expect(options(wrapper)).toEqual([])
  })

  it('close on Escape, and the text stays', async () => {
    const { wrapper, input } = await openGroup()
    type(input(), '@wa')
    await flushPromises()
    press(input(), { key: 'Escape' })
    await flushPromises()
    expect(options(wrapper)).toEqual([])
    expect(input().value).toBe('@wa')
  })

  it('are not offered where there are only two', async () => {
    const { wrapper, input } = await open()
    type(input(), '@')
    await flushPromises()
    expect(options(wrapper)).toEqual([])
  })
})

describe('the emoji picker of the composer', () => {
  it('puts an emoji at the caret, in place of what is selected', async () => {
    const { wrapper, jim, input } = await open()
    type(input(), 'good morning')
    input().setSelectionRange(4, 5)
    wrapper.getComponent(EmojiPicker).vm.$emit('pick', '☕')
    await flushPromises()
    expect(input().value).toBe('good☕morning')
    expect(sent(jim)).toEqual([])
  })

  it('gives the focus back with the very Escape that closes it, not when it has gone', async () => {
    const { wrapper, input } = await open()
    await wrapper.get('button[aria-label=Emoji]').trigger('click')
    await vi.dynamicImportSettled()
    await flushPromises()
    const search = document.activeElement
    expect(search?.getAttribute('aria-label')).toBe('Find an emoji')
    if (search !== null) press(search, { key: 'Escape' })
    expect(document.activeElement).toBe(input())
    await flushPromises()
    expect(wrapper.find('button[aria-label=Emoji]').attributes('data-state')).toBe('closed')
    expect(document.activeElement).toBe(input())
  })

  it('sends a face as a message of its own, and leaves what is being written', async () => {
    const { wrapper, jim, input } = await open()
    type(input(), 'half a thought')
    await flushPromises()
    wrapper.getComponent(EmojiPicker).vm.$emit('face', '[:smile]')
    await flushPromises()
    expect(sent(jim)).toEqual([{ kind: 'face', symbol: '[:smile]' }])
    expect(input().value).toBe('half a thought')
  })
})
