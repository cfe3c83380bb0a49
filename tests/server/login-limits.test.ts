import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { addressKey } from '../../src/server/access/address-key'
import { HashQueue, QueueFullError } from '../../src/server/access/hash-queue'
import { Authenticator } from '../../src/server/auth'
import { DEFAULT_LIMITS } from '../../src/server/limits'
import { hashPassword, SAMPLE_COST } from '../../src/server/store/passwords'
import type { ServerStore } from '../../src/server/store/server-store'
import { openSqliteStore } from '../../src/server/store/sqlite-store'
import { FakeClock } from '../helpers/fake-clock'
import { authenticate, passwordOf, TestOffice } from './office'

const OFFICE = '203.0.113.7'
const HOME = '198.51.100.9'

describe('guessing passwords', () => {
  let store: ServerStore
  let clock: FakeClock
  let authenticator: Authenticator
  beforeEach(async () => {
    store = openSqliteStore(':memory:')
    clock = new FakeClock()
    authenticator = new Authenticator({ store, clock, limits: DEFAULT_LIMITS })
    const passwordHash = await hashPassword('right', SAMPLE_COST)
    for (let i = 0; i < 100; i++)
      await store.users.create({ userId: `u${i}`, name: `U${i}`, avatar: '', status: '', passwordHash, lastSeen: 0 })
  })
  afterEach(() => store.close())

  const tryOnce = async (userId: string, password: string, address: string): Promise<string> => {
    const outcome = await authenticator.checkPassword(userId, password, address)
    return 'code' in outcome ? outcome.code : 'in'
  }
  const fail = async (times: number, userId: (i: number) => string, address: string): Promise<void> => {
    for (let i = 0; i < times; i++) expect(await tryOnce(userId(i), 'wrong', address)).toBe('bad_credentials')
  }

  it('stops after ten wrong ones of a user from one address, and says when it goes on', async () => {
    await fail(9, () => 'u1', OFFICE)
    clock.advance(20_000)
    await fail(1, () => 'u1', OFFICE)
    expect(await authenticator.checkPassword('u1', 'right', OFFICE)).toEqual({
      code: 'too_many_tries',
      retryAfterMs: 40_000,
    })
    clock.advance(40_000)
    expect(await tryOnce('u1', 'right', OFFICE)).toBe('in')
  })

  it('locks out neither a colleague behind the same address nor the user at another', async () => {
    await fail(10, () => 'u1', OFFICE)
    expect(await tryOnce('u2', 'right', OFFICE)).toBe('in')
    expect(await tryOnce('u1', 'right', HOME)).toBe('in')
  })

  it('stops one password that is tried on everybody after sixty', async () => {
    await fail(60, (i) => `u${i}`, OFFICE)
    expect(await tryOnce('u70', 'right', OFFICE)).toBe('too_many_tries')
    expect(await tryOnce('u70', 'right', HOME)).toBe('in')
    clock.advance(60_000)
    expect(await tryOnce('u70', 'right', OFFICE)).toBe('in')
  })

  it('stops invented names as it stops real ones', async () => {
    // An invented name takes a hash of the full cost.
    authenticator = new Authenticator({ store, clock, limits: { ...DEFAULT_LIMITS, failedLoginsPerAddress: 4 } })
    await fail(4, (i) => `nobody${i}`, OFFICE)
    expect(await tryOnce('nobody4', 'wrong', OFFICE)).toBe('too_many_tries')
  })

  it('counts no log-in that went well, however many come at once', async () => {
    const outcomes = await Promise.all(Array.from({ length: 100 }, (_, i) => tryOnce(`u${i}`, 'right', OFFICE)))
    expect(outcomes.filter((outcome) => outcome === 'in')).toHaveLength(100)
    expect(await tryOnce('u1', 'right', OFFICE)).toBe('in')
  })

  it('hashes no more than sixty of a thousand at once', async () => {
    const outcomes = await Promise.all(Array.from({ length: 1000 }, (_, i) => tryOnce(`u${i % 100}`, 'wrong', OFFICE)))
    expect(outcomes.filter((outcome) => outcome === 'bad_credentials')).toHaveLength(60)
    expect(new Set(outcomes)).toEqual(new Set(['bad_credentials', 'too_many_tries', 'overloaded']))
  })
})

describe('the queue of hashes', () => {
  /** Work that ends when it is told to, and tells when it has begun. */
  const setUp = (limits: { maxPerAddress: number; maxInAll: number }) => {
    const queue = new HashQueue(limits)
    const begun: string[] = []
    const ends: (() => void)[] = []
    const ask = (address: string, name: string) =>
      queue.run(address, () => {
        begun.push(name)
        return new Promise<string>((resolve) => ends.push(() => resolve(name)))
      })
    return { ask, begun, ends }
  }

  it('works on two at a time, and lets addresses take turns', async () => {
    const { ask, begun, ends } = setUp({ maxPerAddress: 10, maxInAll: 100 })
    const all = ['a1', 'a2', 'a3', 'a4', 'b1', 'c1'].map((name) => ask(name[0]!, name))
    expect(begun).toEqual(['a1', 'a2'])
    for (let i = 0; i < 6; i++) {
      ends[i]!()
      await all[['a1', 'a2', 'a3', 'b1', 'c1', 'a4'].map((name) => ['a1', 'a2', 'a3', 'a4', 'b1', 'c1'].indexOf(name))[i]!]
    }
    expect(begun).toEqual(['a1', 'a2', 'a3', 'b1', 'c1', 'a4'])
  })

  it('refuses more than its share of an address, and more than it can hold', async () => {
    const { ask } = setUp({ maxPerAddress: 3, maxInAll: 4 })
    for (let i = 0; i < 5; i++) void ask('a', `a${i}`)
    const refused = await ask('a', 'a5').catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(QueueFullError)
    expect((refused as QueueFullError).retryAfterMs).toBe(200)
    void ask('b', 'b1')
    await expect(ask('c', 'c1')).rejects.toBeInstanceOf(QueueFullError)
  })
})

describe('what an address is counted by', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['virtual', 'virtual'],
  ])('%s: %s', (address, key) => {
    expect(addressKey(address)).toBe(key)
  })
})

describe('who tries too often', () => {
  let office: TestOffice
  beforeEach(async () => {
    office = await TestOffice.open({
      clock: new FakeClock(),
      isKeptAtOneNode: true,
      limits: { failedLoginsPerMinute: 2, failedLoginsPerAddress: 3 },
    })
  })
  afterEach(() => office.close())

  const logIn = (user: string, password: string) => office.post('/v1/login', { user, password, device_id: 'd', device_name: 'x' })

  it('is told over HTTP how long to wait', async () => {
    await logIn('alice', 'wrong')
    await logIn('alice', 'wrong')
    const { status, body, headers } = await logIn('alice', passwordOf('alice'))
    expect([status, headers.get('retry-after')]).toEqual([429, '60'])
    expect(body).toEqual({ code: 'too_many_tries', reason: expect.any(String), retry_after_ms: 60_000 })
  })

  it('is counted over HTTP and B001 together, by user and by address', async () => {
    await logIn('alice', 'wrong')
    expect((await authenticate(await office.connect(), 'alice', { token: 'wrong' })).json['code']).toBe('bad_token')
    const refused = await authenticate(await office.connect(), 'alice', { token: passwordOf('alice') })
    expect([refused.command, refused.json]).toEqual(['B003', { code: 'overloaded', reason: expect.any(String), retry_after_ms: 60_000 }])
    await logIn('bob', 'wrong')
    expect((await logIn('carol', passwordOf('carol'))).status).toBe(429)
  })

  it('keeps whoever has a token: that is no guess', async () => {
    const token = await office.token('carol')
    for (const user of ['alice', 'alice', 'bob']) await logIn(user, 'wrong')
    expect((await office.callWith(token, 'GET', '/v1/me')).status).toBe(200)
    expect((await authenticate(await office.connect(), 'carol', { token, profile: 'sync/1' })).command).toBe('B002')
  })
})

describe('by the usual limits', () => {
  let office: TestOffice
  let clock: FakeClock
  beforeEach(async () => {
    clock = new FakeClock()
    office = await TestOffice.open({ clock, isKeptAtOneNode: true })
  })
  afterEach(() => office.close())

  const logIn = (user: string, password: string) => office.post('/v1/login', { user, password, device_id: 'd', device_name: 'x' })

  it('HTTP refuses the eleventh try of a minute, even at once and with the right password', async () => {
    const tries = await Promise.all(Array.from({ length: 11 }, () => logIn('alice', 'wrong')))
    expect(tries.map(({ status }) => status).sort()).toEqual([...Array<number>(10).fill(401), 429])
    expect((await logIn('alice', passwordOf('alice'))).status).toBe(429)
    expect((await logIn('bob', passwordOf('bob'))).status).toBe(200)
  })

  it('B001 asks who guesses too often to wait', async () => {
    for (let i = 0; i < 10; i++) await authenticate(await office.connect(), 'alice', { token: `guess ${i}` })
    const refused = await authenticate(await office.connect(), 'alice', { token: passwordOf('alice') })
    expect(refused.json).toMatchObject({ code: 'overloaded', retry_after_ms: 60_000 })
    clock.advance(60_001)
    expect((await authenticate(await office.connect(), 'alice', { token: passwordOf('alice') })).command).toBe('B002')
  })
})
