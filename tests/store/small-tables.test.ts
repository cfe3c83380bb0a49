import { asConversationId, asMid, asPartId, asSeq, asUserId, type LocalId } from '@shared/ids'
import { describe, expect, it } from 'vitest'
import { Database } from '../../src/main/store/database'
import { migrate } from '../../src/main/store/migrate'
import { RosterTable } from '../../src/main/store/roster-table'
import { UNNAMED_POSITION } from '../../src/main/store/timeline-place'
import { ALICE, BOB, CHAT, GROUP, T0, composed, openTestStore, received } from './helpers'

const PHOTO = asPartId('upload-1')

describe('the outbox', () => {
  it('lists what waits, in the order in which it is shown, with its messages', () => {
    const { messages, outbox } = openTestStore()
    const [one, two] = [messages.insert(composed('c-1')).localId, messages.insert(composed('c-2', { conversationId: GROUP })).localId]
    outbox.add(two, GROUP, 20)
    outbox.add(one, CHAT, 10)
    expect(
      outbox.list().map(({ localId, conversationId, enqueuedAt, message }) => [localId, conversationId, enqueuedAt, message.cliMid]),
    ).toEqual([
      [one, CHAT, 10, 'c-1'],
      [two, GROUP, 20, 'c-2'],
    ])
    messages.places.set(one, UNNAMED_POSITION + two + 1)
    expect(outbox.list().map(({ localId }) => localId)).toEqual([two, one])
    outbox.remove(one)
    expect(outbox.count()).toBe(1)
  })

  it('notes tries and writes, and forgets the tries when the message is queued anew', () => {
    const { messages, outbox } = openTestStore()
    const { localId } = messages.insert(composed('c-1'))
    outbox.add(localId, CHAT, 10)
    outbox.noteTry(localId)
    outbox.noteWritten(localId, 11)
    outbox.noteTry(localId)
    outbox.noteWritten(localId, 15)
    expect(outbox.list()[0]).toMatchObject({ tries: 2, firstWrittenAt: 11, lastWrittenAt: 15 })
    outbox.add(localId, CHAT, 20)
    expect(outbox.list()[0]).toMatchObject({ tries: 0, enqueuedAt: 10 })
  })
})

describe('parts of messages', () => {
  it('are waited for by all their messages until they are done, and go with them', () => {
    const { messages, outbox, parts } = openTestStore()
    const [one, two, three] = ['c-1', 'c-2', 'c-3'].map((cliMid) => messages.insert(composed(cliMid)).localId) as [
      LocalId,
      LocalId,
      LocalId,
    ]
    for (const localId of [one, two, three]) outbox.add(localId, CHAT, 0)
    parts.set(one, { partId: PHOTO, state: 'waiting' })
    parts.set(two, { partId: PHOTO, state: 'waiting' })
    expect(parts.awaited()).toEqual([PHOTO])
    expect(parts.lacking(PHOTO)).toEqual([one, two])
    parts.setState(one, 'done')
    parts.setState(two, 'failed')
    expect([parts.awaited(), parts.lacking(PHOTO), parts.lacking(asPartId('other'))]).toEqual([[], [two], []])
    expect(outbox.list().map(({ part }) => part)).toEqual([{ partId: PHOTO, state: 'done' }, { partId: PHOTO, state: 'failed' }, undefined])
    messages.delete(two)
    messages.setStatus(one, 'sent')
    expect([parts.get(one), parts.get(two)]).toEqual([undefined, undefined])
  })

  it('take their message’s words along into the search when it gets them', () => {
    const { messages, search } = openTestStore()
    const { localId } = messages.insert(composed('c-1', { type: 'file', content: { name: 'plan.pdf', url: '' } }))
    messages.setContent(localId, { name: 'final.pdf', url: 'https://files/7' })
    expect(messages.get(localId)?.content).toEqual({ name: 'final.pdf', url: 'https://files/7' })
    expect(['plan', 'final'].map((text) => search.messages({ text, limit: 5 }).items.length)).toEqual([0, 1])
  })
})

describe('the edge of a history', () => {
  it('is kept for each conversation, with whether it is the beginning', () => {
    const { edges } = openTestStore()
    expect(edges.get(CHAT)).toBeUndefined()
    edges.set(CHAT, { cursor: 'before:900', isEnd: false, wholeTo: 950 })
    edges.set(GROUP, { cursor: '', isEnd: true, wholeTo: 0 })
    expect([edges.get(CHAT), edges.get(GROUP)]).toEqual([
      { cursor: 'before:900', isEnd: false, wholeTo: 950 },
      { cursor: '', isEnd: true, wholeTo: 0 },
    ])
    edges.set(CHAT, { cursor: 'before:800', isEnd: true, wholeTo: 960 })
    expect(edges.get(CHAT)).toEqual({ cursor: 'before:800', isEnd: true, wholeTo: 960 })
    edges.clear(CHAT)
    expect([edges.get(CHAT), edges.get(GROUP)?.isEnd]).toEqual([undefined, true])
  })

  it('is whole up to below whatever is doubted, and no further than it was', () => {
    const { edges } = openTestStore()
    edges.doubt(CHAT, 5)
    expect(edges.get(CHAT)).toBeUndefined()
    edges.set(CHAT, { cursor: 'a', isEnd: true, wholeTo: 950 })
    edges.doubt(CHAT, 2000)
    expect(edges.get(CHAT)?.wholeTo).toBe(950)
    edges.doubt(CHAT, 900)
    expect(edges.get(CHAT)).toEqual({ cursor: 'a', isEnd: true, wholeTo: 899 })
  })

  it('rolls back with the page that it belongs to', () => {
    const store = openTestStore()
    store.edges.set(CHAT, { cursor: 'a', isEnd: false, wholeTo: 1 })
    expect(() =>
      store.transaction(() => {
        store.messages.insert(received({ mid: '5' }))
        store.edges.set(CHAT, { cursor: 'b', isEnd: true, wholeTo: 9 })
        throw new Error('fails')
      }),
    ).toThrow('fails')
    expect([store.edges.get(CHAT), store.messages.byMid(CHAT, asMid('5'))]).toEqual([{ cursor: 'a', isEnd: false, wholeTo: 1 }, undefined])
  })
})

describe('settings', () => {
  it('keep any JSON value, and forget', () => {
    const { settings } = openTestStore()
    settings.set('cursor', { at: 5, ids: ['a'] })
    expect(settings.get('cursor')).toEqual({ at: 5, ids: ['a'] })
    settings.set('cursor', 7)
    expect(settings.get('cursor')).toBe(7)
    settings.set('cursor', undefined)
    expect(settings.get('cursor')).toBeUndefined()
  })
})

describe('repairs', () => {
  it('keep the last of each conversation', () => {
    const { repairs } = openTestStore()
    repairs.note(CHAT, 1, { kind: 'none', from: 4, to: 6 })
    repairs.note(CHAT, 2, { kind: 'fetched', count: 3 })
    expect(repairs.last(CHAT)).toEqual({ at: 2, result: { kind: 'fetched', count: 3 } })
    expect(repairs.last(GROUP)).toBeUndefined()
  })
})

describe('the delivery details', () => {
  it('tell each step in order, with the first mark of each person', () => {
    const { messages, deliveryLog } = openTestStore()
    const { localId } = messages.insert(composed('c-1', { seq: 5, mid: '5', status: 'sent' }))
    deliveryLog.add(localId, 'composed', T0)
    deliveryLog.add(localId, 'written', T0 + 1, { try: 1 })
    deliveryLog.add(localId, 'acknowledged', T0 + 2)
    deliveryLog.addMark(CHAT, BOB, 'delivered', 4, T0 + 3)
    deliveryLog.addMark(CHAT, BOB, 'delivered', 6, T0 + 4)
    deliveryLog.addMark(CHAT, BOB, 'delivered', 9, T0 + 8)
    deliveryLog.addMark(CHAT, BOB, 'read', 7, T0 + 9)
    expect(deliveryLog.details(localId)?.steps).toEqual([
      { step: 'composed', at: T0 },
      { step: 'written', at: T0 + 1, try: 1 },
      { step: 'acknowledged', at: T0 + 2 },
      { step: 'delivered', at: T0 + 4 },
      { step: 'read', at: T0 + 9 },
    ])
    expect(deliveryLog.details(localId)?.people).toEqual([])
  })

  it('tell in groups how far it has come with each person and since when, the sender left out', () => {
    const { conversations, messages, deliveryLog, roster } = openTestStore()
    conversations.upsert({ conversationId: GROUP, kind: 'c2g', membersCount: 4 })
    const member = (userId: string, readSeq: number, deliveredSeq: number) =>
      ({
        userId: asUserId(userId),
        name: userId.toUpperCase(),
        avatar: '',
        role: 'member',
        readSeq,
        deliveredSeq,
      }) as const
    roster.setMembers(GROUP, [member('alice', 9, 9), member('bob', 5, 5), member('carol', 2, 6), member('dave', 0, 4)])
    const { localId } = messages.insert(composed('c-1', { conversationId: GROUP, seq: 5, mid: '5', status: 'sent' }))
    deliveryLog.addMark(GROUP, asUserId('bob'), 'delivered', 5, T0 + 1)
    deliveryLog.addMark(GROUP, asUserId('bob'), 'read', 5, T0 + 7)
    expect(deliveryLog.details(localId)).toMatchObject({
      steps: [],
      people: [
        { userId: 'bob', name: 'BOB', avatar: '', reached: 'read', at: T0 + 7 },
        { userId: 'carol', name: 'CAROL', avatar: '', reached: 'delivered' },
        { userId: 'dave', name: 'DAVE', avatar: '', reached: 'sent' },
      ],
    })
  })

  it('of a message without a name show nobody’s marks', () => {
    const { messages, deliveryLog } = openTestStore()
    const { localId } = messages.insert(composed('c-1'))
    deliveryLog.addMark(CHAT, BOB, 'read', 7, T0)
    expect(deliveryLog.details(localId)).toMatchObject({ steps: [], people: [] })
  })
})

describe('the roster', () => {
  const people = [
    ['zhang', '张三丰'],
    ['ou', '欧阳娜娜'],
    ['bob', 'Bob Marley'],
    ['wang.w', '王wei'],
    ['shan', '单田芳'],
    ['lv', '吕布'],
    ['laci', 'Kovács László'],
    ['desk', 'Service 138-0013-8000'],
    ['som', 'สมชาย ใจดี'],
    ['hui', '陳會'],
    ['rocket', 'Ops 🚀'],
  ].map(([userId = '', name = '']) => ({ userId: asUserId(userId), name, avatar: '', status: '' }))

  it.each([
    ['张', '张三丰'],
    ['三', '张三丰'],
    ['zhangs', '张三丰'],
    ['zsf', '张三丰'],
    ['sanf', '张三丰'],
    ['sf', '张三丰'],
    ['Mar', 'Bob Marley'],
    ['bob m', 'Bob Marley'],
    ['oyn', '欧阳娜娜'],
    ['WANG.', '王wei'],
    ['shantian', '单田芳'],
    ['lübu', '吕布'],
    ['lvbu', '吕布'],
    ['lvb', '吕布'],
    ['呂', '吕布'],
    ['Ｂｏｂ', 'Bob Marley'],
    ['laszlo', 'Kovács László'],
    ['KOVÁCS', 'Kovács László'],
    ['138001', 'Service 138-0013-8000'],
    ['138-0013-', 'Service 138-0013-8000'],
    ['0013 8', 'Service 138-0013-8000'],
    ['ชาย', 'สมชาย ใจดี'],
    ['陈会', '陳會'],
    ['chenhui', '陳會'],
    ['🚀', 'Ops 🚀'],
  ])('finds by %s: %s', (text, name) => {
    const { roster } = openTestStore()
    roster.upsertPeople(people)
    expect(roster.searchPeople(text).map((person) => person.name)).toEqual([name])
  })

  it('finds nobody by the middle of a word, and everybody by nothing', () => {
    const { roster } = openTestStore()
    roster.upsertPeople(people)
    expect(roster.searchPeople('arley')).toEqual([])
    expect(roster.searchPeople('%')).toEqual([])
    expect(roster.searchPeople(' ')).toHaveLength(people.length)
  })

  it('makes keys of an older version anew, some at a time, and those of others not at all', () => {
    const database = new Database({ file: ':memory:', busyTimeoutMs: 0 })
    migrate(database)
    const roster = new RosterTable(database)
    roster.upsertPeople(people)
    expect(roster.hasOldKeys).toBe(false)
    database.exec(`UPDATE people SET search_keys = char(10) || 'old', keys_version = 0 WHERE user_id IN ('laci', 'lv', 'som')`)
    expect(roster.hasOldKeys).toBe(true)
    expect(roster.searchPeople('laszlo')).toEqual([])
    expect([roster.renewKeys(2), roster.renewKeys(2), roster.renewKeys(2)]).toEqual([2, 1, 0])
    expect([roster.hasOldKeys, roster.searchPeople('laszlo').length, roster.searchPeople('old').length]).toEqual([false, 1, 0])
    database.close()
  })

  it('follows a new name', () => {
    const { roster } = openTestStore()
    roster.upsertPeople(people)
    roster.upsertPeople([{ userId: asUserId('zhang'), name: '李四', avatar: 'a.png', status: 'busy' }])
    expect(roster.person(asUserId('zhang'))).toEqual({ userId: 'zhang', name: '李四', avatar: 'a.png', status: 'busy' })
    expect(roster.searchPeople('zsf')).toEqual([])
    expect(roster.searchPeople('ls')).toHaveLength(1)
  })

  it('replaces the members of a group; the marks of those who stay only grow', () => {
    const { roster } = openTestStore()
    const alice = { userId: ALICE, name: 'Alice', avatar: '', role: 'owner', readSeq: 5, deliveredSeq: 6 } as const
    const bob = { ...alice, userId: BOB, name: 'Bob', role: 'member' } as const
    roster.setMembers(GROUP, [alice, bob])
    expect(roster.raiseMemberMark(GROUP, ALICE, 'read', 8)).toBe(true)
    expect(roster.raiseMemberMark(GROUP, ALICE, 'read', 8)).toBe(false)
    expect(roster.raiseMemberMark(GROUP, asUserId('nobody'), 'read', 8)).toBe(false)
    roster.setMembers(GROUP, [{ ...alice, role: 'admin' }])
    expect(roster.members(GROUP)).toEqual([{ ...alice, conversationId: GROUP, role: 'admin', readSeq: 8, deliveredSeq: 8 }])
    expect(roster.members(asConversationId('c2g:other'))).toEqual([])
  })

  it('counts who has read up to a seq, without the sender', () => {
    const { roster } = openTestStore()
    const member = (userId: string, readSeq: number) =>
      ({ userId: asUserId(userId), name: userId, avatar: '', role: 'member', readSeq, deliveredSeq: readSeq }) as const
    expect(roster.readers(GROUP, 1, ALICE)).toEqual({ count: 0, of: 0 })
    roster.setMembers(GROUP, [member('alice', 9), member('bob', 5), member('carol', 4), member('dave', 9)])
    expect(roster.readers(GROUP, 5, ALICE)).toEqual({ count: 2, of: 3 })
    expect(roster.readers(GROUP, 4, ALICE)).toEqual({ count: 3, of: 3 })
  })
})

describe('a message that failed before it had a name', () => {
  it('has its refusal in the log', () => {
    const { messages, deliveryLog } = openTestStore()
    messages.insert(received({ seq: 1 }))
    const { localId } = messages.insert(composed('c-1'))
    deliveryLog.add(localId, 'refused', T0, { code: 'muted' })
    expect(deliveryLog.details(localId)?.steps).toEqual([{ step: 'refused', at: T0, code: 'muted' }])
    expect(messages.bySeq(CHAT, asSeq(1))?.senderId).toBe(BOB)
  })
})

describe('what is known of a message’s file', () => {
  it('changes by what is named, and goes with the message', () => {
    const { messages, messageFiles } = openTestStore()
    const { localId } = messages.insert(composed('c-1', { type: 'file', content: { name: 'plan.pdf', url: '' } }))
    expect(messageFiles.get(localId)).toEqual({})
    messageFiles.note(localId, { sha256: 'ab', savedPath: '/home/alice/plan.pdf' })
    messageFiles.note(localId, { thumbSha256: 'cd', savedPath: undefined })
    expect(messageFiles.get(localId)).toEqual({ sha256: 'ab', thumbSha256: 'cd' })
    messages.delete(localId)
    expect(messageFiles.get(localId)).toEqual({})
  })
})
