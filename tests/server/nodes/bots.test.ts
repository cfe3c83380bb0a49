import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BotOffice } from '../../../src/server/bots/bot-office'
import { BotShift } from '../../../src/server/bots/bot-shift'
import { Faults } from '../../../src/server/faults'
import { silentServerLogger } from '../../../src/server/logger'
import type { Samples } from '../../../src/server/seed/store-samples'
import { FakeClock } from '../../helpers/fake-clock'
import type { HeardSession } from './heard-session'
import { MemoryClaims } from './memory-claims'
import { type TestNode, TestNodes } from './test-nodes'

const PLAYED = ['bea', 'ben', 'bill', 'bonnie', 'boris', 'brit'].map((userId) => ({ userId, name: userId }))
const MINUTE = 60_000

let office: TestNodes
let one: TestNode
let two: TestNode
let bots: BotOffice | undefined
beforeEach(async () => {
  office = new TestNodes()
  await office.addUsers('alice', ...PLAYED.map(({ userId }) => userId))
  one = await office.addNode()
  two = await office.addNode()
  await later(3000)
})
afterEach(async () => {
  if (bots !== undefined) await office.settled(bots.close())
  bots = undefined
  await office.close()
})

const later = (ms: number): Promise<void> => office.clock.advanceAsync(ms)

async function play(at: TestNode): Promise<BotOffice> {
  // A line without a file.
  const samples = { behind: async (_type: string, content: object) => ({ content, files: [] }), store: async () => undefined }
  bots = new BotOffice({
    ...{ played: PLAYED, world: at.world, store: office.store, bus: at.node.bus, faults: new Faults(), clock: office.clock },
    ...{ logger: silentServerLogger, newId: randomUUID, samples: samples as unknown as Samples, seed: 1 },
  })
  await office.settled(bots.start())
  return bots
}

/** Who wrote to that session. */
const answers = (session: HeardSession): readonly unknown[] =>
  session.events.flatMap((event) => (event.kind === 'message' ? [event.data['sender_id']] : []))

describe('the people that the server plays on one node of several', () => {
  it.each(['the same', 'another'])('come back to answer who writes to them from %s node when they were gone', async (from) => {
    await play(one)
    const at = from === 'another' ? two : one
    const alice = await office.settled(office.enter(at, 'alice'))
    const gone = (): string | undefined => PLAYED.find(({ userId }) => one.world.sessions.of(userId).length === 0)?.userId
    for (let minute = 0; gone() === undefined && minute < 60; minute++) await later(MINUTE)
    const missing = gone()!
    await office.settled(office.say(at, alice, missing))
    await later(20_000)
    expect(answers(alice)).toContain(missing)
  })

  it.each(['this', 'the other'])('are not played who had signed in to %s node before the bots came', async (where) => {
    const bea = await office.settled(office.enter(where === 'this' ? one : two, 'bea'))
    await later(100)
    await play(one)
    await later(30 * MINUTE)
    expect(one.world.sessions.of('bea')).toEqual(where === 'this' ? [bea] : [])
  })

  it('are played on though the node that had them before has not told that they are gone', async () => {
    await play(one)
    await later(100)
    one.kill()
    await play(two)
    await later(MINUTE)
    expect(PLAYED.some(({ userId }) => two.world.sessions.of(userId).length > 0)).toBe(true)
  })
})

it('bots that could not come are not there twice when they come', async () => {
  const clock = new FakeClock()
  const told: string[] = []
  let opened = 0
  const open = async (): Promise<BotOffice> => {
    const name = `${++opened}`
    const start = async (): Promise<void> => {
      told.push(`${name} starts`)
      if (name === '1') throw new Error('the store is away')
    }
    return { start, close: async () => void told.push(`${name} closes`) } as unknown as BotOffice
  }
  const shift = new BotShift({ claims: new MemoryClaims().end('n1'), clock, logger: silentServerLogger, open })
  await expect(shift.start()).rejects.toThrow('the store is away')
  expect([told, shift.office]).toEqual([['1 starts', '1 closes'], undefined])
  await shift.start()
  await shift.close()
  expect(told).toEqual(['1 starts', '1 closes', '2 starts', '2 closes'])
})
