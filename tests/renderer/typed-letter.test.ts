// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { isStrayLetter } from '../../src/renderer/src/model/typed-letter'
import { isRedoKey, isUndoKey } from '../../src/renderer/src/model/undo-keys'

type Change = {
  key?: string
  code?: string
  keyCode?: number
  ctrlKey?: boolean
  metaKey?: boolean
  altKey?: boolean
  shiftKey?: boolean
  altGraph?: boolean
  defaultPrevented?: boolean
}

const key = ({ altGraph = false, ...change }: Change) => ({
  key: 'a',
  code: '',
  keyCode: 65,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  defaultPrevented: false,
  getModifierState: (name: string) => name === 'AltGraph' && altGraph,
  ...change,
})

function focused(html: string): Element | null {
  document.body.innerHTML = html
  return document.querySelector('.focused')
}

describe('letters that nobody takes', () => {
  const LIST = '<div role="listbox"><div role="option" class="focused"></div></div>'

  it.each<readonly [string, Change, boolean]>([
    ['a letter', {}, true],
    ['a Russian letter', { key: 'ф' }, true],
    ['an emoji of two halves', { key: '👍' }, true],
    ['@ by AltGr', { key: '@', ctrlKey: true, altKey: true, altGraph: true }, true],
    ['an input method', { key: 'Process', keyCode: 229 }, true],
    ['a dead key', { key: 'Dead' }, true],
    ['Ctrl+A', { ctrlKey: true }, false],
    ['⌘A', { metaKey: true }, false],
    ['Alt+A', { altKey: true }, false],
    ['the space bar', { key: ' ' }, false],
    ['Enter', { key: 'Enter' }, false],
    ['an arrow', { key: 'ArrowDown' }, false],
    ['what somebody took', { defaultPrevented: true }, false],
  ])('%s', (_, change, isStray) => {
    expect(isStrayLetter(key(change), focused(LIST))).toBe(isStray)
  })

  it.each([
    '<input class="focused">',
    '<textarea class="focused"></textarea>',
    '<div contenteditable="true"><b class="focused"></b></div>',
    '<div role="menu"><div role="menuitem" class="focused"></div></div>',
    '<div role="dialog"><button class="focused"></button></div>',
  ])('are left where they are in %s', (html) => {
    expect(isStrayLetter(key({}), focused(html))).toBe(false)
  })
})

describe('undo and redo', () => {
  const actionOf = (change: Change, isMac: boolean): 'undo' | 'redo' | 'none' => {
    const event = key(change)
    return isUndoKey(event, isMac) ? 'undo' : isRedoKey(event, isMac) ? 'redo' : 'none'
  }

  it.each<readonly [string, Change, 'undo' | 'redo' | 'none']>([
    ['Ctrl+Z', { key: 'z', code: 'KeyZ', ctrlKey: true }, 'undo'],
    ['the Windows key and Z', { key: 'z', code: 'KeyZ', metaKey: true }, 'none'],
    ['Ctrl+Я', { key: 'я', code: 'KeyZ', ctrlKey: true }, 'undo'],
    ['Ctrl+Z on AZERTY', { key: 'z', code: 'KeyW', ctrlKey: true }, 'undo'],
    ['Ctrl+W on AZERTY', { key: 'w', code: 'KeyZ', ctrlKey: true }, 'none'],
    ['Ctrl+Shift+Z', { key: 'Z', code: 'KeyZ', ctrlKey: true, shiftKey: true }, 'redo'],
    ['Ctrl+Y', { key: 'y', code: 'KeyY', ctrlKey: true }, 'redo'],
    ['AltGr+Z', { key: 'z', code: 'KeyZ', ctrlKey: true, altKey: true }, 'none'],
    ['z', { key: 'z', code: 'KeyZ' }, 'none'],
  ])('%s', (_, change, action) => {
    expect(actionOf(change, false)).toBe(action)
  })

  it.each<readonly [string, Change, 'undo' | 'redo' | 'none']>([
    ['⌘Z', { key: 'z', code: 'KeyZ', metaKey: true }, 'undo'],
    ['⌘Я', { key: 'я', code: 'KeyZ', metaKey: true }, 'undo'],
    ['⌘⇧Z', { key: 'Z', code: 'KeyZ', metaKey: true, shiftKey: true }, 'redo'],
    ['⌘Y', { key: 'y', code: 'KeyY', metaKey: true }, 'none'],
    ['⌃Z', { key: 'z', code: 'KeyZ', ctrlKey: true }, 'none'],
    ['⌃Y, which brings back what ⌃K took', { key: 'y', code: 'KeyY', ctrlKey: true }, 'none'],
    ['⌃⌘Z', { key: 'z', code: 'KeyZ', ctrlKey: true, metaKey: true }, 'none'],
    ['⌥⌘Z', { key: 'z', code: 'KeyZ', metaKey: true, altKey: true }, 'none'],
  ])('on macOS %s', (_, change, action) => {
    expect(actionOf(change, true)).toBe(action)
  })
})
