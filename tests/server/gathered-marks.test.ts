import { beforeEach, describe, expect, it } from 'vitest'
import type { ToldMark } from '../../src/server/bus/node-bus'
import type { MarkKind, Marks, RaisedMarks, ServerStore } from '../../src/server/store/server-store'
import { StoreUnavailableError } from '../../src/server/store/store-unavailable-error'
import { GatheredMarks, MAX_WAITING, ROUND_MS } from '../../src/server/world/gathered-marks'
import { FakeClock } from '../helpers/fake-clock'
import { HeardSession } from './nodes/heard-session'

const AB = 'c2c:alice:bob'

describe('marks of a node of several', () => {
  let clock: FakeClock
  /** What the store was asked, statement by statement. */
  let written: (readonly Marks[])[]
  let told: ToldMark[]
  let marks: GatheredMarks
  /** What the store does with a statement. */
  let raise: (batch: readonly Marks[]) => Promise<readonly RaisedMarks[]>
  const bob = new HeardSession('bob', 's-bob')
  beforeEach(() => {
    clock = new FakeClock()
    written = []
    told = []
    raise = async (batch) => batch
    const conversations = {
      raiseMarks: (batch: readonly Marks[]) => {
        written.push(batch)
        return raise(batch)
      },
    } as unknown as ServerStore['conversations']
    marks = new GatheredMarks({
      conversations,
      context: { now: () => clock.now(), defer: (run) => void clock.after(0, run), after: (ms, run) => clock.after(ms, run) },
      tell: (some) => told.push(...some),
    })
  })
  const say = (kind: MarkKind, seq: number, session = bob, conversationId = AB): Promise<void> =>
    marks.take(session, kind, conversationId, seq)
  const seqs = (batch: readonly Marks[] = []) => batch.map(({ userId, readSeq, deliveredSeq }) => [userId, readSeq, deliveredSeq])

  it('are written at once after a quiet while, and together where one follows the other', async () => {
    await say('delivered', 1)
    await clock.advanceAsync(1)
    expect(written.map(seqs)).toEqual([[['bob', 0, 1]]])
    for (let seq = 2; seq <= 9; seq++) await say('delivered', seq)
    await say('read', 5)
    await say('read', 4, new HeardSession('alice', 's-alice'))
    await clock.advanceAsync(ROUND_MS - 2)
    expect(written).toHaveLength(1)
    await clock.advanceAsync(2)
    expect(written.slice(1).map(seqs)).toEqual([
      [
        ['bob', 5, 9],
        ['alice', 4, 0],
      ],
    ])
    await clock.advanceAsync(10 * ROUND_MS)
    expect(written).toHaveLength(2)
    await say('read', 9)
    await clock.advanceAsync(1)
    expect(written).toHaveLength(3)
  })

  it('never go back, whatever comes when', async () => {
    for (const seq of [3, 7, 2]) await say('read', seq)
    await clock.advanceAsync(1)
    expect(written.map(seqs)).toEqual([[['bob', 7, 0]]])
  })

  it('are told when they are stored, to all but the session that said so', async () => {
    const phone = new HeardSession('bob', 's-phone')
    let store: (() => void) | undefined
    raise = async (batch) => {
      await new Promise<void>((resolve) => (store = resolve))
      return batch
    }
    await say('delivered', 4, phone)
    await say('read', 3)
    await clock.advanceAsync(1)
    expect([written.length, told]).toEqual([1, []])
    store?.()
    await clock.advanceAsync(1)
    expect(told).toEqual([
      { conversationId: AB, userId: 'bob', kind: 'read', seq: 3, except: 's-bob' },
      { conversationId: AB, userId: 'bob', kind: 'delivered', seq: 4, except: 's-phone' },
    ])
  })

  it('wait for a store that is away, and those that came meanwhile with them', async () => {
    raise = () => Promise.reject(new StoreUnavailableError('away'))
    await say('read', 3)
    await say('read', 1, bob, 'c2g:team')
    await clock.advanceAsync(1)
    await say('read', 2)
    await say('delivered', 6)
    await clock.advanceAsync(2000)
    raise = async (batch) => batch
    await clock.advanceAsync(2000)
    expect(new Set(seqs(written.at(-1)))).toEqual(
      new Set([
        ['bob', 3, 6],
        ['bob', 1, 0],
      ]),
    )
    expect([told.length, bob.closed]).toEqual([3, undefined])
  })

  it('that cannot be stored end the session that said so, and take no other with them', async () => {
    const carol = new HeardSession('carol', 's-carol')
    raise = async (batch) => {
      if (batch.some(({ userId }) => userId === 'carol')) throw new Error('no')
      return batch
    }
    await say('read', 1, carol)
    await say('read', 1)
    await clock.advanceAsync(1)
    expect([carol.closed, bob.closed, told.map(({ userId }) => userId)]).toEqual(['overloaded', undefined, ['bob']])
  })

  it('have room for so many, in statements of some hundreds; the next one waits for room', async () => {
    raise = () => Promise.reject(new StoreUnavailableError('away'))
    for (let i = 0; i < MAX_WAITING; i++) await say('read', 1, bob, `c2g:${i}`)
    await expect(say('read', 1)).rejects.toThrow(StoreUnavailableError)
    // One that is there already needs none.
    await say('read', 2, bob, 'c2g:0')
    raise = async (batch) => batch
    written = []
    await say('read', 1)
    await marks.close()
    expect(written.flat()).toHaveLength(MAX_WAITING + 1)
    expect(Math.max(...written.map((batch) => batch.length))).toBe(500)
  })

  it('that wait when the node ends are written before', async () => {
    await say('read', 1)
    await clock.advanceAsync(1)
    await say('read', 2)
    await marks.close()
    expect(written.map(seqs)).toEqual([[['bob', 1, 0]], [['bob', 2, 0]]])
    raise = () => Promise.reject(new StoreUnavailableError('away'))
    await say('read', 3)
    await marks.close()
  })
})
