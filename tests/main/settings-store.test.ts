import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Settings } from '@shared/settings'
import { describe, expect, it, onTestFinished } from 'vitest'
import { SettingsStore } from '../../src/main/app/settings-store'
import { must } from '../helpers/results'

function profile(): string {
  const dir = mkdtempSync(join(tmpdir(), 'jim-settings-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

describe('the settings', () => {
  it('are there again at the next start', () => {
    const dir = profile()
    must(new SettingsStore(dir, 'linux').set({ theme: 'dark' }))
    expect(new SettingsStore(dir, 'linux').value.theme).toBe('dark')
  })

  it('stay as they were when their file cannot be written, and nobody is told of a change', () => {
    const dir = profile()
    const settings = new SettingsStore(dir, 'linux')
    const told: Settings[] = []
    settings.on('changed', (value) => told.push(value))
    // A folder where the new content would be written.
    mkdirSync(join(dir, 'settings.json.new'))
    expect(settings.set({ theme: 'dark' })).toMatchObject({ ok: false, error: { code: 'io_failed' } })
    expect(settings.value.theme).toBe('system')
    expect(told).toEqual([])
    rmSync(join(dir, 'settings.json.new'), { recursive: true })
    expect(must(settings.set({ zoom: 120 }))).toMatchObject({ theme: 'system', zoom: 120 })
    expect(told).toHaveLength(1)
  })

  it.each([
    ['win32', true],
    ['darwin', true],
    ['linux', false],
  ] as const)('on %s begin with X that leaves the app running: %s', (platform, isRunning) => {
    expect(new SettingsStore(profile(), platform).value.closeToTray).toBe(isRunning)
  })

  it('keep what was chosen against the default of the system', () => {
    const dir = profile()
    must(new SettingsStore(dir, 'win32').set({ closeToTray: false }))
    expect(new SettingsStore(dir, 'win32').value.closeToTray).toBe(false)
  })
})
