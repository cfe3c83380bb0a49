import { describe, expect, it } from 'vitest'
import { type ShortcutKey, shortcutOf } from '../../src/renderer/src/model/shortcuts'

type Press = Partial<Omit<ShortcutKey, 'getModifierState'>> & { readonly altGr?: boolean }

function asked({ altGr = false, ...press }: Press, isMac = false): string | undefined {
  const up = { key: '', code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false }
  return shortcutOf({ ...up, ...press, getModifierState: (name) => name === 'AltGraph' && altGr }, isMac)
}

const ctrl = (key: string, code: string, more: Press = {}): string | undefined => asked({ key, code, ctrlKey: true, ...more })

describe('shortcuts', () => {
  it.each([
    ['American', 'k', 'KeyK', 'quick_switcher'],
    ['American, Caps Lock', 'K', 'KeyK', 'quick_switcher'],
    ['Russian', 'л', 'KeyK', 'quick_switcher'],
    ['Russian', 'а', 'KeyF', 'search_here'],
    ['Russian', 'б', 'Comma', 'settings'],
    ['Greek', 'κ', 'KeyK', 'quick_switcher'],
    ['Greek', 'φ', 'KeyF', 'search_here'],
    ['Hebrew', 'כ', 'KeyF', 'search_here'],
    ['Hebrew', 'ת', 'Comma', 'settings'],
    ['Arabic', 'ن', 'KeyK', 'quick_switcher'],
    ['Korean', 'ㅏ', 'KeyK', 'quick_switcher'],
    ['Hindi', 'ि', 'KeyF', 'search_here'],
    ['Thai', 'า', 'KeyK', 'quick_switcher'],
    ['Arabic digits', '٠', 'Digit0', 'zoom_usual'],
    ['AZERTY', 'à', 'Digit0', 'zoom_usual'],
    ['AZERTY', ',', 'KeyM', 'settings'],
    ['AZERTY', '-', 'Digit6', 'zoom_out'],
    ['Czech', 'é', 'Digit0', 'zoom_usual'],
    ['Dvorak', 'k', 'KeyV', 'quick_switcher'],
    ['Dvorak', 'f', 'KeyY', 'search_here'],
    ['German', '+', 'BracketRight', 'zoom_in'],
    ['German', '-', 'Slash', 'zoom_out'],
    ['number pad', '+', 'NumpadAdd', 'zoom_in'],
    ['number pad', '0', 'Numpad0', 'zoom_usual'],
  ])('%s: Ctrl+%s at %s', (_, key, code, shortcut) => {
    expect(ctrl(key, code)).toBe(shortcut)
  })

  it.each([
    ['the place of K on Dvorak', 't', 'KeyK'],
    ['the place of F on Dvorak', 'u', 'KeyF'],
    ['the place of the comma on AZERTY', ';', 'Comma'],
    ['the place of the minus on German', 'ß', 'Minus'],
    ['a dead key', 'Dead', 'Equal'],
    ['a key that the input method keeps', 'Process', 'KeyK'],
    ['the place of Q, where AZERTY has A', 'a', 'KeyQ'],
    ['Insert on the number pad', 'Insert', 'Numpad0'],
  ])('not %s', (_, key, code) => {
    expect(ctrl(key, code)).toBeUndefined()
  })

  it('tell Shift apart where it matters', () => {
    expect(ctrl('F', 'KeyF', { shiftKey: true })).toBe('search_everywhere')
    expect(ctrl('А', 'KeyF', { shiftKey: true })).toBe('search_everywhere')
    expect(ctrl('K', 'KeyK', { shiftKey: true })).toBeUndefined()
    expect(ctrl('+', 'Equal', { shiftKey: true })).toBe('zoom_in')
    expect(ctrl('=', 'Digit0', { shiftKey: true })).toBe('zoom_in')
    expect(ctrl(')', 'Digit0', { shiftKey: true })).toBeUndefined()
  })

  it('are never asked for by AltGr, however the system reports it', () => {
    expect(ctrl('k', 'KeyK', { altKey: true })).toBeUndefined()
    expect(ctrl('ł', 'KeyL', { altKey: true, altGr: true })).toBeUndefined()
    expect(ctrl('k', 'KeyK', { altGr: true })).toBeUndefined()
    expect(asked({ key: 'ArrowDown', altKey: true, altGr: true })).toBeUndefined()
    expect(asked({ key: 'ArrowDown', altKey: true, ctrlKey: true })).toBeUndefined()
  })

  it('step through chats with Alt, and show help with F1', () => {
    expect(asked({ key: 'ArrowDown', altKey: true })).toBe('next_chat')
    expect(asked({ key: 'ArrowUp', altKey: true })).toBe('previous_chat')
    expect(asked({ key: 'F1' })).toBe('help')
    expect(asked({ key: 'k', code: 'KeyK' })).toBeUndefined()
  })

  it('take Command on a Mac, where Ctrl edits text, and Ctrl elsewhere, where the other key is the system’s', () => {
    expect(asked({ key: 'л', code: 'KeyK', metaKey: true }, true)).toBe('quick_switcher')
    expect(asked({ key: 'k', code: 'KeyK', ctrlKey: true }, true)).toBeUndefined()
    expect(asked({ key: 'k', code: 'KeyK', metaKey: true })).toBeUndefined()
  })
})
