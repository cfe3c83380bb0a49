// @vitest-environment happy-dom
import { NO_LIMITS, type NotificationLimits, type Settings, settingsInForce } from '@shared/settings'
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import SettingsNotifications from '../../src/renderer/src/components/settings/SettingsNotifications.vue'
import { createAppI18n } from '../../src/renderer/src/i18n'
import en from '../../src/renderer/src/locales/en.json'
import { useSettingsStore } from '../../src/renderer/src/stores/settings'
import { subscribe } from '../../src/renderer/src/subscribe'
import { FAKE_APP } from '../helpers/fake-jim-facts'
import { useFakeJim } from './mount'

let stop: () => void
let wrapper: VueWrapper
afterEach(() => {
  wrapper.unmount()
  stop()
})

type Machine = { readonly platform?: string; readonly limits?: Partial<NotificationLimits>; readonly level?: Settings['notifications'] }

function open({ platform = 'linux x64', limits = {}, level = 'full' }: Machine = {}) {
  const jim = useFakeJim()
  stop = subscribe()
  const settings = useSettingsStore()
  settings.setSettings(settingsInForce({ notifications: level }))
  settings.setApp({ ...FAKE_APP, platform, notificationLimits: { ...NO_LIMITS, ...limits } })
  wrapper = mount(SettingsNotifications, { attachTo: document.body, global: { plugins: [createAppI18n('en')] } })
  return jim
}

const notes = (): readonly string[] => wrapper.findAll('[role=note]').map((note) => note.text())

describe('the settings of notifications', () => {
  it('say nothing more where all is well', () => {
    open()
    expect(notes()).toEqual([])
  })

  it.each([
    ['linux x64', en.notify.refused],
    ['win32 x64', en.notify.refused],
    ['darwin arm64', en.notify.refusedMac],
  ])('on %s say that the system shows none', (platform, said) => {
    open({ platform, limits: { isRefused: true } })
    expect(notes()).toEqual([said])
  })

  it.each([
    ['full', [en.notify.lockUnknown]],
    ['sender_only', []],
    ['off', []],
  ] as const)('say that nobody tells of the lock where it matters: %s', (level, said) => {
    open({ level, limits: { isLockUnknown: true } })
    expect(notes()).toEqual(said)
  })

  it('say so once it happens', async () => {
    const jim = open()
    jim.emit('notification-limits', { isRefused: true, isLockUnknown: false })
    await flushPromises()
    expect(notes()).toEqual([en.notify.refused])
  })
})
