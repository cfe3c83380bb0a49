import { EventEmitter } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { CloseToTray } from '../../src/main/app/desktop/close-to-tray'
import { silentLogger } from '../../src/main/lib/logger'

class FakeWindow extends EventEmitter {
  readonly calls: string[] = []
  isFull = false

  isFullScreen(): boolean {
    return this.isFull
  }

  setFullScreen(isFull: boolean): void {
    this.isFull = isFull
    this.calls.push(isFull ? 'full' : 'window')
  }

  hide(): void {
    this.calls.push('hide')
  }

  /** X; true when the window really closes. */
  pressX(): boolean {
    let isClosing = true
    this.emit('close', { preventDefault: () => (isClosing = false) })
    return isClosing
  }
}

function setUp(options: { readonly isWanted?: () => boolean; readonly dir?: string } = {}) {
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'jim-tray-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  const window = new FakeWindow()
  const explained: string[] = []
  const { isWanted = () => true } = options
  new CloseToTray({ profileDir: dir, isWanted, explain: () => explained.push('told'), logger: silentLogger }).attach(window)
  return { window, explained, dir }
}

describe('X', () => {
  it('puts the window away, and says so the first time only', () => {
    const { window, explained, dir } = setUp()
    expect([window.pressX(), window.pressX()]).toEqual([false, false])
    expect(window.calls).toEqual(['hide', 'hide'])
    expect(explained).toEqual(['told'])
    const next = setUp({ dir })
    expect(next.window.pressX()).toBe(false)
    expect(next.explained).toEqual([])
  })

  it('closes where nothing would bring the window back', () => {
    const { window, explained } = setUp({ isWanted: () => false })
    expect(window.pressX()).toBe(true)
    expect([window.calls, explained]).toEqual([[], []])
  })

  it('leaves the full screen before it hides', () => {
    const { window } = setUp()
    window.isFull = true
    window.pressX()
    expect(window.calls).toEqual(['window'])
    window.emit('leave-full-screen')
    expect(window.calls).toEqual(['window', 'hide'])
  })
})
