// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ref } from 'vue'
import { useIsSlow } from '../../src/renderer/src/composables/use-is-slow'
import { withSetup } from './mount'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('is what is waited for longer than most, each time anew', () => {
  const isWaiting = ref(true)
  const isSlow = withSetup(() => useIsSlow(() => isWaiting.value))
  const after = (ms: number): boolean => (vi.advanceTimersByTime(ms), isSlow.value)
  expect([isSlow.value, after(149), after(1)]).toEqual([false, false, true])
  isWaiting.value = false
  expect(isSlow.value).toBe(false)
  isWaiting.value = true
  expect([isSlow.value, after(149)]).toEqual([false, false])
  isWaiting.value = false
  expect(after(60_000)).toBe(false)
})
