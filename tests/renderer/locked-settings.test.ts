// @vitest-environment happy-dom
import { DEFAULT_SETTINGS, type PolicySettingName, settingsInForce } from '@shared/settings'
import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { h } from 'vue'
import SettingsAppearance from '../../src/renderer/src/components/settings/SettingsAppearance.vue'
import SettingsChats from '../../src/renderer/src/components/settings/SettingsChats.vue'
import SettingsFiles from '../../src/renderer/src/components/settings/SettingsFiles.vue'
import SettingsGeneral from '../../src/renderer/src/components/settings/SettingsGeneral.vue'
import SettingsKeyboard from '../../src/renderer/src/components/settings/SettingsKeyboard.vue'
import SettingsNotifications from '../../src/renderer/src/components/settings/SettingsNotifications.vue'
import SettingsUpdates from '../../src/renderer/src/components/settings/SettingsUpdates.vue'
import { useSettings } from '../../src/renderer/src/composables/use-settings'
import { type AppLocale, createAppI18n } from '../../src/renderer/src/i18n'
import en from '../../src/renderer/src/locales/en.json'
import zhCN from '../../src/renderer/src/locales/zh-CN.json'
import { useSettingsStore } from '../../src/renderer/src/stores/settings'
import { useToastsStore } from '../../src/renderer/src/stores/toasts'
import type { FakeJim } from '../helpers/fake-jim'
import { useFakeJim } from './mount'

/** What the row of each is called, or each of its rows. */
const ROWS: { readonly [K in PolicySettingName]: string | readonly string[] } = {
  theme: en.settings.theme,
  language: en.settings.language,
  zoom: en.settings.zoom,
  sendKey: en.settings.sendKey,
  notifications: en.notify.levelName,
  sound: en.notify.sound,
  quietHours: en.notify.hours,
  closeToTray: en.settings.closeToTray,
  startAtLogin: en.settings.startAtLogin,
  spellcheck: en.settings.spellcheck,
  tellsTyping: en.settings.tellsTyping,
  awayAfterMinutes: en.settings.awayAfter,
  autoDownload: Object.values(en.settings.auto),
  stripsPictures: en.settings.stripsPictures,
  screenshots: en.screenshot.allow,
  screenshotKeys: en.screenshot.keys,
  screenshotHides: en.screenshot.hides,
  pictureSize: en.settings.pictureSize,
  saveFiles: en.settings.saveFiles,
  saveFolder: en.settings.saveFolder,
  cacheMiB: en.settings.cacheLimit,
  updateSource: en.updates.source,
  checksForUpdates: en.updates.daily,
}
const NAMES = Object.keys(ROWS) as PolicySettingName[]
const PAGES = [SettingsAppearance, SettingsChats, SettingsFiles, SettingsGeneral, SettingsKeyboard, SettingsNotifications, SettingsUpdates]

let jim: FakeJim
let close: () => void = () => undefined
beforeEach(() => (jim = useFakeJim()))
afterEach(() => close())

/** All pages of settings at once, `name` locked at its default. */
function open(name: PolicySettingName, language: AppLocale = 'en'): void {
  const policy = { [name]: { value: DEFAULT_SETTINGS[name], isLocked: true } }
  useSettingsStore().setSettings(settingsInForce({ quietHours: { isOn: true, from: '22:00', to: '08:00' }, updateSource: '/srv' }, policy))
  const wrapper = mount(() => PAGES.map((page) => h(page)), {
    attachTo: document.body,
    global: { plugins: [createAppI18n(language)] },
  })
  close = () => wrapper.unmount()
}

const reasonOf = (control: Element): string =>
  document.getElementById(control.getAttribute('aria-describedby') ?? '')?.textContent.trim() ?? ''

describe('a setting that is locked', () => {
  it.each(NAMES)('%s is shown, cannot be changed, and says why; the others are as they were', async (name) => {
    open(name)
    const controls = [...document.querySelectorAll('[role=switch], [role=radiogroup], [role=group][aria-describedby]')]
    expect(controls.length).toBeGreaterThan(NAMES.length)
    const locked = controls.filter((control) => reasonOf(control) !== '')
    expect(locked.map((control) => control.getAttribute('aria-label'))).toEqual([ROWS[name]].flat())
    expect(new Set(locked.map(reasonOf))).toEqual(new Set([en.settings.locked]))
    const parts = locked.flatMap((control) =>
      control.matches('[role=switch]') ? [control] : [...control.querySelectorAll('[role=radio], button')],
    )
    expect(parts.length).toBeGreaterThanOrEqual(locked.length)
    for (const part of parts) {
      expect(part.hasAttribute('disabled')).toBe(true)
      ;(part as HTMLElement).click()
    }
    await flushPromises()
    expect(jim.calls.map(({ channel }) => channel)).toEqual(['screenshots:state', 'updates:state'])
  })

  it('locks the times of quiet hours too', () => {
    const times = (): boolean[] =>
      [...document.querySelectorAll<HTMLInputElement>('input[inputmode=numeric]')].map(({ disabled }) => disabled)
    open('sound')
    expect(times()).toEqual([false, false])
    close()
    useSettingsStore().setSettings(
      settingsInForce({}, { quietHours: { value: { isOn: true, from: '20:00', to: '07:00' }, isLocked: true } }),
    )
    const wrapper = mount(SettingsNotifications, { attachTo: document.body, global: { plugins: [createAppI18n('en')] } })
    close = () => wrapper.unmount()
    expect(times()).toEqual([true, true])
  })

  it('says why in Chinese', () => {
    open('spellcheck', 'zh-CN')
    expect(document.body.textContent).toContain(zhCN.settings.locked)
  })
})

it('a change that main refuses because of a lock is told with its reason', async () => {
  jim.failures.set('settings:set', 'setting_locked')
  let change: ReturnType<typeof useSettings>['change'] | undefined
  const wrapper = mount(
    {
      setup() {
        ;({ change } = useSettings())
        return () => h('i')
      },
    },
    { global: { plugins: [createAppI18n('en')] } },
  )
  close = () => wrapper.unmount()
  await change!({ zoom: 110 })
  expect(useToastsStore().all.map(({ text }) => text)).toEqual([en.error.setting_locked])
})
