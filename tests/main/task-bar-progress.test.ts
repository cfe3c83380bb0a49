import type { BrowserWindow } from 'electron'
import { expect, it, vi } from 'vitest'
import { showProgress } from '../../src/main/app/desktop/badge'

vi.mock('electron', () => ({ app: {}, nativeImage: {} }))

/** The calls that a window's button in the task bar gets. */
function taskBar(isDestroyed = false): { readonly window: BrowserWindow; readonly calls: unknown[][] } {
  const calls: unknown[][] = []
  const window = { isDestroyed: () => isDestroyed, setProgressBar: (...call: unknown[]) => void calls.push(call) }
  return { window: window as unknown as BrowserWindow, calls }
}

it('the task bar has the share of all that is on its way, whether it moves, and nothing once all is done', () => {
  const { window, calls } = taskBar()
  showProgress(window, { share: 0.25, isPaused: false })
  showProgress(window, { share: 0.25, isPaused: true })
  showProgress(window, undefined)
  expect(calls).toEqual([[0.25, { mode: 'normal' }], [0.25, { mode: 'paused' }], [-1]])
})

it('a window that is gone, or not there yet, is told nothing', () => {
  const { window, calls } = taskBar(true)
  showProgress(window, { share: 0.5, isPaused: false })
  showProgress(undefined, { share: 0.5, isPaused: false })
  expect(calls).toEqual([])
})
