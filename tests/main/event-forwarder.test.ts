import type { IpcEvent, IpcEvents } from '@shared/ipc'
import { deliveryOf } from '@shared/message'
import { asLocalId, asUserId } from '@shared/ids'
import { expect, it } from 'vitest'
import { EventForwarder } from '../../src/main/ipc/event-forwarder'
import { presentMessage } from '../../src/main/ipc/present-message'
import type { SignedIn } from '../../src/main/ipc/session'
import { Emitter } from '../../src/main/lib/emitter'
import type { SyncEvents } from '../../src/main/sync/sync-news'
import { FakeClock } from '../helpers/fake-clock'
import { composed, GROUP, openTestStore } from '../store/helpers'

const NO_FILES = { localFile: () => undefined }
const [BOB, CAROL] = [asUserId('bob'), asUserId('carol')]

it('tells the list and the timeline the same of a message of mine in a group, as each member reads it', () => {
  const clock = new FakeClock()
  const store = openTestStore()
  const engine = new Emitter<SyncEvents>()
  const said: { event: IpcEvent; value: unknown }[] = []
  const forwarder = new EventForwarder({ clock, emit: (event, value) => said.push({ event, value }) })
  store.conversations.upsert({ conversationId: GROUP, kind: 'c2g', title: 'Office' })
  const member = (userId: typeof BOB) => ({ userId, name: userId, avatar: '', role: 'member' as const, readSeq: 0, deliveredSeq: 0 })
  store.roster.setMembers(GROUP, [member(asUserId('alice')), member(BOB), member(CAROL)])
  const { localId } = store.messages.insert(composed('c-1', { conversationId: GROUP, seq: 1, status: 'sent' }))
  forwarder.attach({ engine, store, files: NO_FILES, transfers: { queue: new Emitter() } } as unknown as SignedIn)

  const read = (userId: typeof BOB): readonly (string | undefined)[] => {
    said.length = 0
    store.roster.raiseMemberMark(GROUP, userId, 'read', 1)
    engine.emit('members', GROUP)
    clock.advance(30)
    const listed = said.find(({ event }) => event === 'conversations')?.value as IpcEvents['conversations'] | undefined
    const conversation = listed?.[0]
    const shown = presentMessage(store, store.messages.get(localId)!)
    expect(conversation?.lastMessage?.readBy).toEqual(shown.readBy)
    return [conversation?.lastMessage && deliveryOf(conversation.lastMessage, conversation), deliveryOf(shown, conversation!)]
  }
  expect(read(BOB)).toEqual(['sent', 'sent'])
  expect(read(CAROL)).toEqual(['read', 'read'])
  forwarder.detach()
})

it('goes on with the conversation on screen when the account is opened anew', () => {
  const clock = new FakeClock()
  const store = openTestStore()
  const said: IpcEvent[] = []
  const forwarder = new EventForwarder({ clock, emit: (event) => said.push(event) })
  const { localId } = store.messages.insert(composed('c-1', { conversationId: GROUP }))
  const [before, after] = [new Emitter<SyncEvents>(), new Emitter<SyncEvents>()]
  forwarder.attach({ engine: before, store, files: NO_FILES, transfers: { queue: new Emitter() } } as unknown as SignedIn)
  forwarder.focus(GROUP)
  forwarder.detach()
  forwarder.attach({ engine: after, store, files: NO_FILES, transfers: { queue: new Emitter() } } as unknown as SignedIn)
  after.emit('messages', { upserted: [localId], removed: [] })
  clock.advance(30)
  expect(said).toContain('messages')
  forwarder.detach()
})

it('tells of messages elsewhere whose file is waited for on screen, and of no others there', () => {
  const clock = new FakeClock()
  const store = openTestStore()
  const told: unknown[] = []
  const engine = new Emitter<SyncEvents>()
  const forwarder = new EventForwarder({
    clock,
    emit: (event, value) => {
      if (event === 'messages') told.push((value as IpcEvents['messages']).upserted.map(({ localId }) => localId))
    },
  })
  const [one, other] = ['c-1', 'c-2'].map((cliMid) => store.messages.insert(composed(cliMid, { conversationId: GROUP })).localId)
  forwarder.attach({ engine, store, files: NO_FILES, transfers: { queue: new Emitter() } } as unknown as SignedIn)
  const change = (): void => {
    engine.emit('messages', { upserted: [one!, other!], removed: [] })
    clock.advance(30)
  }
  change()
  forwarder.inView([one!])
  change()
  forwarder.inView([])
  change()
  expect(told).toEqual([[one]])
  // What a person asked for comes sooner than it is told that they look at it.
  forwarder.askedFor(other!)
  change()
  expect(told).toEqual([[one], [other]])
  // Whoever asks for ever more is told of the latest.
  for (let localId = 1000; localId < 1100; localId++) forwarder.askedFor(asLocalId(localId))
  change()
  expect(told).toHaveLength(2)
  forwarder.detach()
})

it('tells where a file is that came before it tells that nothing is under way any more', () => {
  const clock = new FakeClock()
  const store = openTestStore()
  const said: IpcEvent[] = []
  const engine = new Emitter<SyncEvents>()
  const queue = new Emitter<{ news: IpcEvents['transfers'] }>()
  const forwarder = new EventForwarder({ clock, emit: (event) => said.push(event) })
  const { localId } = store.messages.insert(composed('c-1', { conversationId: GROUP }))
  forwarder.attach({ engine, store, files: NO_FILES, transfers: { queue } } as unknown as SignedIn)
  forwarder.focus(GROUP)
  // As one commit says both; the news of bytes that moved before it may be due at once.
  engine.emit('messages', { upserted: [localId], removed: [] })
  queue.emit('news', { upserted: [], removed: [], isPaused: false })
  expect(said.filter((event) => event !== 'conversations')).toEqual(['messages', 'transfers'])
  clock.advance(30)
  queue.emit('news', { upserted: [], removed: [], isPaused: false })
  expect(said.filter((event) => event !== 'conversations')).toEqual(['messages', 'transfers', 'transfers'])
  forwarder.detach()
})
