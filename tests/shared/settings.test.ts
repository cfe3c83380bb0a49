import { describe, expect, it } from 'vitest'
import {
  DEFAULT_SETTINGS,
  defaultSettings,
  isSettingsChange,
  readSettings,
  SETTING_NAMES,
  type SettingName,
  settingsInForce,
  valuesOf,
} from '@shared/settings'

/** Values that each setting can have, and values that it cannot. */
const VALUES: { readonly [K in SettingName]: readonly [good: readonly unknown[], bad: readonly unknown[]] } = {
  updateSource: [
    ['', 'https://updates.example.com/jim', 'http://10.0.0.7:8080/', '/srv/updates', 'D:\\updates', '\\\\nas\\jim'],
    ['updates.example.com', 'ftp://x/', 'https://user@x/', 'https://x/?a', 'file:///srv', 'srv', '/x\0', `/${'x'.repeat(1024)}`, 1, null],
  ],
  checksForUpdates: [
    [true, false],
    [1, 'yes', null],
  ],
  theme: [
    ['system', 'light', 'dark'],
    ['', 'Dark', 1, null],
  ],
  language: [
    ['system', 'zh-CN', 'en'],
    ['zh', 'fr'],
  ],
  zoom: [
    [80, 100, 150],
    [79, 151, 100.5, '100', Number.NaN],
  ],
  voiceSpeed: [
    ['1', '1.5', '2'],
    ['3', 1, null],
  ],
  sendKey: [['enter', 'ctrl_enter'], ['shift_enter']],
  notifications: [['full', 'sender_only', 'off'], [true]],
  sound: [
    [true, false],
    [0, 'true', undefined],
  ],
  doNotDisturbUntil: [
    [0, 8_640_000_000_000_000],
    [-1, 0.5, Infinity, '0'],
  ],
  quietHours: [
    [{ isOn: true, from: '00:00', to: '23:59' }],
    [{ isOn: true, from: '24:00', to: '08:00' }, { isOn: true, from: '22:00' }, { isOn: 1, from: '22:00', to: '08:00' }, null, 'off'],
  ],
  autoDownload: [
    [{ images: 0, videos: 2048, files: 7, voice: false }],
    [{ images: -1, videos: 0, files: 0, voice: true }, { images: 8, videos: 20, files: 2049, voice: true }, { images: 8 }, true],
  ],
  closeToTray: [[true, false], [1]],
  startAtLogin: [[true, false], [null]],
  spellcheck: [[true, false], ['on']],
  tellsTyping: [[true, false], [{}]],
  awayAfterMinutes: [
    [0, 240],
    [-1, 241, 2.5],
  ],
  listWidth: [
    [232, 440],
    [231, 441, 300.5],
  ],
  stripsPictures: [
    [true, false],
    [1, 'yes'],
  ],
  screenshots: [[true, false], ['on']],
  screenshotKeys: [
    ['', 'Ctrl+Alt+A', 'Alt+Shift+1', 'Meta+F12', 'F9', 'PrintScreen', 'Ctrl+PrintScreen'],
    ['A', 'Shift+A', 'Alt+Ctrl+A', 'Ctrl+', 'Ctrl+Alt', 'Ctrl+ä', 'Ctrl+Alt+F25', 'Ctrl+Ctrl+A', 7, null],
  ],
  screenshotHides: [[true, false], [1]],
  pictureSize: [
    ['original', '2560', '1600'],
    ['800', 2560, ''],
  ],
  saveFiles: [
    ['ask', 'downloads', 'folder', 'last'],
    ['/home', true],
  ],
  saveFolder: [
    ['', '/home/alice/合同', 'D:\\Files', '\\\\server\\share'],
    ['Downloads', '../x', '/a\0b', `/${'x'.repeat(4096)}`, null],
  ],
  cacheMiB: [
    [256, 4096, 1_048_576],
    [0, 255, 1_048_577, 300.5, '4096'],
  ],
  recentEmoji: [
    [[], ['👍'], Array(32).fill('x'.repeat(64))],
    [[''], ['x'.repeat(65)], Array(33).fill('x'), [1], '👍', { length: 0 }],
  ],
  emojiTone: [
    [0, 5],
    [-1, 6],
  ],
}

describe('a setting', () => {
  it.each(SETTING_NAMES)('%s takes what it can have and nothing else, from the page and from the disk', (name) => {
    const [good, bad] = VALUES[name]
    for (const value of [...good, DEFAULT_SETTINGS[name]]) {
      expect(isSettingsChange({ [name]: value })).toBe(true)
      expect(readSettings({ [name]: value })).toEqual({ [name]: value })
    }
    for (const value of bad) {
      expect(isSettingsChange({ [name]: value }), JSON.stringify(value)).toBe(false)
      expect(readSettings({ [name]: value })).toEqual({})
    }
  })

  it('brings nothing along that it does not have', () => {
    const hours = { isOn: true, from: '22:00', to: '08:00' }
    expect(isSettingsChange({ quietHours: { ...hours, more: 'x' } })).toBe(false)
    expect(isSettingsChange({ quietHours: Object.assign(Object.create({ to: '08:00' }), { isOn: true, from: '22:00', more: 1 }) })).toBe(
      false,
    )
  })

  it('begins as its system has it', () => {
    expect(['win32', 'darwin', 'linux', undefined].map((platform) => defaultSettings(platform).closeToTray)).toEqual([
      true,
      true,
      false,
      false,
    ])
    expect({ ...defaultSettings('win32'), closeToTray: false }).toEqual(DEFAULT_SETTINGS)
  })
})

describe('a change of settings', () => {
  it('is refused whole when a part of it is wrong', () => {
    expect(isSettingsChange({ zoom: 110, theme: 'dark' })).toBe(true)
    expect(isSettingsChange({ zoom: 110, theme: 'blue' })).toBe(false)
    expect(isSettingsChange({ zoom: 110, colour: 'blue' })).toBe(false)
  })

  it.each([[undefined], [null], ['theme'], [[]], [{ toString: 'x' }], [JSON.parse('{"__proto__": {"zoom": 1}}')]])('is not %j', (value) => {
    expect(isSettingsChange(value)).toBe(false)
  })

  it('is nothing when it is empty', () => {
    expect(isSettingsChange({})).toBe(true)
  })
})

it('what was found costs only what is wrong in it', () => {
  expect(readSettings({ zoom: 500, theme: 'dark', colour: 'blue', __proto__: { sound: false } })).toEqual({ theme: 'dark' })
})

describe('a value in force', () => {
  const zoom = { value: 120, isLocked: true } as const
  it.each([
    ['nobody said anything', {}, {}, { value: 100, origin: 'default', isLocked: false }],
    ['the person chose', { zoom: 90 }, {}, { value: 90, origin: 'person', isLocked: false }],
    ['the person chose the default', { zoom: 100 }, {}, { value: 100, origin: 'person', isLocked: false }],
    ['a policy recommends', {}, { zoom: { ...zoom, isLocked: false } }, { value: 120, origin: 'policy', isLocked: false }],
    [
      'the person chose against it',
      { zoom: 100 },
      { zoom: { ...zoom, isLocked: false } },
      { value: 100, origin: 'person', isLocked: false },
    ],
    ['a policy locks', {}, { zoom }, { value: 120, origin: 'policy', isLocked: true }],
    ['a policy locks what the person chose', { zoom: 90 }, { zoom }, { value: 120, origin: 'policy', isLocked: true }],
  ])('when %s', (_, chosen, policy, expected) => {
    const inForce = settingsInForce(chosen, policy)
    expect(inForce.zoom).toEqual(expected)
    expect(valuesOf(inForce)).toEqual({ ...DEFAULT_SETTINGS, zoom: expected.value })
  })
})
