import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { mustBeStored } from '../../src/server/store/must-be-stored'
import { openPostgresStore, type PostgresStore } from '../../src/server/store/postgres/postgres-store'
import type { MessageDraft } from '../../src/server/store/server-store'
import { freshDatabase, POSTGRES, withClient } from '../server/test-store'
import { waitUntilBlocked } from './blocked'

const draft = (conversationId: string, senderId: string, cliMid: string, more: Partial<MessageDraft> = {}): MessageDraft => ({
  ...{ conversationId, senderId, cliMid, type: 'text', data: { content: cliMid }, sentAt: 1000 },
  ...more,
})

/** Two processes' stores on one database. */
describe('two on one database', () => {
  let url: string
  let one: PostgresStore
  let other: PostgresStore
  beforeEach(async () => {
    url = await freshDatabase(POSTGRES!)
    // Both find it empty, and one makes its schema.
    ;[one, other] = await Promise.all([openPostgresStore(url), openPostgresStore(url)])
    for (const userId of ['alice', 'bob', 'carol'])
      await one.users.create({ userId, name: userId, avatar: '', status: '', passwordHash: 'x', lastSeen: 0 })
    for (const name of ['a', 'b']) {
      const members = ['alice', 'bob', 'carol'].map((userId) => ({ userId, role: 'member' as const }))
      await one.conversations.createGroup(`c2g:${name}`, { title: '', avatar: '', notice: '', members }, 1)
    }
  })
  afterEach(() => Promise.all([one.close(), other.close()]))

  /** Asks again and again whose sessions may have ended. */
  const heard = async (store: PostgresStore) => {
    let { mark } = await store.foreignChanges(undefined)
    return async () => {
      const changes = await store.foreignChanges(mark)
      mark = changes.mark
      return changes.of
    }
  }

  const history = (conversationId: string) => one.messages.range(conversationId, { from: 1, to: 1e9, limit: 1e6 })

  it('number without holes, in the order of their ids, whatever they lock first', async () => {
    const batches = Array.from({ length: 40 }, (_, n) => {
      const ids = n % 2 === 0 ? ['c2g:a', 'c2g:b'] : ['c2g:b', 'c2g:a']
      return ids.flatMap((id) => [0, 1].map((i) => draft(id, n % 3 === 0 ? 'alice' : 'bob', `${n}-${id}-${i}`)))
    })
    await Promise.all(batches.map((batch, n) => (n % 4 < 2 ? one : other).messages.append(batch)))
    for (const id of ['c2g:a', 'c2g:b']) {
      const messages = await history(id)
      expect(messages.map(({ seq }) => seq)).toEqual(Array.from({ length: 80 }, (_, i) => i + 1))
      const mids = messages.map(({ mid }) => Number(mid))
      expect(mids).toEqual([...mids].sort((a, b) => a - b))
    }
  })

  it('keep once what is sent to both at once, also elsewhere', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        (n % 2 === 0 ? one : other).messages.append([draft(n % 3 === 0 ? 'c2g:a' : 'c2g:b', 'alice', 'same')]),
      ),
    )
    const appended = outcomes.flatMap(mustBeStored)
    expect(appended.filter(({ isNew }) => isNew)).toHaveLength(1)
    expect(new Set(appended.map(({ message }) => message.mid)).size).toBe(1)
    expect(await one.messages.count()).toBe(1)
  })

  it('know again what was sent before, among what is new and from who is out by now', async () => {
    const [stored] = mustBeStored(await one.messages.append([draft('c2g:a', 'bob', 'before', { ifMember: true })]))
    await one.exclusive(['c2g:a'], (within) => within.messages.append([draft('c2g:a', 'alice', 'out', { effect: { leaving: ['bob'] } })]))
    const outcomes = await other.messages.append([
      draft('c2g:a', 'carol', 'new', { ifMember: true }),
      draft('c2g:a', 'bob', 'before', { ifMember: true }),
      draft('c2g:a', 'bob', 'after', { ifMember: true }),
      draft('c2g:a', 'carol', 'newer', { ifMember: true }),
    ])
    expect(outcomes).toMatchObject([
      { isNew: true, message: { seq: 3 } },
      { isNew: false, message: { mid: stored!.message.mid, seq: 1 } },
      { refused: 'not_member' },
      { isNew: true, message: { seq: 4 } },
    ])
  })

  it('fail once over what is sent again, and look before they store then: it comes in crowds', async () => {
    const midOf = async (cliMid: string): Promise<number> =>
      Number(mustBeStored(await one.messages.append([draft('c2g:a', 'alice', cliMid)]))[0]!.message.mid)
    const retry = async (): Promise<void> => {
      const outcomes = mustBeStored(await one.messages.append([draft('c2g:a', 'alice', 'first')]))
      expect(outcomes).toMatchObject([{ isNew: false, message: { seq: 1 } }])
    }
    const first = await midOf('first')
    // An insert that failed has used an id up.
    await retry()
    expect(await midOf('second')).toBe(first + 2)
    await retry()
    await retry()
    expect(await midOf('third')).toBe(first + 3)
    expect((await history('c2g:a')).map(({ seq }) => seq)).toEqual([1, 2, 3])
  })

  it('open a conversation of two once', async () => {
    const between = ['alice', 'bob'] as const
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        (n % 2 === 0 ? one : other).messages.append([draft('c2c:alice:bob', 'alice', `${n}`, { between })]),
      ),
    )
    expect(outcomes.flatMap(mustBeStored).filter(({ isFirst }) => isFirst)).toHaveLength(1)
    expect(await one.conversations.memberIds('c2c:alice:bob')).toEqual(['alice', 'bob'])
  })

  it('refuse whom the other has just put out, though they were asked before', async () => {
    let entered: () => void = () => undefined
    const inside = new Promise<void>((resolve) => (entered = resolve))
    const removal = one.exclusive(['c2g:a'], async (within) => {
      entered()
      // Whoever waits for a lock is seen by PostgreSQL; nothing else says that the other has asked.
      await waitUntilBlocked(url)
      mustBeStored(await within.messages.append([draft('c2g:a', 'alice', 'out', { effect: { leaving: ['bob'] } })]))
    })
    await inside
    const said = other.messages.append([
      draft('c2g:a', 'bob', 'late', { ifMember: true }),
      draft('c2g:a', 'carol', 'in time', { ifMember: true }),
    ])
    await removal
    expect(await said).toMatchObject([{ refused: 'not_member' }, { message: { seq: 2 } }])
  })

  it('undo a change of which a part failed', async () => {
    const failing = one.exclusive(['c2g:a'], async (within) => {
      await within.messages.append([draft('c2g:a', 'alice', '1', { effect: { facts: { title: 'New' } } })])
      throw new Error('after it')
    })
    await expect(failing).rejects.toThrow('after it')
    expect(await other.conversations.get('c2g:a')).toMatchObject({ title: '', lastSeq: 0 })
  })

  it('hear of passwords and tokens that the other changed, and not of their own', async () => {
    const token = { tokenHash: 't', userId: 'alice', deviceId: 'd', deviceName: '', createdAt: 1, expiresAt: 9 }
    await one.tokens.save(token)
    const mine = await heard(one)
    const theirs = await heard(other)
    await one.users.setPassword('alice', 'y')
    expect(await one.tokens.find('t')).toBeUndefined()
    expect([await mine(), await theirs()]).toEqual([[], ['alice']])
    await one.tokens.remove('none')
    expect([await mine(), await theirs()]).toEqual([[], []])
    await one.tokens.save(token)
    await one.tokens.save({ ...token, tokenHash: 'u', userId: 'bob' })
    await one.tokens.remove('t')
    await one.tokens.removeOfUser('bob')
    await other.tokens.endSession({ userId: 'carol', sessionId: 's' }, 1)
    expect([await mine(), await theirs()]).toEqual([['carol'], ['alice', 'bob']])
  })

  it('agree on the time', async () => {
    const [first, second, third] = [await one.now(), await other.now(), await one.now()]
    expect(first).toBeLessThanOrEqual(second)
    expect(second).toBeLessThanOrEqual(third)
  })

  it('take texts that PostgreSQL has no letter for', async () => {
    await one.users.setProfile('alice', { status: 'a\0b' })
    expect((await one.users.get('alice'))?.status).toBe('a\uFFFDb')
    mustBeStored(await one.messages.append([draft('c2g:a', 'alice', '1', { data: { content: 'a\0b\uD800' } })]))
    expect((await other.messages.byCliMid('alice', '1'))?.data).toEqual({ content: 'a\0b\uD800' })
  })

  it('find people as one does on SQLite', async () => {
    await one.users.create({ userId: 'cc', name: '陈晨 Alice', avatar: '', status: '', passwordHash: '', lastSeen: 0 })
    for (const typed of ['陈', 'chenchen', 'chen chen', 'cc', 'ALICE'])
      expect((await other.users.search(typed, 9)).map(({ userId }) => userId)).toContain('cc')
    expect((await other.users.search('%', 9)).length).toBe(0)
    expect(await other.users.search('', 2)).toHaveLength(2)
  })

  it('of which one is newer: the older refuses, and changes nothing', async () => {
    await withClient(url, (client) => client.query('UPDATE schema_version SET version = 99'))
    await expect(openPostgresStore(url)).rejects.toThrow(/newer server \(schema 99/)
    const { rows } = await withClient(url, (client) => client.query<{ version: number }>('SELECT version FROM schema_version'))
    expect(rows).toEqual([{ version: 99 }])
  })
})
