// @vitest-environment happy-dom
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, expect, it, vi } from 'vitest'
import LicenceList from '../../src/renderer/src/components/settings/LicenceList.vue'
import { mountWithJim } from './mount'

let mounted: VueWrapper | undefined
afterEach(() => {
  vi.unstubAllGlobals()
  mounted?.unmount()
  mounted = undefined
})

async function shown(answer: () => Promise<Response>): Promise<VueWrapper> {
  vi.stubGlobal('fetch', answer)
  const { wrapper } = mountWithJim(LicenceList, {})
  mounted = wrapper
  await wrapper.find('button').trigger('click')
  await flushPromises()
  return wrapper
}

it('lists each library with its version, its licence and the text', async () => {
  const list = [{ name: 'vue', version: '3.5.0', licence: 'MIT', text: 'Permission is hereby granted' }, { name: 'odd' }]
  const wrapper = await shown(() => Promise.resolve(Response.json(list)))
  expect(wrapper.findAll('details')).toHaveLength(1)
  expect(wrapper.find('summary').text()).toContain('3.5.0 · MIT')
  expect(wrapper.find('pre').text()).toBe('Permission is hereby granted')
})

it.each([
  ['a page instead', () => Promise.resolve(new Response('<!doctype html>'))],
  ['nothing', () => Promise.resolve(new Response(undefined, { status: 404 }))],
  ['no answer', () => Promise.reject(new TypeError('fetch failed'))],
])('says when there is no list: %s', async (_what, answer) => {
  const wrapper = await shown(answer)
  expect(wrapper.find('[role="status"]').exists()).toBe(true)
})
