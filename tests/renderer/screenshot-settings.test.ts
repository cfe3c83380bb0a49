// @vitest-environment happy-dom
import { settingsInForce } from '@shared/settings'
import type { ScreenshotState } from '@shared/screenshot'
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import SettingsScreenshots from '../../src/renderer/src/components/settings/SettingsScreenshots.vue'
import { createAppI18n } from '../../src/renderer/src/i18n'
import en from '../../src/renderer/src/locales/en.json'
import { useSettingsStore } from '../../src/renderer/src/stores/settings'
import type { FakeJim } from '../helpers/fake-jim'
import { useFakeJim } from './mount'

let jim: FakeJim
let wrapper: VueWrapper
beforeEach(() => {
  jim = useFakeJim()
  useSettingsStore().setSettings(settingsInForce({}))
})
afterEach(() => wrapper.unmount())

async function open(state: Partial<ScreenshotState> = {}): Promise<void> {
  jim.screenshots.state = { shortcut: 'set', system: 'nothing', ...state }
  wrapper = mount(SettingsScreenshots, { attachTo: document.body, global: { plugins: [createAppI18n('en')] } })
  await flushPromises()
}

const row = () => wrapper.get(`[aria-label="${en.screenshot.keys}"]`)
const button = (text: string) =>
  row()
    .findAll('button')
    .find((each) => each.text() === text)
const chosen = (): unknown[] => jim.calls.filter(({ channel }) => channel === 'settings:set').map(({ argument }) => argument)
const notes = (): string[] => wrapper.findAll('[role=note]').map((note) => note.text())
const press = (key: object): Promise<void> => row().trigger('keydown', key)

describe('the keys of a screenshot', () => {
  it('are those that are pressed, once all of them are', async () => {
    await open()
    expect(
      row()
        .findAll('kbd')
        .map((key) => key.text()),
    ).toEqual(['Ctrl', 'Alt', 'A'])
    await press({ code: 'KeyQ', ctrlKey: true })
    await button(en.screenshot.changeKeys)!.trigger('click')
    expect(row().get('[role=status]').text()).toBe(en.screenshot.pressKeys)
    await press({ code: 'ControlLeft', ctrlKey: true })
    await press({ code: 'KeyS', shiftKey: true })
    expect(chosen()).toEqual([])
    await press({ code: 'KeyS', ctrlKey: true, shiftKey: true })
    await flushPromises()
    expect(chosen()).toEqual([{ screenshotKeys: 'Ctrl+Shift+S' }])
    expect(
      row()
        .findAll('kbd')
        .map((key) => key.text()),
    ).toEqual(['Ctrl', 'Shift', 'S'])
  })

  it('stay as they were after Escape, and when one looks elsewhere', async () => {
    await open()
    await button(en.screenshot.changeKeys)!.trigger('click')
    await press({ code: 'Escape', key: 'Escape' })
    await button(en.screenshot.changeKeys)!.trigger('click')
    await row().trigger('focusout')
    await press({ code: 'KeyS', ctrlKey: true })
    expect(chosen()).toEqual([])
  })

  it('can be none', async () => {
    await open()
    await button(en.screenshot.dropKeys)!.trigger('click')
    await flushPromises()
    expect(chosen()).toEqual([{ screenshotKeys: '' }])
    expect(row().get('[role=status]').text()).toBe(en.screenshot.noKeys)
    expect(button(en.screenshot.dropKeys)).toBeUndefined()
  })

  it('are asked about anew when they have changed', async () => {
    await open({ shortcut: 'taken' })
    expect(notes()).toEqual([en.screenshot.keysTaken])
    jim.screenshots.state = { shortcut: 'set', system: 'nothing' }
    await button(en.screenshot.changeKeys)!.trigger('click')
    await press({ code: 'F9' })
    await flushPromises()
    expect(notes()).toEqual([])
  })
})

it.each([
  [{ shortcut: 'unsure', system: 'asks' }, [en.screenshot.system.asks, en.screenshot.keysUnsure]],
  [{ system: 'allow' }, [en.screenshot.system.allow]],
  [{}, []],
] as const)('says what the system wants for a screenshot: %j', async (state, said) => {
  await open(state)
  expect(notes()).toEqual(said)
})

it('says nothing of what the system wants where no screenshots are taken', async () => {
  useSettingsStore().setSettings(settingsInForce({ screenshots: false }))
  await open({ shortcut: 'taken', system: 'allow' })
  expect(notes()).toEqual([])
})
