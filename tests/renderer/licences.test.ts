// @vitest-environment happy-dom
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, expect, it, vi } from 'vitest'
import LicenceList from '../../src/renderer/src/components/settings/LicenceList.vue'
import { readLicenceFile } from '../../src/renderer/src/model/licence-file'
import { mountWithJim } from './mount'

vi.mock('../../src/renderer/src/model/licence-file', () => ({ readLicenceFile: vi.fn() }))

let mounted: VueWrapper | undefined
afterEach(() => {
  mounted?.unmount()
  mounted = undefined
})

async function shown(answer: () => Promise<string>): Promise<VueWrapper> {
  vi.mocked(readLicenceFile).mockImplementation(answer)
  const { wrapper } = mountWithJim(LicenceList, {})
  mounted = wrapper
  await wrapper.find('button').trigger('click')
  await flushPromises()
  return wrapper
}

it('lists each library with its version, its licence and the text', async () => {
  const list = [{ name: 'vue', version: '3.5.0', licence: 'MIT', text: 'Permission is hereby granted' }, { name: 'odd' }]
  const wrapper = await shown(() => Promise.resolve(JSON.stringify(list)))
  expect(wrapper.findAll('details')).toHaveLength(1)
  expect(wrapper.find('summary').text()).toContain('3.5.0 · MIT')
  expect(wrapper.find('pre').text()).toBe('Permission is hereby granted')
})

it.each([
  ['a page instead', () => Promise.resolve('<!doctype html>')],
  ['nothing', () => Promise.resolve('')],
  ['no file', () => Promise.reject(new TypeError('Failed to fetch dynamically imported module'))],
])('says when there is no list: %s', async (_what, answer) => {
  const wrapper = await shown(answer)
  expect(wrapper.find('[role="status"]').exists()).toBe(true)
})
