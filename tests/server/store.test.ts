import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LocalBus } from '../../src/server/bus/local-bus'
import type { MessageDraft, ServerStore } from '../../src/server/store/server-store'
import { mustBeStored } from '../../src/server/store/must-be-stored'
import { HEADS } from '../../src/server/store/sqlite-conversations'
import { openDatabase } from '../../src/server/store/sqlite-database'
import { MAY_READ } from '../../src/server/store/sqlite-message-files'
import { TAIL } from '../../src/server/store/sqlite-messages'
import type { Reply, Session } from '../../src/server/world/session'
import { DEFAULT_WORLD_LIMITS } from '../../src/server/world/session'
import { World } from '../../src/server/world/world'
import { openTestStore } from './test-store'

const draft = (cliMid: string, more: Partial<MessageDraft> = {}): MessageDraft => ({
  conversationId: 'c2c:alice:bob',
  senderId: 'alice',
  cliMid,
  type: 'text',
  data: { content: cliMid },
  sentAt: 1000,
  between: ['alice', 'bob'],
  ...more,
})

const SESSION: Session = {
  sessionId: 's',
  userId: 'alice',
  deviceId: 'd',
  deviceName: '',
  appVersion: '',
  credential: { kind: 'none' },
  level: 'sync',
  connectedAt: 0,
  lastSeen: 0,
  deliver: () => undefined,
  close: () => undefined,
}

function worldOn(store: ServerStore, bus = new LocalBus()): World {
  let ids = 0
  return new World({
    store,
    bus,
    context: {
      now: () => 1,
      newId: () => `id-${++ids}`,
      defer: (run) => void Promise.resolve().then(run),
      after: () => undefined,
      limits: DEFAULT_WORLD_LIMITS,
    },
  })
}

describe('the store', () => {
  let store: ServerStore
  const boundMessages = (): ServerStore['messages'] => ({
    append: (drafts) => store.messages.append(drafts),
    byMid: (mid) => store.messages.byMid(mid),
    byCliMid: (senderId, cliMid) => store.messages.byCliMid(senderId, cliMid),
    range: (conversationId, range) => store.messages.range(conversationId, range),
    recall: (mid, notice) => store.messages.recall(mid, notice),
    count: () => store.messages.count(),
    tail: (afterMid, limit) => store.messages.tail(afterMid, limit),
    lastMid: () => store.messages.lastMid(),
  })
  beforeEach(async () => {
    store = await openTestStore()
    for (const userId of ['alice', 'bob'])
      await store.users.create({ userId, name: userId, avatar: '', status: '', passwordHash: '', lastSeen: 0 })
  })
  afterEach(() => store.close())

  it('stores a batch whole or not at all', async () => {
    await expect(store.messages.append([draft('1'), draft('2', { conversationId: 'c2g:none', between: undefined })])).rejects.toThrow(
      'c2g:none',
    )
    expect(await store.messages.count()).toBe(0)
    expect(await store.conversations.get('c2c:alice:bob')).toBeUndefined()
  })

  it('names each once, within a batch and over batches', async () => {
    const first = mustBeStored(await store.messages.append([draft('1'), draft('1'), draft('2')]))
    expect(first.map(({ isNew, isFirst, message }) => [isNew, isFirst, message.seq])).toEqual([
      [true, true, 1],
      [false, false, 1],
      [true, false, 2],
    ])
    const [again] = await store.messages.append([draft('2')])
    expect(again).toEqual({ isNew: false, isFirst: false, message: first[2]?.message })
  })

  it('keeps names and contents as they are, whatever characters they are of', async () => {
    const names = ['plain', 'a"b', 'a\\b\\', '{a,b}', 'NULL', 'a\nb', "a'b", '你好 😀', '\t', '"']
    const drafts = names.map((name) => draft(name, { data: { content: `${name}\n${name}`, [name]: { inner: [name] } } }))
    const stored = mustBeStored(await store.messages.append(drafts)).map(({ message }) => message)
    expect(stored.map(({ cliMid }) => cliMid)).toEqual(names)
    for (const [i, name] of names.entries()) {
      const kept = await store.messages.byCliMid('alice', name)
      expect(kept).toEqual(stored[i])
      expect(kept?.data).toEqual(drafts[i]?.data)
    }
    // Each is known by its name again, and none by that of another.
    const again = mustBeStored(await store.messages.append(drafts))
    expect(again.map(({ isNew, message }) => [isNew, message.seq])).toEqual(names.map((_, i) => [false, i + 1]))
  })

  it('takes what was read for delivered, in one step', async () => {
    await store.messages.append([draft('1'), draft('2')])
    expect(await store.conversations.raiseMark('c2c:alice:bob', 'bob', 'read', 2, 1)).toBe(2)
    expect(await store.conversations.member('c2c:alice:bob', 'bob')).toMatchObject({ readSeq: 2, deliveredSeq: 2 })
    expect(await store.conversations.raiseMark('c2c:alice:bob', 'bob', 'delivered', 1, 1)).toBeUndefined()
  })

  it('raises marks of many at once: each only forward, within its conversation, of members', async () => {
    const { conversations, messages } = store
    await messages.append([draft('1'), draft('2'), draft('3')])
    await conversations.createGroup('c2g:g', { title: '', avatar: '', notice: '', members: [{ userId: 'bob', role: 'owner' }] }, 1)
    const at = (conversationId: string, userId: string, readSeq: number, deliveredSeq: number) => ({
      ...{ conversationId, userId, readSeq, deliveredSeq },
    })
    const AB = 'c2c:alice:bob'
    const first = await conversations.raiseMarks(
      [at(AB, 'alice', 0, 2), at(AB, 'bob', 2, 9), at(AB, 'carol', 1, 1), at('c2g:g', 'bob', 5, 5), at('c2g:none', 'bob', 1, 1)],
      2007,
    )
    expect(new Set(first)).toEqual(
      new Set([
        { conversationId: AB, userId: 'alice', readSeq: undefined, deliveredSeq: 2 },
        { conversationId: AB, userId: 'bob', readSeq: 2, deliveredSeq: 3 },
      ]),
    )
    expect(await conversations.raiseMarks([at(AB, 'alice', 0, 1), at(AB, 'bob', 1, 1)], 2008)).toEqual([])
    expect(new Set(await conversations.raiseMarks([at(AB, 'bob', 3, 0), at(AB, 'alice', 3, 0)], 2009))).toEqual(
      new Set([
        { conversationId: AB, userId: 'bob', readSeq: 3, deliveredSeq: undefined },
        { conversationId: AB, userId: 'alice', readSeq: 3, deliveredSeq: 3 },
      ]),
    )
    for (const userId of ['alice', 'bob']) expect(await conversations.member(AB, userId)).toMatchObject({ readSeq: 3, deliveredSeq: 3 })
    expect((await conversations.get(AB))?.updatedAt).toBe(2009)
    expect((await conversations.get('c2g:g'))?.updatedAt).toBe(1)
    expect(await conversations.raiseMarks([], 9)).toEqual([])
  })

  describe('changes a group with the message that says so, or not at all', () => {
    const inGroup = (cliMid: string, effect?: MessageDraft['effect']): MessageDraft =>
      draft(cliMid, { conversationId: 'c2g:g', between: undefined, effect })
    const nowhere = draft('nowhere', { conversationId: 'c2g:none', between: undefined })
    const roles = async (): Promise<unknown> => (await store.conversations.members('c2g:g')).map(({ userId, role }) => [userId, role])
    beforeEach(async () => {
      const members = [{ userId: 'alice', role: 'owner' as const }]
      await store.conversations.createGroup('c2g:g', { title: 'G', avatar: '', notice: '', members }, 1)
    })

    it.each<[string, MessageDraft['effect'], unknown, unknown]>([
      [
        'joining',
        { joining: [{ userId: 'bob', role: 'member' }] },
        [
          ['alice', 'owner'],
          ['bob', 'member'],
        ],
        'G',
      ],
      ['leaving', { leaving: ['alice'] }, [], 'G'],
      ['roles', { roles: [{ userId: 'alice', role: 'admin' }] }, [['alice', 'admin']], 'G'],
      ['facts', { facts: { title: 'H' } }, [['alice', 'owner']], 'H'],
    ])('%s', async (_, effect, after, title) => {
      await expect(store.messages.append([inGroup('1', effect), nowhere])).rejects.toThrow('c2g:none')
      expect(await roles()).toEqual([['alice', 'owner']])
      expect(await store.conversations.get('c2g:g')).toMatchObject({ title: 'G', lastSeq: 0 })
      await store.messages.append([inGroup('1', effect)])
      expect(await roles()).toEqual(after)
      expect(await store.conversations.get('c2g:g')).toMatchObject({ title, lastSeq: 1 })
    })

    it('opening', async () => {
      const members = [{ userId: 'bob', role: 'owner' as const }]
      const opening = { title: 'New', avatar: '', notice: '', members }
      const first = draft('1', { conversationId: 'c2g:new', between: undefined, effect: { opening } })
      await expect(store.messages.append([first, nowhere])).rejects.toThrow('c2g:none')
      expect(await store.conversations.get('c2g:new')).toBeUndefined()
      await store.messages.append([first])
      expect(await store.conversations.get('c2g:new')).toMatchObject({ title: 'New', lastSeq: 1, membersCount: 1 })
    })

    it('once, however often the message comes', async () => {
      const leave = inGroup('1', { leaving: ['alice'] })
      await store.messages.append([leave, inGroup('2', { joining: [{ userId: 'alice', role: 'member' }] }), leave])
      expect(await roles()).toEqual([['alice', 'member']])
    })

    it('and remembers who is out of it, until they come back', async () => {
      await store.messages.append([{ ...inGroup('1', { leaving: ['alice', 'bob'] }), sentAt: 2000 }])
      const left = [{ conversationId: 'c2g:g', leftSeq: 1 }]
      expect(await store.conversations.formerGroups('alice', 1999)).toEqual(left)
      expect(await store.conversations.formerGroups('alice', 2000)).toEqual([])
      // Never a member, never out.
      expect(await store.conversations.formerGroups('bob', 0)).toEqual([])
      await store.messages.append([inGroup('2', { joining: [{ userId: 'alice', role: 'member' }] })])
      expect(await store.conversations.formerGroups('alice', 0)).toEqual([])
    })
  })

  describe('refuses who is no member in that very moment', () => {
    const said = (cliMid: string, senderId: string, more: Partial<MessageDraft> = {}): MessageDraft =>
      draft(cliMid, { conversationId: 'c2g:g', senderId, between: undefined, ifMember: true, ...more })
    beforeEach(async () => {
      const members = [{ userId: 'alice', role: 'owner' as const }]
      await store.conversations.createGroup('c2g:g', { title: 'G', avatar: '', notice: '', members }, 1)
    })

    it('within a batch whose messages change who that is', async () => {
      const outcomes = await store.messages.append([
        said('1', 'bob'),
        said('2', 'alice', { effect: { joining: [{ userId: 'bob', role: 'member' }] } }),
        said('3', 'bob'),
        said('4', 'alice', { effect: { leaving: ['bob'] } }),
        said('5', 'bob'),
        said('6', 'alice'),
      ])
      expect(outcomes.map((outcome) => ('refused' in outcome ? outcome.refused : outcome.message.seq))).toEqual([
        'not_member',
        1,
        2,
        3,
        'not_member',
        4,
      ])
    })

    it('but not what they said as one, and not without that condition', async () => {
      await store.messages.append([said('1', 'alice'), said('2', 'alice', { effect: { leaving: ['alice'] } })])
      expect(await store.messages.append([said('1', 'alice'), said('3', 'alice'), said('4', 'alice', { ifMember: false })])).toMatchObject([
        { isNew: false, message: { seq: 1 } },
        { refused: 'not_member' },
        { isNew: true, message: { seq: 3 } },
      ])
    })

    it('where there is no such conversation', async () => {
      expect(await store.messages.append([said('1', 'alice', { conversationId: 'c2g:none' })])).toEqual([{ refused: 'not_member' }])
    })
  })

  describe('keeps others from a conversation that somebody changes', () => {
    const order: string[] = []
    const gate = () => {
      let open: () => void = () => undefined
      return { opened: new Promise<void>((resolve) => (open = resolve)), open: () => open() }
    }
    beforeEach(() => void (order.length = 0))

    it('and lets them in to others', async () => {
      await store.messages.append([draft('0')])
      const [entered, left] = [gate(), gate()]
      const change = store.exclusive(['c2c:alice:bob'], async (within) => {
        entered.open()
        await left.opened
        order.push('changed')
        mustBeStored(await within.messages.append([draft('1')]))
      })
      await entered.opened
      const waiting = store.messages.append([draft('2')]).then(() => order.push('appended'))
      await store.messages.append([draft('3', { conversationId: 'c2c:alice:alice', between: ['alice', 'alice'] })])
      order.push('elsewhere')
      left.open()
      await Promise.all([change, waiting])
      expect(order).toEqual(['elsewhere', 'changed', 'appended'])
      expect((await store.messages.range('c2c:alice:bob', { from: 1, to: 9, limit: 9 })).map(({ cliMid }) => cliMid)).toEqual([
        '0',
        '1',
        '2',
      ])
    })

    it('one change after the other, also after one that failed', async () => {
      await store.messages.append([draft('0')])
      const left = gate()
      const failing = store.exclusive(['c2c:alice:bob'], async () => {
        await left.opened
        throw new Error('changed nothing')
      })
      const change = (name: string): Promise<unknown> =>
        store.exclusive(['c2c:alice:bob'], async (within) => {
          order.push(`${name} begins`)
          await within.messages.byMid('1')
          order.push(`${name} ends`)
        })
      const both = Promise.all([change('first'), change('second')])
      left.open()
      await expect(failing).rejects.toThrow('changed nothing')
      await both
      expect(order).toHaveLength(4)
      expect([order[0]?.split(' ')[0], order[2]?.split(' ')[0]]).toEqual([order[1]?.split(' ')[0], order[3]?.split(' ')[0]])
    })
  })

  it('ends a page of history before it grows too large, and never gives none for that', async () => {
    await store.messages.append(['1', '2', '3', '4'].map((cliMid) => draft(cliMid, { data: { content: 'x'.repeat(1000) } })))
    const seqs = async (range: { from: number; to: number; newest?: boolean }, maxBytes: number): Promise<unknown> =>
      (await store.messages.range('c2c:alice:bob', { ...range, limit: 10, maxBytes })).map(({ seq }) => seq)
    expect(await seqs({ from: 1, to: 4 }, 3000)).toEqual([1, 2])
    expect(await seqs({ from: 1, to: 4, newest: true }, 3000)).toEqual([3, 4])
    expect(await seqs({ from: 2, to: 4 }, 1)).toEqual([2])
    expect(await seqs({ from: 1, to: 4 }, 100_000)).toEqual([1, 2, 3, 4])
  })

  describe('with files', () => {
    const ID = `f_${'a'.repeat(26)}`
    const file = { fileId: ID, uploaderId: 'bob', name: 'x', mime: 'image/png', size: 1, promised: undefined, sha256: 'abc' }

    it('refuses whoever names what they may not read, and hurts no other of the batch', async () => {
      await store.files.addWhole([file], 1)
      const outcomes = await store.messages.append([draft('1'), draft('2', { files: [ID] }), draft('2', { files: [ID] }), draft('5')])
      expect(outcomes).toMatchObject([{ message: { seq: 1 } }, { refused: 'no_file' }, { refused: 'no_file' }, { message: { seq: 2 } }])
      expect(await store.messages.count()).toBe(2)
      mustBeStored(await store.messages.append([draft('3', { senderId: 'bob', files: [ID] }), draft('4', { files: [ID] })]))
      expect((await store.files.readable('alice', [ID])).map(({ fileId }) => fileId)).toEqual([ID])
    })

    it('refuses a message whose file went after it was looked at, and takes no other with it', async () => {
      await store.files.addWhole([{ ...file, uploaderId: 'alice' }], 1)
      const swept: ServerStore = {
        ...store,
        messages: {
          ...boundMessages(),
          append: async (drafts) => {
            await store.files.removeUnnamed({ before: 2, limit: 9 })
            return store.messages.append(drafts)
          },
        },
      }
      const nacked: string[] = []
      const acked: number[] = []
      const reply: Reply = { ack: ({ seq }) => void acked.push(seq), nack: ({ code }) => void nacked.push(code) }
      const world = worldOn(swept)
      const say = (type: string, content: object) => {
        const data = { sender_id: 'alice', receiver_id: 'bob', ...content }
        return world.messages.accept(SESSION, 'c2c', { type, data }, 100, reply)
      }
      await Promise.all([say('text', { content: 'a' }), say('image', { file_id: ID, big_url: 'x' }), say('text', { content: 'b' })])
      expect([acked, nacked]).toEqual([[1, 2], ['no_file']])
      await world.close()
    })
  })

  it('asks no table row by row for what somebody may read', () => {
    const database = openDatabase(':memory:')
    const plan = database
      .prepare<[], { detail: string }>(
        `EXPLAIN QUERY PLAN SELECT f.* FROM files f WHERE f.file_id = 'f' AND ${MAY_READ.replaceAll('@userId', "'alice'")}`,
      )
      .all()
      .map(({ detail }) => detail)
    expect(plan.filter((detail) => /^SCAN (?!json)/.test(detail))).toEqual([])
    expect(plan.length).toBeGreaterThan(4)
    database.close()
  })

  it('tells nobody of a change that was not kept in the end', async () => {
    const bus = new LocalBus()
    const told: unknown[] = []
    bus.subscribe((event) => void told.push(event))
    let isBroken = true
    const breaking: ServerStore = {
      ...store,
      exclusive: (conversationIds, run) =>
        store.exclusive(conversationIds, async (within) => {
          const result = await run(within)
          if (isBroken) throw new Error('not committed')
          return result
        }),
    }
    const world = worldOn(breaking, bus)
    await expect(world.groups.create('alice', 'G', ['bob'])).rejects.toThrow('not committed')
    expect(told).toEqual([])
    isBroken = false
    await world.groups.create('alice', 'H', ['bob'])
    expect(told).toHaveLength(3)
    await world.close()
  })

  it('takes no other message with one that cannot be stored', async () => {
    const poisoned: ServerStore = {
      ...store,
      messages: {
        ...boundMessages(),
        append: async (drafts) => {
          if (drafts.some(({ cliMid }) => cliMid === 'poison')) throw new Error('disk')
          return store.messages.append(drafts)
        },
      },
    }
    const world = worldOn(poisoned)
    const acked: number[] = []
    const reply: Reply = { ack: ({ seq }) => void acked.push(seq), nack: () => undefined }
    const outcomes = await Promise.allSettled(
      ['1', 'poison', '2'].map((cliMid) => {
        const data = { sender_id: 'alice', receiver_id: 'bob', content: 'x', cli_mid: cliMid }
        return world.messages.accept(SESSION, 'c2c', { type: 'text', data }, 100, reply)
      }),
    )
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(acked).toEqual([1, 2])
    await world.close()
  })

  it('reads a page of history by its index', () => {
    const database = openDatabase(':memory:')
    const plan = database
      .prepare<[], { detail: string }>(
        `EXPLAIN QUERY PLAN SELECT * FROM messages WHERE conversation_id = 'c' AND seq BETWEEN 1 AND 9 ORDER BY seq`,
      )
      .all()
      .map(({ detail }) => detail)
    expect(plan).toEqual([expect.stringMatching(/SEARCH messages USING INDEX \S+ \(conversation_id=\? AND seq>\? AND seq<\?\)/)])
    database.close()
  })

  it.each([
    ['the tail of all messages', TAIL.replaceAll('?', '1'), [/^SEARCH messages USING INTEGER PRIMARY KEY \(rowid>\?\)$/]],
    [
      'how far the conversations of a user go',
      HEADS.replaceAll('?', "'u'"),
      [/^SEARCH m USING COVERING INDEX members_by_user \(user_id=\?\)$/, /^SEARCH c USING INDEX \S+ \(conversation_id=\?\)$/],
    ],
  ])('reads %s by an index, without sorting', (_name, sql, steps) => {
    const database = openDatabase(':memory:')
    const plan = database.prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all()
    expect(plan.map(({ detail }) => detail)).toEqual(steps.map((step) => expect.stringMatching(step)))
    database.close()
  })

  it('tells what stands behind an id, and how far the conversations of a user go', async () => {
    expect(await store.messages.lastMid()).toBe(0)
    const self = { conversationId: 'c2c:alice:alice', between: ['alice', 'alice'] } as const
    const [first, second, third] = mustBeStored(await store.messages.append([draft('1'), draft('2', self), draft('3')]))
    const mids = [first, second, third].map((one) => Number(one!.message.mid))
    expect(await store.messages.lastMid()).toBe(mids[2])
    expect(await store.messages.tail(mids[0]!, 9)).toEqual([
      { mid: mids[1], conversationId: 'c2c:alice:alice', seq: 1 },
      { mid: mids[2], conversationId: 'c2c:alice:bob', seq: 2 },
    ])
    expect(await store.messages.tail(0, 1)).toEqual([{ mid: mids[0], conversationId: 'c2c:alice:bob', seq: 1 }])
    expect(await store.conversations.heads('bob')).toEqual([{ conversationId: 'c2c:alice:bob', lastSeq: 2 }])
  })

  it('keeps everything that was acknowledged through a power cut', () => {
    const database = openDatabase(':memory:')
    expect(database.prepare<[], { synchronous: number }>('PRAGMA synchronous').get()).toEqual({ synchronous: 2 })
    database.close()
  })
})
