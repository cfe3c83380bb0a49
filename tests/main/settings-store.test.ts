import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DEFAULT_SETTINGS, type Settings, type SettingsPolicy } from '@shared/settings'
import { describe, expect, it, onTestFinished } from 'vitest'
import { SettingsStore } from '../../src/main/app/settings-store'
import { must } from '../helpers/results'

function profile(): string {
  const dir = mkdtempSync(join(tmpdir(), 'jim-settings-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

const onDisk = (dir: string): unknown => JSON.parse(readFileSync(join(dir, 'settings.json'), 'utf8'))
const writeFile = (dir: string, content: unknown): void => writeFileSync(join(dir, 'settings.json'), JSON.stringify(content))

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
    expect(must(settings.set({ zoom: 120 }))).toMatchObject({ theme: { value: 'system' }, zoom: { value: 120 } })
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

describe('the file of the settings', () => {
  it('holds what was chosen and nothing else, so that a default can change', () => {
    const dir = profile()
    const settings = new SettingsStore(dir, 'linux')
    must(settings.set({ zoom: 120 }))
    must(settings.set({ theme: 'system' }))
    expect(onDisk(dir)).toEqual({ format: 2, zoom: 120, theme: 'system' })
    const { inForce } = new SettingsStore(dir, 'linux')
    expect([inForce.zoom.origin, inForce.theme.origin, inForce.sound.origin]).toEqual(['person', 'person', 'default'])
  })

  it('of the first format had every value in it; what differs from the default was chosen', () => {
    const dir = profile()
    writeFile(dir, { ...DEFAULT_SETTINGS, zoom: 110, quietHours: { ...DEFAULT_SETTINGS.quietHours } })
    const settings = new SettingsStore(dir, 'linux')
    expect(settings.value).toEqual({ ...DEFAULT_SETTINGS, zoom: 110 })
    const chosen = Object.entries(settings.inForce).filter(([, { origin }]) => origin === 'person')
    expect(chosen.map(([name]) => name)).toEqual(['zoom'])
    must(settings.set({ sound: false }))
    expect(onDisk(dir)).toEqual({ format: 2, zoom: 110, sound: false })
  })

  it('of the first format keeps what was chosen against the habit of the system', () => {
    const dir = profile()
    writeFile(dir, DEFAULT_SETTINGS)
    expect(new SettingsStore(dir, 'win32').inForce.closeToTray).toEqual({ value: false, origin: 'person', isLocked: false })
  })

  it('of another version loses nothing: what this one cannot read stays as it came', () => {
    const dir = profile()
    writeFile(dir, { format: 3, zoom: 'huge', density: 'compact', theme: 'dark' })
    const settings = new SettingsStore(dir, 'linux')
    expect(settings.value).toEqual({ ...DEFAULT_SETTINGS, theme: 'dark' })
    must(settings.set({ sound: false }))
    expect(onDisk(dir)).toEqual({ format: 2, zoom: 'huge', density: 'compact', theme: 'dark', sound: false })
  })

  it.each([['[]'], ['"dark"'], ['{'], ['']])('that says %j is as if it were not there', (content) => {
    const dir = profile()
    writeFileSync(join(dir, 'settings.json'), content)
    expect(new SettingsStore(dir, 'linux').value).toEqual(DEFAULT_SETTINGS)
  })
})

describe('settings of a policy', () => {
  const policy: SettingsPolicy = { zoom: { value: 150, isLocked: true }, theme: { value: 'dark', isLocked: false } }

  it('hold, and nobody changes those that are locked', () => {
    const dir = profile()
    must(new SettingsStore(dir, 'linux').set({ zoom: 90 }))
    const settings = new SettingsStore(dir, 'linux', policy)
    const told: Settings[] = []
    settings.on('changed', (value) => told.push(value))
    expect(settings.value).toMatchObject({ zoom: 150, theme: 'dark' })
    expect(settings.set({ zoom: 100, sound: false })).toMatchObject({ ok: false, error: { code: 'setting_locked' } })
    expect(settings.value).toMatchObject({ zoom: 150, sound: true })
    expect(told).toEqual([])
    expect(onDisk(dir)).toEqual({ format: 2, zoom: 90 })
  })

  it('are a recommendation where they are not locked', () => {
    const dir = profile()
    const settings = new SettingsStore(dir, 'linux', policy)
    expect(settings.inForce.theme).toEqual({ value: 'dark', origin: 'policy', isLocked: false })
    expect(must(settings.set({ theme: 'system' })).theme).toEqual({ value: 'system', origin: 'person', isLocked: false })
    expect(onDisk(dir)).toEqual({ format: 2, theme: 'system' })
  })

  it('leave the choice of the person as it was for the day they end', () => {
    const dir = profile()
    must(new SettingsStore(dir, 'linux').set({ zoom: 90 }))
    must(new SettingsStore(dir, 'linux', policy).set({ sound: false }))
    expect(new SettingsStore(dir, 'linux').value).toMatchObject({ zoom: 90, sound: false })
  })
})
