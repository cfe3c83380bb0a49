// @vitest-environment happy-dom
import { enableAutoUnmount, flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { asUserId } from '../../src/shared/ids'
import AppDialogs from '../../src/renderer/src/components/common/AppDialogs.vue'
import { useDialogsStore } from '../../src/renderer/src/stores/dialogs'
import type { FakeJim } from '../helpers/fake-jim'
import { mountWithJim } from './mount'

enableAutoUnmount(afterEach)

let jim: FakeJim
beforeEach(async () => {
  jim = mountWithJim(AppDialogs, {}).jim
  useDialogsStore().open({ dialog: 'stranger', userId: asUserId('xyz'), from: 'link' })
  await flushPromises()
  await vi.dynamicImportSettled()
  await flushPromises()
})

async function press(name: string): Promise<void> {
  const found = [...document.querySelectorAll('button')].filter((button) => button.textContent.trim() === name)
  expect(found).toHaveLength(1)
  found[0]!.click()
  await flushPromises()
}

const started = (): readonly unknown[] =>
  jim.calls.filter(({ channel }) => channel === 'conversations:start').map(({ argument }) => argument)

it('names whom a link leads to, and begins nothing by itself', async () => {
  expect(document.querySelector('[role=dialog]')?.textContent).toContain('Write to “xyz”?')
  expect(started()).toEqual([])
  await press('Cancel')
  expect(started()).toEqual([])
  expect(useDialogsStore().current).toBeUndefined()
})

it.each([
  ['link', 'A link from outside'],
  ['card', 'This contact card'],
] as const)('says that it was a %s that named them', async (from, words) => {
  useDialogsStore().open({ dialog: 'stranger', userId: asUserId('xyz'), from })
  await flushPromises()
  expect(document.querySelector('[role=dialog]')?.textContent).toContain(words)
})

it('begins the chat when it is told to', async () => {
  await press('Open the chat')
  expect(started()).toEqual([{ userId: 'xyz' }])
  expect(useDialogsStore().current).toBeUndefined()
})
