import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemServerClock } from '../../src/server/clock'
import { FakeClock } from '../helpers/fake-clock'
import { StallingProxy } from '../helpers/stalling-proxy'
import { AB, Office } from './office'

const HOUR_MS = 3_600_000

let office: Office
/** Milliseconds by which the server's clock is wrong. */
let shiftMs: number

beforeEach(async () => {
  shiftMs = 0
  const clock = { ...systemServerClock, now: () => Date.now() + shiftMs }
  office = await Office.open(['alice', 'bob'], { clock })
})

afterEach(() => office.close())

describe('a half-open link', () => {
  it('is seen within 20 seconds and resumed without a person, with what was missed', async () => {
    const proxy = await StallingProxy.open(office.ports.tcp)
    const linkClock = new FakeClock()
    const alice = await office.signIn('alice', { linkClock, tcp: proxy.port })
    const bob = await office.signIn('bob')
    alice.connection.setFocused(true)
    proxy.stall()
    bob.say('nobody told you', AB)
    await bob.when(() => bob.statuses(AB)[0] === 'sent')
    await linkClock.advanceAsync(19_999)
    await linkClock.advanceAsync(1)
    expect(alice.connection.status).toMatchObject({ cause: { code: 'silent' } })
    expect(alice.texts(AB)).toEqual([])
    await linkClock.advanceAsync(500)
    await alice.when(() => alice.texts(AB).length === 1)
    expect(alice.texts(AB)).toEqual(['nobody told you'])
    await proxy.close()
  })
})

describe('a session that the server ends for good', () => {
  it('is not dialled again when the same device signed in elsewhere', async () => {
    const linkClock = new FakeClock()
    const alice = await office.signIn('alice', { linkClock, deviceId: '0190a0c4-0000-7000-8000-000000000001' })
    const newer = await office.signIn('alice', { deviceId: alice.deviceId })
    await alice.when(() => alice.connection.status.state === 'stopped')
    expect(alice.connection.status).toMatchObject({ cause: { code: 'kicked' } })
    await linkClock.advanceAsync(HOUR_MS)
    expect(alice.connection.status.state).toBe('stopped')
    expect(newer.connection.status.state).toBe('online')
    expect(linkClock.pending).toBe(0)
  })

  it('whose token has expired stops and says so; what was written waits for the next sign-in', async () => {
    const alice = await office.desk('alice')
    shiftMs = 31 * 24 * HOUR_MS
    alice.dial()
    await alice.when(() => alice.connection.status.state === 'stopped')
    expect(alice.connection.status).toMatchObject({ cause: { code: 'expired' } })
    alice.say('later', AB)
    expect(alice.statuses(AB)).toEqual(['queued'])
  })
})

describe('a server whose clock is wrong', () => {
  for (const hours of [3, -3]) {
    it(`by ${hours} h exchanges messages and catches up`, async () => {
      shiftMs = hours * HOUR_MS
      const [alice, bob] = [await office.signIn('alice'), await office.signIn('bob')]
      bob.say('one', AB)
      await alice.when(() => alice.texts(AB).length === 1)
      alice.connection.stop({ code: 'signed_out', reason: '' })
      for (const text of ['two', 'three']) bob.say(text, AB)
      await bob.when(() => bob.statuses(AB).every((status) => status === 'sent'))
      await alice.connect()
      await alice.when(() => alice.texts(AB).length === 3)
      expect(alice.texts(AB)).toEqual(['one', 'two', 'three'])
    })
  }

  it('and set back by six hours loses nothing', async () => {
    shiftMs = 3 * HOUR_MS
    const [alice, bob] = [await office.signIn('alice'), await office.signIn('bob')]
    bob.say('one', AB)
    await alice.when(() => alice.texts(AB).length === 1)
    alice.connection.stop({ code: 'signed_out', reason: '' })
    shiftMs = -3 * HOUR_MS
    bob.say('two', AB)
    await bob.when(() => bob.statuses(AB).every((status) => status === 'sent'))
    await alice.connect()
    await alice.when(() => alice.texts(AB).length === 2)
    expect(alice.texts(AB)).toEqual(['one', 'two'])
  })
})
