// @vitest-environment happy-dom
import { enableAutoUnmount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import MemberList from '../../src/renderer/src/components/roster/MemberList.vue'
import { FakeJim } from '../helpers/fake-jim'
import { mountWithJim } from './mount'

enableAutoUnmount(afterEach)
beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('shows where members are about to be once they take longer than most, and no longer than until they come', async () => {
  const conversation = new FakeJim().conversations.find(({ kind }) => kind === 'c2g')!
  const { wrapper } = mountWithJim(MemberList, { conversation, me: undefined, canChange: false })
  const isShown = (): boolean => wrapper.find('.skeleton').exists()
  await vi.advanceTimersByTimeAsync(149)
  expect(isShown()).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  expect([isShown(), wrapper.get('[role=status]').text()]).toEqual([true, 'Loading'])
  await wrapper.setProps({ members: [] })
  expect(isShown()).toBe(false)
})
