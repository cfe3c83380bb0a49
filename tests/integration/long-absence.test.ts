import { afterEach, beforeEach, expect, it } from 'vitest'
import { asConversationId } from '@shared/ids'
import { openStore } from '../../src/main/store/open-store'
import type { Store } from '../../src/main/store/store'
import { silentLogger } from '../../src/main/lib/logger'
import { FakeClock } from '../helpers/fake-clock'
import { Device } from '../sync/device'
import { ModelServer } from '../sync/model-server'

const CONVERSATIONS = 25
const MISSED = 2000
const MAX_ROWS = 500

const idOf = (i: number) => asConversationId(`c2c:alice:p${String(i).padStart(2, '0')}`)

let clock: FakeClock
let server: ModelServer
let store: Store
let alice: Device

beforeEach(() => {
  clock = new FakeClock()
  server = new ModelServer()
  const opened = openStore({ file: ':memory:', clock, logger: silentLogger })
  if (!opened.ok) throw opened.error
  store = opened.value
  alice = new Device(server, clock, 'alice', store)
})

afterEach(() => {
  alice.close()
  expect(clock.pending).toBe(0)
})

it('comes back to 50,000 missed messages: the list at once, the newest first, at most 500 rows a transaction', async () => {
  for (let i = 0; i < CONVERSATIONS; i++) server.post(idOf(i), `p${String(i).padStart(2, '0')}`, 'seen before')
  alice.connect()
  await clock.advanceAsync(1000)
  alice.connection.stop({ code: 'signed_out', reason: '' })
  await clock.advanceAsync(0)
  for (let i = 0; i < CONVERSATIONS; i++) {
    for (let n = 0; n < MISSED; n++) server.post(idOf(i), `p${String(i).padStart(2, '0')}`, `missed ${n}`, false)
  }
  // What was there is shown without a word from the server.
  expect(store.conversations.list()).toHaveLength(CONVERSATIONS)

  const batches: number[] = []
  const firstHeld = new Map<string, number>()
  const { insertBatch } = store.messages
  store.messages.insertBatch = (messages) => {
    batches.push(messages.length)
    for (const { conversationId, seq } of messages)
      if (!firstHeld.has(conversationId) && seq !== undefined) firstHeld.set(conversationId, seq)
    return insertBatch.call(store.messages, messages)
  }
  server.requests.length = 0
  alice.connect()
  await clock.advanceAsync(1)
  // The list came in one answer: every conversation has its head, its last line and its count of unread messages.
  for (const { lastSeq, unread, lastMessage } of store.conversations.list()) {
    expect([lastSeq, unread, lastMessage?.seq]).toEqual([MISSED + 1, MISSED + 1, MISSED + 1])
  }
  for (let i = 0; i < CONVERSATIONS; i++) expect(firstHeld.get(idOf(i))).toBe(MISSED + 1)
  await clock.advanceAsync(60_000)
  for (let i = 0; i < CONVERSATIONS; i++) expect(store.ranges.get(idOf(i))).toEqual([[1, MISSED + 1]])
  expect(Math.max(...batches)).toBeLessThanOrEqual(MAX_ROWS)
  // The newest page of every conversation before anything older of any.
  const pages = server.ranges.map((range) => Number(range.split('-')[1]))
  expect(pages.slice(0, CONVERSATIONS).every((to) => to >= MISSED)).toBe(true)
  expect(alice.engine.status).toEqual({ state: 'idle' })
})
