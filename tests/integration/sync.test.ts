import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { asUserId, type ConversationId } from '@shared/ids'
import { AB, Office } from './office'
import { must } from '../helpers/results'

let office: Office
let folder: string

const USERS = ['alice', 'bob', 'carol']

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'jim-sync-'))
  office = await Office.open(USERS, { dataDir: folder })
})

afterEach(async () => {
  await office.close()
  rmSync(folder, { recursive: true })
})

describe('against the bundled server', () => {
  it('two people exchange messages, and ticks go from sent to read', async () => {
    const [alice, bob] = [await office.signIn('alice'), await office.signIn('bob')]
    alice.say('你好，Bob', AB)
    await bob.when(() => bob.texts(AB).length === 1)
    bob.say('hello, Alice', AB)
    await alice.when(() => alice.texts(AB).length === 2)
    expect(alice.texts(AB)).toEqual(['你好，Bob', 'hello, Alice'])
    await alice.when(() => (alice.store.conversations.get(AB)?.peerDeliveredSeq ?? 0) >= 1)
    must(bob.engine.markRead(AB, 2))
    await alice.when(() => (alice.store.conversations.get(AB)?.peerReadSeq ?? 0) >= 1)
    expect(alice.statuses(AB)).toEqual(['sent'])
    await bob.when(() => bob.store.conversations.get(AB)?.title === 'ALICE')
  })

  it('what is written offline arrives once and in order when the server is back', async () => {
    const [alice, bob] = [await office.signIn('alice'), await office.signIn('bob')]
    alice.say('before', AB)
    await bob.when(() => bob.texts(AB).length === 1)
    const start = await office.stop()
    await alice.when(() => alice.connection.status.state !== 'online')
    const texts = Array.from({ length: 30 }, (_, i) => `queued ${i}`)
    for (const text of texts) alice.say(text, AB)
    await start()
    alice.connection.reconnectNow()
    bob.connection.reconnectNow()
    await alice.when(() => alice.store.outbox.count() === 0)
    await bob.when(() => bob.texts(AB).length === 31)
    expect(bob.texts(AB)).toEqual(['before', ...texts])
    expect(alice.texts(AB)).toEqual(['before', ...texts])
    expect(alice.statuses(AB).every((status) => status === 'sent')).toBe(true)
  })

  it('a message whose app was killed between send and ack is delivered exactly once', async () => {
    const bob = await office.signIn('bob')
    const file = join(folder, 'alice.db')
    const copy = join(folder, 'alice-copy.db')
    const killed = await office.signIn('alice', { file })
    office.server.faults.add({ user: 'alice', push: 'ack', action: 'drop' })
    killed.say('one', AB)
    killed.say('two', AB)
    await bob.when(() => bob.texts(AB).length === 1)
    expect(killed.statuses(AB)).toEqual(['sending', 'queued'])
    for (const suffix of ['', '-wal']) copyFileSync(file + suffix, copy + suffix)
    killed.close()
    office.server.faults.clear()
    const again = await office.signIn('alice', { file: copy })
    await again.when(() => again.statuses(AB).every((status) => status === 'sent'))
    await bob.when(() => bob.texts(AB).length === 2)
    expect(bob.texts(AB)).toEqual(['one', 'two'])
    expect(again.texts(AB)).toEqual(['one', 'two'])
  })

  it('gaps of dropped, doubled and reordered pushes are repaired, though history fails at first', async () => {
    const [alice, bob] = [await office.signIn('alice'), await office.signIn('bob')]
    const { faults } = office.server
    alice.say('0', AB)
    await bob.when(() => bob.texts(AB).length === 1)
    faults.add({ user: 'bob', push: 'message', action: 'drop', times: 3 })
    faults.add({ user: 'bob', push: 'message', action: 'duplicate', times: 2 })
    faults.add({ user: 'bob', push: 'message', action: 'reorder', times: 1 })
    faults.addHistory({ user: 'bob', action: 'fail', times: 2 })
    faults.addHistory({ user: 'bob', action: 'shorten', rows: 1, times: 1 })
    const expected = Array.from({ length: 13 }, (_, i) => String(i))
    for (const text of expected.slice(1)) alice.say(text, AB)
    await bob.when(() => bob.texts(AB).length === expected.length && bob.engine.gaps(AB).length === 0)
    expect(bob.texts(AB)).toEqual(expected)
    expect(bob.store.ranges.get(AB)).toEqual([[1, 13]])
  })

  it('a device that was away catches up, and two devices of one person agree on what is read', async () => {
    const alice = await office.signIn('alice')
    for (let i = 0; i < 120; i++) alice.say(String(i), AB)
    await alice.when(() => alice.store.outbox.count() === 0)
    const [phone, laptop] = [await office.signIn('bob'), await office.signIn('bob')]
    for (const desk of [phone, laptop]) {
      await desk.when(() => desk.store.ranges.get(AB)[0]?.[1] === 120 && desk.engine.gaps(AB).length === 0)
      expect(desk.store.conversations.get(AB)).toMatchObject({ title: 'ALICE', unread: 120 })
    }
    must(phone.engine.markRead(AB, 120))
    await laptop.when(() => laptop.store.conversations.get(AB)?.unread === 0)
    await alice.when(() => alice.store.conversations.get(AB)?.peerReadSeq === 120)
  })

  it('typing and presence reach the people of a conversation', async () => {
    const alice = await office.signIn('alice')
    alice.say('hi', AB)
    await alice.when(() => alice.store.outbox.count() === 0)
    const bob = await office.signIn('bob')
    const states: string[] = []
    alice.engine.on('presence', (presence) => states.push(...presence.map(({ userId, state }) => `${userId} ${state}`)))
    alice.engine.peopleInView([asUserId('bob')])
    await alice.when(() => states.includes('bob online'))
    const typists: string[] = []
    alice.engine.on('typing', (people) => typists.push(...people.map(({ userId }) => userId)))
    bob.engine.typing(AB)
    await alice.when(() => typists.includes('bob'))
    bob.engine.ownPresence.set({ state: 'busy', status: 'in a meeting' })
    await alice.when(() => states.includes('bob busy'))
  })

  it('a recall takes the content away on every device, one that was away included', async () => {
    const [alice, bob] = [await office.signIn('alice'), await office.signIn('bob')]
    alice.say('a secret', AB)
    await bob.when(() => bob.texts(AB).length === 1)
    await alice.when(() => alice.statuses(AB)[0] === 'sent')
    const [row] = alice.store.messages.page({ conversationId: AB, anchor: { at: 'end' }, limit: 1 }).rows
    if (row === undefined) throw new Error('nothing was sent')
    expect(await alice.engine.recall(row.localId)).toMatchObject({ ok: true })
    for (const desk of [alice, bob]) await desk.when(() => desk.texts(AB).length === 2)
    const away = await office.signIn('bob')
    await away.when(() => away.texts(AB).length === 2)
    for (const desk of [alice, bob, away]) {
      expect(desk.texts(AB)).toEqual(['recalled', 'recall'])
      expect(desk.engine.gaps(AB)).toEqual([])
    }
  })

  it('a group is made, written in, renamed, joined and left', async () => {
    const [alice, bob] = [await office.signIn('alice'), await office.signIn('bob')]
    const made = await alice.engine.groups.create('设计评审组', [asUserId('bob')])
    if (!made.ok) throw new Error(made.error.code)
    const group: ConversationId = made.value
    await bob.when(() => bob.store.conversations.get(group)?.title === '设计评审组')
    alice.say('welcome', group)
    await bob.when(() => bob.texts(group).includes('welcome'))
    expect(await alice.engine.groups.update(group, { title: 'Design review' })).toMatchObject({ ok: true })
    await bob.when(() => bob.store.conversations.get(group)?.title === 'Design review')
    // Title and notice change together, or not at all.
    const half = await alice.engine.groups.update(group, { title: 'Half done', notice: 'not\u0000this' })
    expect(half).toMatchObject({ ok: false, error: { code: 'bad_text' } })
    expect(await alice.engine.groups.update(group, { title: 'Reviews', notice: 'Friday' })).toMatchObject({ ok: true })
    await bob.when(() => bob.store.conversations.get(group)?.notice === 'Friday')
    expect(bob.texts(group)).toHaveLength(5)
    expect(await alice.engine.groups.addMembers(group, [asUserId('carol')])).toMatchObject({ ok: true })
    const members = await bob.engine.members(group)
    expect(members.map(({ userId }) => userId).sort()).toEqual(USERS)
    const carol = await office.signIn('carol')
    await carol.when(() => carol.texts(group).includes('welcome') && carol.engine.gaps(group).length === 0)
    expect(await bob.engine.groups.leave(group)).toMatchObject({ ok: true })
    expect(bob.engine.send({ conversationId: group, content: { kind: 'text', text: 'hi' } })).toMatchObject({
      ok: false,
      error: { code: 'not_member' },
    })
    await alice.when(() => alice.store.conversations.get(group)?.membersCount === 2)
    for (const desk of [alice, carol]) await desk.when(() => desk.engine.gaps(group).length === 0)
  })

  it('people are found in the directory', async () => {
    const alice = await office.signIn('alice')
    const people = await alice.engine.searchPeople('car')
    expect(people.map(({ userId }) => userId)).toEqual(['carol'])
    const started = alice.engine.startConversation(asUserId('carol'))
    expect(started.ok && alice.store.conversations.get(started.value)?.title).toBe('CAROL')
  })
})
