// @vitest-environment happy-dom
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import QuickSwitcher from '../../src/renderer/src/components/common/QuickSwitcherDialog.vue'
import { useConversationsStore } from '../../src/renderer/src/stores/conversations'
import type { FakeJim } from '../helpers/fake-jim'
import { mountWithJim } from './mount'

/** Longer than the switcher waits for the next key. */
const AFTER_KEYS_MS = 500

let wrapper: VueWrapper
let jim: FakeJim
beforeEach(async () => {
  vi.useFakeTimers()
  // Without a conversation everybody is a stranger, whom only the directory knows.
  ;({ wrapper, jim } = mountWithJim(QuickSwitcher, {}))
  useConversationsStore().setAll([])
  await flushPromises()
})
afterEach(() => {
  wrapper.unmount()
  vi.useRealTimers()
})

function box(): HTMLInputElement {
  const input = document.querySelector('input')
  if (input === null) throw new Error('no box')
  return input
}

async function write(text: string): Promise<void> {
  box().value = text
  box().dispatchEvent(new Event('input', { bubbles: true }))
  await flushPromises()
}

async function press(key: string): Promise<void> {
  box().dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
  await flushPromises()
}

const shown = (): readonly string[] =>
  [...document.querySelectorAll('[role=option]')].map((option) => option.querySelector('span.truncate')?.textContent ?? '')
const started = (): unknown[] => jim.calls.filter(({ channel }) => channel === 'conversations:start').map(({ argument }) => argument)

describe('the quick switcher', () => {
  it('is no text whose spelling anybody minds', () => {
    expect(box().getAttribute('spellcheck')).toBe('false')
  })

  it('finds people a moment after the last key', async () => {
    await write('tom')
    await vi.advanceTimersByTimeAsync(AFTER_KEYS_MS)
    expect(shown()).toContain('Tom Baker')
  })

  it('keeps of those found only whom the next key fits too', async () => {
    await write('m')
    await vi.advanceTimersByTimeAsync(AFTER_KEYS_MS)
    expect(shown()).toEqual(expect.arrayContaining(['Maria Silva', 'Tom Baker']))
    await write('ma')
    expect(shown()).toContain('Maria Silva')
    expect(shown()).not.toContain('Tom Baker')
  })

  it('waits with Enter for the answer to what was typed last', async () => {
    await write('tom')
    await vi.advanceTimersByTimeAsync(AFTER_KEYS_MS)
    await write('maria')
    expect(shown()).toEqual([])
    await press('Enter')
    expect(started()).toEqual([{ userId: 'maria' }])
    expect(wrapper.emitted('close')).toHaveLength(1)
  })

  it('goes nowhere by Enter when nobody is found', async () => {
    await write('tom')
    await vi.advanceTimersByTimeAsync(AFTER_KEYS_MS)
    await write('nobody at all')
    await press('Enter')
    await vi.advanceTimersByTimeAsync(AFTER_KEYS_MS)
    expect(started()).toEqual([])
    expect(wrapper.emitted('close')).toBeUndefined()
  })
})
