// @vitest-environment happy-dom
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { settingsInForce } from '@shared/settings'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { defineComponent, type Ref } from 'vue'
import { useListWidth } from '../../src/renderer/src/composables/use-list-width'
import { createAppI18n } from '../../src/renderer/src/i18n'
import { useSettingsStore } from '../../src/renderer/src/stores/settings'
import type { FakeJim } from '../helpers/fake-jim'
import { useFakeJim } from './mount'

let jim: FakeJim
let host: VueWrapper
let width: Ref<number>

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  jim = useFakeJim()
  useSettingsStore().setSettings(settingsInForce({ listWidth: 320 }))
  const Host = defineComponent(() => {
    width = useListWidth()
    return () => undefined
  })
  host = mount(Host, { global: { plugins: [createAppI18n('en')] } })
})
afterEach(() => {
  host.unmount()
  vi.useRealTimers()
})

const kept = (): unknown[] => jim.calls.filter(({ channel }) => channel === 'settings:set').map(({ argument }) => argument)

it('is what was kept, from the first frame on', () => {
  expect(width.value).toBe(320)
})

it('is kept once the edge rests, not at each step of the way', async () => {
  for (const px of [330, 345, 360]) {
    width.value = px
    await flushPromises()
    vi.advanceTimersByTime(100)
  }
  expect(kept()).toEqual([])
  vi.advanceTimersByTime(300)
  await flushPromises()
  expect(kept()).toEqual([{ listWidth: 360 }])
})

it('is kept when the window goes right after it was moved, and not again when it was not', async () => {
  width.value = 400
  window.dispatchEvent(new Event('pagehide'))
  expect(kept()).toEqual([{ listWidth: 400 }])
  await flushPromises()
  window.dispatchEvent(new Event('pagehide'))
  vi.advanceTimersByTime(1000)
  await flushPromises()
  expect(kept()).toEqual([{ listWidth: 400 }])
})
