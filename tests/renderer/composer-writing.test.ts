// @vitest-environment happy-dom
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { nextTick } from 'vue'
import { asMid, asSeq } from '../../src/shared/ids'
import { useLinkStore } from '../../src/renderer/src/stores/link'
import { usePeopleStore } from '../../src/renderer/src/stores/people'
import { useDialogsStore } from '../../src/renderer/src/stores/dialogs'
import { useToastsStore } from '../../src/renderer/src/stores/toasts'
import { useWritingStore } from '../../src/renderer/src/stores/writing'
import { subscribe } from '../../src/renderer/src/subscribe'
import type { FakeJim } from '../helpers/fake-jim'
import { callsOf, close, open, press, sent, type } from './composer-desk'
import { must } from '../helpers/results'

const UNDO = { key: 'z', code: 'KeyZ', ctrlKey: true }
const REDO = { ...UNDO, key: 'Z', shiftKey: true }

function typeAll(input: HTMLTextAreaElement, text: string): void {
  for (const letter of text) type(input, input.value + letter)
}

function pasteInto(input: Element, data: { readonly text?: string; readonly file?: File }): ClipboardEvent {
  const transfer = new DataTransfer()
  if (data.text !== undefined) transfer.setData('text/plain', data.text)
  if (data.file !== undefined) transfer.items.add(data.file)
  const event = new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: transfer })
  input.dispatchEvent(event)
  return event
}

describe('undo', () => {
  it('ends at the conversation: the words of another one never come back here', async () => {
    const { wrapper, jim, input } = await open()
    typeAll(input(), 'secret of A')
    await wrapper.setProps({ title: 'Maria Silva' })
    typeAll(input(), '!')
    await flushPromises()
    for (let i = 0; i < 3; i++) press(input(), UNDO)
    await flushPromises()
    expect(input().value).toBe('明天的航班是')
    for (let i = 0; i < 2; i++) press(input(), REDO)
    await flushPromises()
    expect(input().value).toBe('明天的航班是!')
    await wrapper.setProps({ title: '王建国' })
    expect(input().value).toBe('secret of A')
    press(input(), UNDO)
    await flushPromises()
    expect(input().value).toBe('secret of A')
    expect(callsOf(jim, 'conversations:set-draft')).not.toContainEqual(
      expect.objectContaining({ conversationId: jim.conversation('Maria Silva').conversationId, draft: 'secret of A' }),
    )
  })

  it('ends at the send', async () => {
    const { jim, input } = await open()
    typeAll(input(), 'high')
    for (const text of ['hig', 'hi']) type(input(), text, { inputType: 'deleteContentBackward' })
    await flushPromises()
    press(input(), { key: 'Enter' })
    await flushPromises()
    expect(sent(jim)).toEqual([{ kind: 'text', text: 'hi' }])
    press(input(), UNDO)
    await flushPromises()
    expect(input().value).toBe('')
  })

  it('answers the menu as it does the keys', async () => {
    const { input } = await open()
    typeAll(input(), 'hi')
    const fromMenu = new InputEvent('beforeinput', { bubbles: true, cancelable: true, inputType: 'historyUndo' })
    input().dispatchEvent(fromMenu)
    await flushPromises()
    expect(fromMenu.defaultPrevented).toBe(true)
    expect(input().value).toBe('')
  })

  it('brings back a mention that was erased, as a mention', async () => {
    const { jim, input } = await openGroup()
    await pick(input(), '@王建国')
    type(input(), '@王建')
    press(input(), UNDO)
    await flushPromises()
    expect(input().value).toBe('@王建国 ')
    press(input(), { key: 'Enter' })
    await flushPromises()
    expect(callsOf(jim, 'messages:send')).toMatchObject([{ mentions: ['wangjianguo'] }])
  })
})

async function openGroup(prepare?: (jim: FakeJim) => void) {
  const opened = await open('设计评审组', prepare)
  const { conversationId } = opened.jim.conversation('设计评审组')
  const members = await opened.jim.call('conversations:members', { conversationId })
  if (members.ok) usePeopleStore().setMembers(conversationId, members.value)
  return { ...opened, conversationId }
}

async function pick(input: HTMLTextAreaElement, text: string): Promise<void> {
  type(input, text)
  await flushPromises()
  press(input, { key: 'Enter' })
  await flushPromises()
}

describe('a picked mention', () => {
  it('is kept as such in the draft, and through a restart', async () => {
    const { jim, input, conversationId } = await openGroup()
    await pick(input(), '@王建国')
    typeAll(input(), '请看')
    close()
    const mentions = [{ at: 0, name: '王建国', userId: 'wangjianguo' }]
    const [draft] = callsOf(jim, 'conversations:set-draft').slice(-1)
    expect(draft).toEqual({ conversationId, draft: '@王建国 请看', draftMentions: mentions })

    // Nobody could find out from these words alone whom they call: two of this name are in the group by now.
    const again = await openGroup((next) => next.update(conversationId, { draft: '@王建国请看', draftMentions: mentions }))
    press(again.input(), { key: 'Enter' })
    await flushPromises()
    expect(callsOf(again.jim, 'messages:send')).toMatchObject([{ mentions: ['wangjianguo'] }])
  })

  it('moves along with the words before it', async () => {
    const { jim, input } = await openGroup()
    await pick(input(), '@王建国')
    input().value = '各位，@王建国请看'
    input().setSelectionRange(3, 3)
    input().dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertFromDrop' }))
    await flushPromises()
    press(input(), { key: 'Enter' })
    await flushPromises()
    expect(callsOf(jim, 'messages:send')).toMatchObject([{ content: { text: '各位，@王建国请看' } }])
  })

  it('calls nobody once its name was changed', async () => {
    const { jim, input } = await openGroup()
    await pick(input(), '@王建国')
    type(input(), '@王建')
    await flushPromises()
    press(input(), { key: 'Escape' })
    press(input(), { key: 'Enter' })
    await flushPromises()
    expect(callsOf(jim, 'messages:send')).toHaveLength(1)
    expect(callsOf(jim, 'messages:send')[0]).not.toHaveProperty('mentions')
  })
})

describe('what is sent', () => {
  it.each([
    ['    indented\n  code\n', '    indented\n  code'],
    ['\n \n  first line', '  first line'],
    ['a  ', 'a'],
  ])('of %j is %j: the first line keeps its indent', async (text, expected) => {
    const { jim, input } = await open()
    type(input(), text)
    await flushPromises()
    press(input(), { key: 'Enter' })
    await flushPromises()
    expect(sent(jim)).toEqual([{ kind: 'text', text: expected }])
  })

  it.each(['\u200b', '\u2060\u3164', '\u2800', '\u00ad', '\u200e\u200f', ' \ufeff\n'])('is never %j, which nobody sees', async (text) => {
    const { wrapper, jim, input } = await open()
    type(input(), text)
    await flushPromises()
    expect(wrapper.get('button[type=submit]').attributes('disabled')).toBeDefined()
    press(input(), { key: 'Enter' })
    await flushPromises()
    expect(sent(jim)).toEqual([])
  })

  it('goes although an input method began a composition and never ended it', async () => {
    const { wrapper, jim, input } = await open()
    input().dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }))
    type(input(), '你好', { inputType: 'insertCompositionText', isComposing: true })
    await flushPromises()
    expect(wrapper.get('button[type=submit]').attributes('disabled')).toBeUndefined()
    press(input(), { key: 'Enter' })
    await flushPromises()
    expect(sent(jim)).toEqual([{ kind: 'text', text: '你好' }])
    expect(input().value).toBe('')
  })
})

describe('a paste', () => {
  it('goes to the caret, is one step to take back, and has plain line ends', async () => {
    const { input } = await open()
    typeAll(input(), 'ab')
    input().setSelectionRange(1, 1)
    expect(pasteInto(input(), { text: '1\r\n2' }).defaultPrevented).toBe(true)
    await flushPromises()
    expect(input().value).toBe('a1\n2b')
    press(input(), UNDO)
    await flushPromises()
    expect(input().value).toBe('ab')
  })

  it('of a picture comes to the sheet, and not into the text', async () => {
    const { jim, input } = await open()
    pasteInto(input(), { file: new File(['x'], 'a.png', { type: 'image/png' }) })
    await flushPromises()
    expect(useDialogsStore().current).toMatchObject({ dialog: 'files' })
    expect(input().value).toBe('')
    expect(sent(jim)).toEqual([])
  })

  it('and a letter go to the composer while the list has the focus', async () => {
    const { input } = await open()
    const row = document.createElement('div')
    row.tabIndex = 0
    document.body.append(row)
    row.focus()
    press(row, { key: 'x' })
    expect(document.activeElement).toBe(input())
    row.focus()
    pasteInto(row, { text: 'pasted' })
    await flushPromises()
    expect(input().value).toBe('pasted')
    row.focus()
    press(row, { key: 'ArrowDown' })
    press(row, { key: 'k', ctrlKey: true })
    expect(document.activeElement).toBe(row)
    row.remove()
  })
})

const quoteIn = (wrapper: VueWrapper): string | undefined =>
  wrapper
    .findAll('p')
    .map((part) => part.text())
    .find((text) => text.startsWith('Reply to'))

describe('a quote', () => {
  it('is kept with the draft, and quoted again after a restart', async () => {
    const { wrapper, jim, input } = await open()
    const { conversationId, lastMessage } = jim.conversation('王建国')
    expect(lastMessage?.mid).toBeDefined()
    if (lastMessage?.mid === undefined) return
    useWritingStore().setReply(conversationId, lastMessage)
    typeAll(input(), 'yes')
    await flushPromises()
    const shown = quoteIn(wrapper)
    expect(shown).toBeDefined()
    close()
    expect(callsOf(jim, 'conversations:set-draft').at(-1)).toEqual({
      conversationId,
      draft: 'yes',
      draftReplyTo: lastMessage.mid,
    })

    const again = await open('王建国', (next) => next.update(conversationId, { draft: 'yes', draftReplyTo: lastMessage.mid }))
    await flushPromises()
    expect(quoteIn(again.wrapper)).toBe(shown)
    press(again.input(), { key: 'Enter' })
    await flushPromises()
    expect(callsOf(again.jim, 'messages:send')).toMatchObject([{ replyTo: lastMessage.mid }])
    expect(callsOf(again.jim, 'conversations:set-draft').at(-1)).toEqual({ conversationId, draft: '' })
  })

  describe('whose message is taken back while one answers it', () => {
    const GONE = 'The message that you were answering was recalled. Yours goes out without a quote.'

    /** A composer that quotes what Bob said last, and what takes that back. */
    async function answering() {
      const desk = await open()
      onTestFinished(subscribe())
      const message = desk.jim.receive(desk.jim.conversation('王建国').conversationId, '王建国', 'the old price')
      useWritingStore().setReply(message.conversationId, message)
      type(desk.input(), 'agreed')
      await flushPromises()
      expect(quoteIn(desk.wrapper)).toContain('the old price')
      const recall = (): void => desk.jim.advance(message.localId, { content: { kind: 'recalled' } })
      return { ...desk, message, recall }
    }

    it('says so at once, and the answer goes out without it', async () => {
      const { wrapper, jim, input, recall, message } = await answering()
      recall()
      await flushPromises()
      expect(quoteIn(wrapper)).toBeUndefined()
      expect(wrapper.get('[role=status]').text()).toBe(GONE)
      press(input(), { key: 'Enter' })
      await flushPromises()
      expect(callsOf(jim, 'messages:send')).toEqual([{ conversationId: message.conversationId, content: { kind: 'text', text: 'agreed' } }])
      expect(wrapper.text()).not.toContain(GONE)
    })

    it('says so to whoever was elsewhere meanwhile, and is not kept with the draft', async () => {
      const { wrapper, jim, recall, message } = await answering()
      await wrapper.setProps({ title: '设计评审组' })
      // Messages travel to the window only for what is on screen.
      const stop = vi.spyOn(jim, 'emit').mockImplementation(() => undefined)
      recall()
      stop.mockRestore()
      await wrapper.setProps({ title: '王建国' })
      await flushPromises()
      expect(wrapper.text()).toContain(GONE)
      close()
      expect(callsOf(jim, 'conversations:set-draft').at(-1)).toEqual({ conversationId: message.conversationId, draft: 'agreed' })
    })
  })

  it('that this device no longer holds is let go', async () => {
    const { conversationId, wrapper, jim, input } = await openGroup((next) => {
      next.failures.set('messages:by-mid', 'not_found')
      next.update(next.conversation('设计评审组').conversationId, { draft: 'yes', draftReplyTo: asMid('1') })
    })
    await flushPromises()
    expect(quoteIn(wrapper)).toBeUndefined()
    press(input(), { key: 'Enter' })
    await flushPromises()
    expect(callsOf(jim, 'messages:send')).toEqual([{ conversationId, content: { kind: 'text', text: 'yes' } }])
  })

  it('comes back with the words of a recalled reply', async () => {
    const { wrapper, jim, input, actions } = await open()
    const { conversationId, lastMessage } = jim.conversation('王建国')
    if (lastMessage?.mid === undefined) throw new Error('the sample has a message')
    must(await jim.call('messages:send', { conversationId, content: { kind: 'text', text: 'better' }, replyTo: lastMessage.mid }))
    const answer = jim.newest(conversationId)
    const mid = asMid('900')
    jim.advance(answer.localId, { mid, seq: asSeq(900) })
    await actions.recall({ ...answer, mid })
    const words = useWritingStore().recalled.get(mid)
    if (words === undefined) throw new Error('what I recalled is remembered')
    useWritingStore().setInsertion({ conversationId, ...words })
    await flushPromises()
    expect(input().value).toBe('better')
    expect(quoteIn(wrapper)).toBeDefined()
  })
})

describe('messages that wait', () => {
  it('are told of while the link is away, and not when it is there', async () => {
    const { wrapper } = await open('王建国', (jim) => jim.update(jim.conversation('王建国').conversationId, { waiting: 2 }))
    expect(wrapper.find('[role=status]').exists()).toBe(false)
    useLinkStore().setConnection({ state: 'offline', cause: { code: 'no_network', reason: '' }, since: 0 })
    await nextTick()
    expect(wrapper.get('[role=status]').text()).toContain('2 messages go out when you are back')
  })

  it('come back into the composer in one step with their draft', async () => {
    const { jim, input, actions, conversationId } = await openGroup()
    const content = { kind: 'text', text: '@王建国请看' } as const
    must(await jim.call('messages:send', { conversationId, content, mentions: ['wangjianguo'] }))
    const queued = jim.newest(conversationId)
    typeAll(input(), 'more')
    await flushPromises()
    await actions.rewrite(queued)
    await flushPromises()
    expect(input().value).toBe('more@王建国请看')
    expect(callsOf(jim, 'messages:withdraw')).toEqual([
      {
        localId: queued.localId,
        draft: { draft: 'more@王建国请看', draftMentions: [{ at: 4, name: '王建国', userId: 'wangjianguo' }] },
      },
    ])
    press(input(), { key: 'Enter' })
    await flushPromises()
    expect(callsOf(jim, 'messages:send').at(-1)).toMatchObject({ mentions: ['wangjianguo'] })
  })

  it('stay where they are when they have left already', async () => {
    const { jim, input, actions, conversationId } = await openGroup((next) => next.failures.set('messages:withdraw', 'already_sent'))
    must(await jim.call('messages:send', { conversationId, content: { kind: 'text', text: 'gone' } }))
    const queued = jim.newest(conversationId)
    await actions.rewrite(queued)
    await flushPromises()
    expect(input().value).toBe('')
    expect(useToastsStore().all.at(-1)?.text).toContain('on its way already')
  })
})
