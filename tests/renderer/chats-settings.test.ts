// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { expect, it } from 'vitest'
import SettingsChats from '../../src/renderer/src/components/settings/SettingsChats.vue'
import { mountWithJim } from './mount'

it('keeps what is chosen about typing, spelling, screenshots and emoji', async () => {
  const { wrapper, jim } = mountWithJim(SettingsChats, {})
  for (const control of wrapper.findAll('[role="switch"]')) await control.trigger('click')
  await wrapper.findAll('[role="radio"]').at(3)?.trigger('click')
  await flushPromises()
  expect(jim.calls.filter((call) => call.channel === 'settings:set').map((call) => call.argument)).toEqual([
    { tellsTyping: false },
    { spellcheck: false },
    { screenshots: false },
    { screenshotHides: true },
    { emojiTone: 3 },
  ])
  wrapper.unmount()
})
