// @vitest-environment happy-dom
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { storeToRefs } from 'pinia'
import { defineComponent } from 'vue'
import type { AccountState } from '@shared/account'
import type { JimDoor } from '@shared/ipc'
import { boot as bootWindow } from '../../src/renderer/src/boot'
import { useAccountStore } from '../../src/renderer/src/stores/account'
import { useConversationsStore } from '../../src/renderer/src/stores/conversations'
import type { FakeJim, FakeJimOptions } from '../helpers/fake-jim'
import { useFakeJim } from './mount'
import { FORMS } from '../helpers/spoken'

enableAutoUnmount(afterEach)

/** What waits for the next frame. */
let frames: FrameRequestCallback[] = []
beforeEach(() => {
  frames = []
  vi.stubGlobal('requestAnimationFrame', (run: FrameRequestCallback) => frames.push(run))
})
afterEach(() => vi.unstubAllGlobals())

async function drawFrame(): Promise<void> {
  for (const run of frames.splice(0)) run(0)
  await flushPromises()
}

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

it('has the beginning of the list together with the news of who is signed in, and the rest once that is drawn', async () => {
  const jim = boot({ firstRows: 2 })
  await flushPromises()
  const { byId } = storeToRefs(useConversationsStore())
  const order = jim.conversations.map(({ conversationId }) => conversationId)
  expect(wasListThere).toBe(true)
  expect([...byId.value.keys()]).toEqual(order.slice(0, 2))
  await drawFrame()
  expect(listed(jim)).toBe(0)
  await drawFrame()
  expect(listed(jim)).toBe(1)
  expect([...byId.value.keys()]).toEqual(order)
})

it('takes a beginning without rows for no list: all of it may be archived', async () => {
  const jim = boot({ firstRows: 0 })
  await flushPromises()
  expect(useAccountStore().me).toBeDefined()
  expect(useConversationsStore().isLoaded).toBe(false)
  await drawFrame()
  await drawFrame()
  expect(useConversationsStore().byId.size).toBe(jim.conversations.length)
})

it('does not take the rest of a list for that of whoever is signed in by then', async () => {
  const jim = boot({ firstRows: 2 })
  await flushPromises()
  await drawFrame()
  let answer: () => void = () => undefined
  const answered = new Promise<void>((resolve) => (answer = resolve))
  const door = window.jim
  Object.defineProperty(window, 'jim', {
    value: { ...door, call: (async (...call) => answered.then(() => door.call(...call))) as JimDoor['call'] },
    configurable: true,
  })
  await drawFrame()
  jim.emit('account', { state: 'signed_out', forms: FORMS })
  await flushPromises()
  answer()
  await flushPromises()
  expect(listed(jim)).toBe(1)
  expect(useConversationsStore().isLoaded).toBe(false)
})

it('asks for the list of an account that is signed in later', async () => {
  const jim = boot({ isSignedIn: false })
  await flushPromises()
  expect(useConversationsStore().isLoaded).toBe(false)
  const signedIn = await stateOf(new (jim.constructor as new () => FakeJim)())
  jim.emit('account', signedIn)
  await flushPromises()
  expect(useConversationsStore().byId.size).toBe(jim.conversations.length)
  expect(listed(jim)).toBe(1)
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
