// @vitest-environment happy-dom
import { DEFAULT_SETTINGS, type SettingsPolicy } from '@shared/settings'
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, expect, it } from 'vitest'
import SettingsFiles from '../../src/renderer/src/components/settings/SettingsFiles.vue'
import { useSettingsStore } from '../../src/renderer/src/stores/settings'
import type { FakeJim } from '../helpers/fake-jim'
import { must } from '../helpers/results'
import { mountWithJim } from './mount'

let open: { readonly wrapper: VueWrapper; readonly jim: FakeJim } | undefined
afterEach(() => open?.wrapper.unmount())

async function show(settings = {}, policy: SettingsPolicy = {}): Promise<NonNullable<typeof open>> {
  const { wrapper, jim } = mountWithJim(SettingsFiles, {}, { settings, policy })
  open = { wrapper, jim }
  useSettingsStore().setSettings(must(await jim.call('settings:get')))
  jim.calls.length = 0
  await flushPromises()
  return open
}

async function pick(wrapper: VueWrapper, group: string, option: string): Promise<void> {
  const radios = wrapper.find(`[role="radiogroup"][aria-label="${group}"]`).findAll('[role="radio"]')
  await radios.find((radio) => radio.text() === option)!.trigger('click')
  await flushPromises()
}

const changes = (jim: FakeJim): unknown[] => jim.calls.filter(({ channel }) => channel === 'settings:set').map(({ argument }) => argument)

it('keeps what comes by itself, each kind beside the others', async () => {
  const { wrapper, jim } = await show()
  await pick(wrapper, 'Pictures', 'Never')
  await pick(wrapper, 'Videos', 'Any size')
  await pick(wrapper, 'Other files', '2 MB')
  await wrapper.find('[role="switch"]').trigger('click')
  await flushPromises()
  const { images, videos, files, voice } = DEFAULT_SETTINGS.autoDownload
  expect(changes(jim).map((change) => (change as { autoDownload: unknown }).autoDownload)).toEqual([
    { images: 0, videos, files, voice },
    { images: 0, videos: 2048, files, voice },
    { images: 0, videos: 2048, files: 2, voice },
    { images: 0, videos: 2048, files: 2, voice: false },
  ])
  expect(images).toBe(8)
})

it('shows a size that is none of the usual ones', async () => {
  const { wrapper } = await show({ autoDownload: { images: 7, videos: 0, files: 0, voice: true }, cacheMiB: 2048 })
  expect(wrapper.findAll('[role="radio"][data-state="checked"]').map((radio) => radio.text())).toEqual([
    'Ask where',
    '7 MB',
    'Never',
    'Never',
    'Up to 2560 px',
    '2 GB',
  ])
})

it('takes a folder from the system’s dialog alone, and nothing when none is chosen', async () => {
  const { wrapper, jim } = await show()
  await pick(wrapper, 'Save files', 'Chosen folder')
  expect(jim.calls.map(({ channel }) => channel)).toEqual(['settings:choose-save-folder'])
  expect(wrapper.find('[data-testid="save-folder"]').exists()).toBe(false)
  jim.chosenFolder = '/home/alice/合同'
  await pick(wrapper, 'Save files', 'Chosen folder')
  expect(wrapper.get('[data-testid="save-folder"]').text()).toBe('/home/alice/合同')
  await pick(wrapper, 'Save files', 'Downloads')
  await pick(wrapper, 'Save files', 'Chosen folder')
  // One was chosen before: it is taken without a question.
  expect(changes(jim)).toEqual([{ saveFiles: 'downloads' }, { saveFiles: 'folder' }])
  jim.chosenFolder = '/srv/share'
  await wrapper.get('[role="group"] button').trigger('click')
  await flushPromises()
  expect(wrapper.get('[data-testid="save-folder"]').text()).toBe('/srv/share')
})

it('lets pictures keep their location', async () => {
  const { wrapper, jim } = await show()
  await wrapper.find('[role="switch"][aria-label="Remove location from pictures"]').trigger('click')
  await flushPromises()
  expect(changes(jim)).toEqual([{ stripsPictures: false }])
})

it('sends pictures as large as is chosen', async () => {
  const { wrapper, jim } = await show()
  await pick(wrapper, 'Size of pictures that are sent', 'Up to 1600 px')
  await pick(wrapper, 'Size of pictures that are sent', 'Original')
  expect(changes(jim)).toEqual([{ pictureSize: '1600' }, { pictureSize: 'original' }])
})
