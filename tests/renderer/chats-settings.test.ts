// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { expect, it } from 'vitest'
import SettingsChats from '../../src/renderer/src/components/settings/SettingsChats.vue'
import { mountWithJim } from './mount'

it('keeps what is chosen about typing, spelling, files and emoji', async () => {
  const { wrapper, jim } = mountWithJim(SettingsChats, {})
  for (const control of wrapper.findAll('[role="switch"]')) await control.trigger('click')
  const [saving, space, tone] = wrapper.findAll('[role="radiogroup"]')
  for (const [group, at] of [
    [saving, 1],
    [space, 0],
    [tone, 3],
  ] as const)
    await group?.findAll('[role="radio"]').at(at)?.trigger('click')
  await flushPromises()
  expect(jim.calls.filter((call) => call.channel === 'settings:set').map((call) => call.argument)).toEqual([
    { tellsTyping: false },
    { spellcheck: false },
    { saveFiles: 'downloads' },
    { cacheMiB: 1024 },
    { emojiTone: 3 },
  ])
  wrapper.unmount()
})
