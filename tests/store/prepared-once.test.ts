import { asLocalId, asMid, asPartId, asSeq } from '@shared/ids'
import { describe, expect, it } from 'vitest'
import type { Store } from '../../src/main/store/store'
import { countPreparations } from '../helpers/preparations'
import { BOB, CHAT, composed, openTestStore, received } from './helpers'

const FIRST = { position: 1, localId: asLocalId(1) }

function filledStore(): Store {
  const store = openTestStore()
  store.messages.insert(received({ seq: 1 }))
  store.messages.insert(received({ seq: 2 }))
  store.conversations.ensure(CHAT, BOB)
  store.ranges.add(CHAT, 1, 2)
  store.edges.set(CHAT, { cursor: 'x', isEnd: false, wholeTo: 5 })
  const { localId } = store.messages.insert(composed('c-1'))
  store.outbox.add(localId, CHAT, 0)
  store.parts.set(localId, { partId: asPartId('p'), state: 'waiting' })
  store.roster.upsertPeople([{ userId: BOB, name: 'Bob', avatar: '', status: '' }])
  return store
}

describe('what is read again and again', () => {
  it.each<[string, (store: Store) => unknown]>([
    ['the newest page', ({ messages }) => messages.page({ conversationId: CHAT, anchor: { at: 'end' }, limit: 1 })],
    ['an older page', ({ messages }) => messages.page({ conversationId: CHAT, anchor: { at: 'before', ...FIRST }, limit: 1 })],
    ['a newer page', ({ messages }) => messages.page({ conversationId: CHAT, anchor: { at: 'after', ...FIRST }, limit: 1 })],
    ['the first unread', ({ messages }) => messages.page({ conversationId: CHAT, anchor: { at: 'unread' }, limit: 1 })],
    ['a message by its place', ({ messages }) => messages.bySeq(CHAT, asSeq(1))],
    ['a message by its name', ({ messages }) => messages.byMid(CHAT, asMid('1'))],
    ['whether a name is held at all', ({ messages }) => messages.hasMid(asMid(`${CHAT}/1`))],
    ['the edge of a history', ({ edges }) => edges.get(CHAT)],
    ['a part of a message', ({ parts }) => parts.get(asLocalId(1))],
    ['the parts that are waited for', ({ parts }) => parts.awaited()],
    ['a transfer of a message', ({ transfers }) => transfers.ofMessage(asLocalId(1), 'up')],
    ['the transfers', ({ transfers }) => transfers.unfinished()],
    ['the outbox', ({ outbox }) => outbox.list()],
    ['a conversation', ({ conversations }) => conversations.get(CHAT)],
    ['the list', ({ conversations }) => conversations.list()],
    ['its ranges', ({ ranges }) => ranges.get(CHAT)],
    ['people', ({ roster }) => roster.searchPeople('b')],
  ])('%s is prepared once', async (_name, read) => {
    const store = filledStore()
    read(store)
    expect(await countPreparations(() => read(store))).toBe(0)
  })
})
