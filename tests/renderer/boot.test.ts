// @vitest-environment happy-dom
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, expect, it } from 'vitest'
import { defineComponent } from 'vue'
import type { AccountState } from '@shared/account'
import { boot as bootWindow } from '../../src/renderer/src/boot'
import { useAccountStore } from '../../src/renderer/src/stores/account'
import { useConversationsStore } from '../../src/renderer/src/stores/conversations'
import type { FakeJim, FakeJimOptions } from '../helpers/fake-jim'
import { useFakeJim } from './mount'
import { FORMS } from '../helpers/spoken'

enableAutoUnmount(afterEach)

/** Whether the list was there already when the account was told for the first time. */
let wasListThere: boolean | undefined

function boot(options: FakeJimOptions = {}): FakeJim {
  const jim = useFakeJim(options)
  wasListThere = undefined
  mount(
    defineComponent({
      setup() {
        void bootWindow()
        const conversations = useConversationsStore()
        useAccountStore().$onAction(({ name }) => {
          if (name === 'setState') wasListThere ??= conversations.isLoaded
        })
        return () => undefined
      },
    }),
  )
  return jim
}

const listed = (jim: FakeJim): number => jim.calls.filter(({ channel }) => channel === 'conversations:list').length

async function stateOf(jim: FakeJim): Promise<AccountState> {
  const state = await jim.call('account:state')
  if (!state.ok) throw new Error(state.error.code)
  return state.value
}

it('has the first list together with the news of who is signed in, asked for once', async () => {
  const jim = boot()
  await flushPromises()
  expect(wasListThere).toBe(true)
  expect(useConversationsStore().byId.size).toBe(jim.conversations.length)
  expect(listed(jim)).toBe(1)
})

it('asks for the list of an account that is signed in later', async () => {
  const jim = boot({ isSignedIn: false })
  await flushPromises()
  expect(useConversationsStore().isLoaded).toBe(false)
  const signedIn = await stateOf(new (jim.constructor as new () => FakeJim)())
  jim.emit('account', signedIn)
  await flushPromises()
  expect(useConversationsStore().byId.size).toBe(jim.conversations.length)
  expect(listed(jim)).toBe(2)
})

it('asks anew for the same account after it was signed out', async () => {
  const jim = boot()
  await flushPromises()
  const signedIn = await stateOf(jim)
  jim.emit('account', { state: 'signed_out', forms: FORMS })
  await flushPromises()
  expect(useConversationsStore().isLoaded).toBe(false)
  jim.emit('account', signedIn)
  await flushPromises()
  expect(useConversationsStore().isLoaded).toBe(true)
})

it('keeps the news that came while it asked', async () => {
  const jim = boot()
  jim.emit('account', { state: 'signing_in', forms: FORMS, step: 'load' })
  await flushPromises()
  expect(useAccountStore().state).toEqual({ state: 'signing_in', forms: FORMS, step: 'load' })
})
