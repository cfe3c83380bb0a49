import { describe, expect, it } from 'vitest'
import { composerAction, type ComposerAction, type ComposerKey } from '../../src/renderer/src/model/composer-keys'

function key(change: Partial<ComposerKey>): ComposerKey {
  return {
    key: 'Enter',
    isComposing: false,
    keyCode: 13,
    shiftKey: false,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    ...change,
  }
}

describe('keys of the composer', () => {
  it.each<readonly [string, Partial<ComposerKey>, ComposerAction, ComposerAction]>([
    ['Enter', {}, 'send', 'break_line'],
    ['Ctrl+Enter', { ctrlKey: true }, 'break_line', 'send'],
    ['⌘+Enter', { metaKey: true }, 'break_line', 'send'],
    ['Shift+Enter', { shiftKey: true }, 'break_line', 'break_line'],
    ['Alt+Enter', { altKey: true }, 'none', 'none'],
    ['Enter while composing', { isComposing: true }, 'none', 'none'],
    ['Enter as key code 229', { keyCode: 229 }, 'none', 'none'],
    ['Ctrl+Enter while composing', { isComposing: true, ctrlKey: true }, 'none', 'none'],
    ['Ctrl+↑', { key: 'ArrowUp', ctrlKey: true }, 'quote_last', 'quote_last'],
    ['↑', { key: 'ArrowUp' }, 'none', 'none'],
    ['a letter', { key: 'a' }, 'none', 'none'],
  ])('%s', (_, change, withEnter, withCtrlEnter) => {
    expect(composerAction(key(change), 'enter')).toBe(withEnter)
    expect(composerAction(key(change), 'ctrl_enter')).toBe(withCtrlEnter)
  })
})
