import { describe, expect, it } from 'vitest'
import { acceleratorOf, combinationOf } from '@shared/screenshot'

const none = { ctrlKey: false, altKey: false, shiftKey: false, metaKey: false }

describe('a combination of keys', () => {
  it.each([
    ['Ctrl+Alt+A', { ...none, code: 'KeyA', ctrlKey: true, altKey: true }],
    ['Alt+Shift+1', { ...none, code: 'Digit1', altKey: true, shiftKey: true }],
    ['Meta+F5', { ...none, code: 'F5', metaKey: true }],
    ['PrintScreen', { ...none, code: 'PrintScreen' }],
  ])('%s is told by the places of its keys', (expected, pressed) => {
    expect(combinationOf(pressed)).toBe(expected)
  })

  it.each([
    [{ ...none, code: 'ControlLeft', ctrlKey: true }],
    [{ ...none, code: 'KeyA' }],
    [{ ...none, code: 'KeyA', shiftKey: true }],
    [{ ...none, code: 'Space', ctrlKey: true }],
  ])('is none that is written, or only begun: %j', (pressed) => {
    expect(combinationOf(pressed)).toBeUndefined()
  })

  it('is said to Electron in its words', () => {
    expect(['Ctrl+Alt+A', 'Shift+Meta+F5', 'PrintScreen'].map(acceleratorOf)).toEqual(['Control+Alt+A', 'Shift+Super+F5', 'PrintScreen'])
  })
})
