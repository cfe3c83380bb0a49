// @vitest-environment happy-dom
import { EditorView } from '@codemirror/view'
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { beforeAll, describe, expect, it } from 'vitest'
import { MAX_WRITTEN } from '@shared/long-text'
import { LONG_TEXT } from '../../src/renderer/src/editor/long-text'
import { usePeopleStore } from '../../src/renderer/src/stores/people'
import { useToastsStore } from '../../src/renderer/src/stores/toasts'
import { longFieldPart } from '../../src/renderer/src/window-parts'
import { callsOf, open, press, sent, type } from './composer-desk'

const UNDO = { key: 'z', code: 'KeyZ', ctrlKey: true }
const REDO = { ...UNDO, key: 'Z', shiftKey: true }
const LINES = 'a line of a long text\n'.repeat(1000)

beforeAll(async () => {
  await longFieldPart.ask()
  // Browsers tell of a selection once it is set; this page tells in the middle of setting it.
  window.addEventListener('selectionchange', (event) => event.stopImmediatePropagation(), { capture: true })
})

/** The editor, where it is shown; `undefined` while the plain field is. */
function editor(wrapper: VueWrapper): EditorView | undefined {
  const element = wrapper.find<HTMLElement>('.cm-editor')
  return element.exists() ? (EditorView.findFromDOM(element.element) ?? undefined) : undefined
}

function shownEditor(wrapper: VueWrapper): EditorView {
  const view = editor(wrapper)
  if (view === undefined) throw new Error('the editor is not there')
  return view
}

function paste(element: Element, text: string): void {
  const clipboardData = new DataTransfer()
  clipboardData.setData('text/plain', text)
  element.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData }))
}

const writtenIn = (wrapper: VueWrapper): string | undefined => editor(wrapper)?.state.doc.toString()

describe('a long text', () => {
  it('moves into the editor at the caret, with the focus, and back when it is taken back', async () => {
    const { wrapper, input } = await open()
    type(input(), 'ab')
    input().setSelectionRange(1, 1)
    paste(input(), LINES)
    await flushPromises()
    const view = shownEditor(wrapper)
    expect(writtenIn(wrapper)).toBe(`a${LINES}b`)
    expect(view.state.selection.main.head).toBe(LINES.length + 1)
    expect(document.activeElement).toBe(view.contentDOM)
    expect(view.contentDOM.getAttribute('aria-label')).toBe(input().getAttribute('aria-label'))
    expect(input().value).toBe('')

    press(view.contentDOM, UNDO)
    await flushPromises()
    expect(editor(wrapper)).toBeUndefined()
    expect(input().value).toBe('ab')
    expect(input().selectionStart).toBe(1)
    expect(document.activeElement).toBe(input())

    press(input(), REDO)
    await flushPromises()
    expect(writtenIn(wrapper)).toBe(`a${LINES}b`)
  })

  it('is refused whole, and in words, where a draft could not keep it', async () => {
    const { wrapper, input } = await open()
    const toasts = useToastsStore()
    const told = (): readonly string[] => toasts.all.map(({ text }) => text)
    type(input(), 'ab')
    paste(input(), 'x'.repeat(MAX_WRITTEN - 1))
    await flushPromises()
    expect(input().value).toBe('ab')
    expect(told()).toEqual(['Nothing was inserted: at most 16,000,000 characters fit here.'])

    paste(input(), LINES)
    await flushPromises()
    const view = shownEditor(wrapper)
    const fill = (characters: number): void =>
      view.dispatch({ changes: { from: 0, insert: 'x'.repeat(characters) }, userEvent: 'input.drop' })
    fill(MAX_WRITTEN - 1 - LINES.length)
    expect(writtenIn(wrapper)).toBe(`ab${LINES}`)
    expect(told()).toHaveLength(2)
    fill(MAX_WRITTEN - 2 - LINES.length)
    expect(view.state.doc.length).toBe(MAX_WRITTEN)
    view.dispatch({ changes: { from: 0, insert: 'x' }, userEvent: 'input.type' })
    expect(view.state.doc.length).toBe(MAX_WRITTEN)
    view.dispatch({ changes: { from: 0, to: MAX_WRITTEN - 3 }, userEvent: 'delete.cut' })
    expect(writtenIn(wrapper)).toBe('xt\n')
    expect(told()).toHaveLength(3)
  })

  it('is drawn no further than it is seen', async () => {
    const { wrapper, input } = await open()
    paste(input(), 'a line\n'.repeat(100_000))
    await flushPromises()
    const { contentDOM } = shownEditor(wrapper)
    expect(contentDOM.querySelectorAll('.cm-line').length).toBeLessThan(300)
  })

  it('is written on, and what is written is taken back in the steps that it was written in', async () => {
    const { wrapper, input } = await open()
    paste(input(), LINES)
    await flushPromises()
    const view = shownEditor(wrapper)
    for (const letter of 'end') view.dispatch({ ...view.state.replaceSelection(letter), userEvent: 'input.type' })
    view.dispatch({ changes: { from: 0, insert: 'dropped ' }, userEvent: 'input.drop' })
    await flushPromises()
    expect(writtenIn(wrapper)).toBe(`dropped ${LINES}end`)
    const menu = new InputEvent('beforeinput', { bubbles: true, cancelable: true, inputType: 'historyUndo' })
    view.contentDOM.dispatchEvent(menu)
    expect(menu.defaultPrevented).toBe(true)
    expect(writtenIn(wrapper)).toBe(`${LINES}end`)
    press(view.contentDOM, UNDO)
    expect(writtenIn(wrapper)).toBe(LINES)
    press(view.contentDOM, UNDO)
    await flushPromises()
    expect(input().value).toBe('')
  })

  it('is the draft of its own conversation, and its history ends there', async () => {
    const { wrapper, jim, input } = await open()
    paste(input(), LINES)
    await flushPromises()
    await wrapper.setProps({ title: 'Maria Silva' })
    await flushPromises()
    expect(editor(wrapper)).toBeUndefined()
    expect(input().value).toBe('明天的航班是')
    expect(callsOf(jim, 'conversations:set-draft')).toEqual([{ conversationId: jim.conversation('王建国').conversationId, draft: LINES }])
    await wrapper.setProps({ title: '王建国' })
    await flushPromises()
    press(shownEditor(wrapper).contentDOM, UNDO)
    await flushPromises()
    expect(writtenIn(wrapper)).toBe(LINES)
  })

  it('is sent by the key, and the plain field is back for the next one', async () => {
    const { wrapper, jim, input } = await open()
    paste(input(), LINES)
    await flushPromises()
    const { contentDOM } = shownEditor(wrapper)
    contentDOM.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }))
    press(contentDOM, { key: 'Enter', isComposing: true, keyCode: 229 })
    await flushPromises()
    expect(sent(jim)).toEqual([])
    press(contentDOM, { key: 'Enter' })
    await flushPromises()
    expect(sent(jim)).toEqual([{ kind: 'text', text: LINES.trimEnd() }])
    expect(editor(wrapper)).toBeUndefined()
    expect(document.activeElement).toBe(input())
    press(input(), UNDO)
    await flushPromises()
    expect(input().value).toBe('')
  })

  it('keeps whom it calls through the move and what is written before it', async () => {
    const { wrapper, jim, input } = await open('设计评审组')
    const { conversationId } = jim.conversation('设计评审组')
    const members = await jim.call('conversations:members', { conversationId })
    if (members.ok) usePeopleStore().setMembers(conversationId, members.value)
    type(input(), '@王建国')
    await flushPromises()
    press(input(), { key: 'Enter' })
    await flushPromises()
    paste(input(), LINES)
    await flushPromises()
    shownEditor(wrapper).dispatch({ changes: { from: 0, insert: 'x' }, userEvent: 'input.type' })
    press(shownEditor(wrapper).contentDOM, { key: 'Enter' })
    await flushPromises()
    expect(callsOf(jim, 'messages:send')).toMatchObject([{ mentions: ['wangjianguo'], content: { text: `x@王建国 ${LINES.trimEnd()}` } }])
  })

  it('offers members behind a sign that is typed into it', async () => {
    const { wrapper, jim, input } = await open('设计评审组')
    const { conversationId } = jim.conversation('设计评审组')
    const members = await jim.call('conversations:members', { conversationId })
    if (members.ok) usePeopleStore().setMembers(conversationId, members.value)
    paste(input(), LINES)
    await flushPromises()
    const view = shownEditor(wrapper)
    view.dispatch({ ...view.state.replaceSelection('（＠wang'), userEvent: 'input.type' })
    await flushPromises()
    expect(view.contentDOM.getAttribute('aria-activedescendant')).toBe('mention-0')
    press(view.contentDOM, { key: 'Enter' })
    await flushPromises()
    expect(writtenIn(wrapper)).toBe(`${LINES}（@王建国 `)
    expect(view.contentDOM.hasAttribute('aria-activedescendant')).toBe(false)
  })

  it('stays in its field while an input method composes', async () => {
    const { wrapper, input } = await open()
    const text = 'x'.repeat(LONG_TEXT)
    type(input(), text)
    await flushPromises()
    type(input(), `${text}ni`, { isComposing: true, inputType: 'insertCompositionText' })
    await flushPromises()
    expect(editor(wrapper)).toBeUndefined()
    type(input(), `${text}你.`)
    await flushPromises()
    expect(writtenIn(wrapper)).toBe(`${text}你.`)
  })

  it('is told too long, with its size, before it is sent', async () => {
    const { wrapper, jim, input } = await open('王建国', (office) => (office.roomForText = 1_044_000))
    paste(input(), 'x'.repeat(1_500_000))
    await flushPromises()
    expect(wrapper.get('[role=alert]').text()).toBe('Too long: 1.4 MB, and one message carries 1,020 KB. Send it in parts.')
    const view = shownEditor(wrapper)
    press(view.contentDOM, { key: 'Enter' })
    await flushPromises()
    expect(sent(jim)).toEqual([])
    view.dispatch({ changes: { from: 0, to: 1_500_000 - 1_044_001 } })
    await flushPromises()
    expect(wrapper.get('[role=alert]').text()).toContain('1,044,001 B, and one message carries 1,044,000 B')
    view.dispatch({ changes: { from: 0, to: 1 } })
    await flushPromises()
    expect(wrapper.find('[role=alert]').exists()).toBe(false)
  })
})
