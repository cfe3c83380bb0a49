// @vitest-environment happy-dom
import type { SettingsPolicy } from '@shared/settings'
import { UPDATE_FAILURES, type UpdateOffer, type Updates } from '@shared/updates'
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, expect, it, onTestFinished } from 'vitest'
import SettingsUpdates from '../../src/renderer/src/components/settings/SettingsUpdates.vue'
import { useSettingsStore } from '../../src/renderer/src/stores/settings'
import { useUpdatesStore } from '../../src/renderer/src/stores/updates'
import { subscribe } from '../../src/renderer/src/subscribe'
import type { FakeJim } from '../helpers/fake-jim'
import { must } from '../helpers/results'
import { mountWithJim } from './mount'

const OFFER: UpdateOffer = { version: '1.2.0', released: 0, bytes: 4_000_000, notes: { en: 'Faster.', 'zh-CN': '更快。' } }
const SOURCE = { updateSource: 'https://updates.example.com/jim' }
const as = (state: object, more: object = {}): Updates => ({ support: 'yes', unasked: 'nothing', ...more, ...state }) as Updates

let open: { readonly wrapper: VueWrapper; readonly jim: FakeJim } | undefined
afterEach(() => open?.wrapper.unmount())

async function show(state: Updates, settings: object = SOURCE, policy: SettingsPolicy = {}): Promise<NonNullable<typeof open>> {
  const { wrapper, jim } = mountWithJim(SettingsUpdates, {}, { settings, policy })
  open = { wrapper, jim }
  useSettingsStore().setSettings(must(await jim.call('settings:get')))
  await flushPromises()
  jim.updates.state = state
  useUpdatesStore().setState(state)
  await flushPromises()
  jim.calls.length = 0
  return open
}

const button = (wrapper: VueWrapper, text: string) => wrapper.findAll('button').find((each) => each.text() === text)
const channels = (jim: FakeJim): readonly string[] => jim.calls.map(({ channel }) => channel)

it('offers nothing but a source where there is none', async () => {
  const { wrapper } = await show(as({ state: 'idle' }), {})
  expect(button(wrapper, 'Check now')).toBeUndefined()
  expect(wrapper.find('[role="switch"]').exists()).toBe(false)
})

it('keeps the address of a source, and nothing that is none', async () => {
  const { wrapper, jim } = await show(as({ state: 'idle' }), {})
  const field = wrapper.find('input')
  await field.setValue('/etc')
  expect(wrapper.text()).toContain('Write an address such as')
  await wrapper.find('form').trigger('submit')
  expect(channels(jim)).toEqual([])
  await field.setValue(' https://updates.example.com/jim ')
  await wrapper.find('form').trigger('submit')
  await flushPromises()
  expect(jim.calls).toEqual([{ channel: 'settings:set', argument: SOURCE }])
})

it('says that a plain address can be read on the way', async () => {
  const { wrapper } = await show(as({ state: 'idle' }), { updateSource: 'http://10.0.0.7/jim' })
  expect(wrapper.text()).toContain('Not encrypted: others on the way see what is fetched.')
})

it('has a folder chosen by the system’s dialog', async () => {
  const { wrapper, jim } = await show(as({ state: 'idle' }), {})
  await button(wrapper, 'Choose a folder…')!.trigger('click')
  await flushPromises()
  expect(channels(jim)).toEqual(['updates:choose-folder'])
  expect(wrapper.find('input').element.value).toBe('/srv/updates')
  expect(wrapper.text()).toContain('A folder of this computer or of the network.')
})

it('leaves a source that a policy gives as it is', async () => {
  const { wrapper } = await show(as({ state: 'idle' }), {}, { updateSource: { value: SOURCE.updateSource, isLocked: true } })
  expect(wrapper.find('input').attributes('disabled')).toBeDefined()
  expect(button(wrapper, 'Save')!.attributes('disabled')).toBeDefined()
  expect(button(wrapper, 'Choose a folder…')!.attributes('disabled')).toBeDefined()
  expect(button(wrapper, 'Check now')).toBeDefined()
})

it('offers a version with its size and what is new, as text', async () => {
  const { wrapper, jim } = await show(as({ state: 'offered', offer: { ...OFFER, notes: { en: '<i>Faster</i>', 'zh-CN': '' } } }))
  expect(wrapper.find('[data-testid="update-offer"]').text()).toContain('Version 1.2.0')
  expect(wrapper.text()).toContain('<i>Faster</i>')
  expect(wrapper.find('i').exists()).toBe(false)
  await button(wrapper, 'Download')!.trigger('click')
  await flushPromises()
  expect(channels(jim)).toEqual(['updates:download'])
})

it('shows a download that was told of before its call was answered', async () => {
  const { wrapper, jim } = await show(as({ state: 'offered', offer: OFFER }))
  onTestFinished(subscribe())
  jim.updates.downloading = as({ state: 'downloading', offer: OFFER, doneBytes: 0 })
  await button(wrapper, 'Download')!.trigger('click')
  await flushPromises()
  expect(wrapper.find('[role="progressbar"]').exists()).toBe(true)
})

it('shows how far a download is, and ends it', async () => {
  const { wrapper, jim } = await show(as({ state: 'downloading', offer: OFFER, doneBytes: 1_000_000 }))
  expect(wrapper.find('[role="progressbar"]').attributes('aria-valuenow')).toBe('25')
  expect(button(wrapper, 'Check now')!.attributes('disabled')).toBeDefined()
  await button(wrapper, 'Cancel')!.trigger('click')
  await flushPromises()
  expect(channels(jim)).toEqual(['updates:cancel'])
})

it('has the package verified again before its command is copied', async () => {
  const ready = as({ state: 'ready', offer: OFFER, install: { way: 'command', command: 'sudo apt install /x.deb' } })
  const { wrapper, jim } = await show(ready)
  expect(wrapper.find('[data-testid="update-command"]').text()).toBe('sudo apt install /x.deb')
  jim.updates.verified = as({ state: 'failed', code: 'package_changed', offer: OFFER })
  await button(wrapper, 'Copy command')!.trigger('click')
  await flushPromises()
  expect(channels(jim)).toEqual(['updates:verify'])
  expect(wrapper.find('[data-testid="update-command"]').exists()).toBe(false)
  expect(wrapper.text()).toContain('it was swapped or damaged')
})

it('installs what the program can install itself', async () => {
  const { wrapper, jim } = await show(as({ state: 'ready', offer: OFFER, install: { way: 'restart' } }))
  await button(wrapper, 'Install and restart')!.trigger('click')
  await flushPromises()
  expect(channels(jim)).toEqual(['updates:install'])
})

it.each(UPDATE_FAILURES)('has words of its own for %s', async (code) => {
  const { wrapper } = await show(as({ state: 'failed', code, version: '0.9.0' }))
  const said = wrapper.find('[data-testid="update-line"]').text()
  expect(said).not.toBe('')
  expect(said).not.toContain('updates.failure')
  expect(said.includes('0.9.0')).toBe(['older', 'no_package'].includes(code))
})

it.each([
  ['no_keys', 'This build takes no updates: it has no key to check them with.'],
  ['off', 'Your organisation takes care of updates.'],
])('says why there are none: %s', async (support, text) => {
  const { wrapper } = await show(as({ state: 'idle' }, { support }))
  expect(wrapper.text()).toContain(text)
  expect(wrapper.find('input').exists()).toBe(false)
})

it('says what a policy has done without asking', async () => {
  const { wrapper } = await show(as({ state: 'idle' }, { unasked: 'install' }))
  expect(wrapper.text()).toContain('Your organisation has updates installed without asking')
})
