import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LocalBus } from '../../src/server/bus/local-bus'
import type { SessionEvent } from '../../src/server/bus/bus'
import { ConversationNews } from '../../src/server/world/conversation-news'
import { DEFAULT_WORLD_LIMITS, type Session } from '../../src/server/world/session'
import { FakeClock } from '../helpers/fake-clock'
import type { Probe } from '../helpers/probe'
import { TestOffice, textFrom } from './office'
import { openTestStore } from './test-store'

const signal = (probe: Probe, type: string, data: object) => probe.send('B104', { type, data })
const pushesOf = ({ frames }: Probe, type: string) =>
  frames.filter(({ command, json }) => command === 'B103' && json.type === type).map(({ json }) => json.data)
/** As which somebody else was told, push after push. */
const statesTold = (probe: Probe) => pushesOf(probe, 'presence').map((data) => data?.['state'])

describe('too much at once', () => {
  let office: TestOffice
  let clock: FakeClock
  beforeEach(async () => {
    clock = new FakeClock()
    office = await TestOffice.open({ clock })
  })
  afterEach(() => office.close())

  it('of presence is told a few times, and then how it ended', async () => {
    const { burst } = DEFAULT_WORLD_LIMITS.presence
    // Where there are two nodes, Bob is on hers and Carol on the other.
    const [alice, carol, bob] = [await office.enter('alice'), await office.enter('carol'), await office.enter('bob')]
    await alice.settled()
    const watch = async (probe: Probe) => (await probe.query('presence.subscribe', { user_ids: ['alice'] })).json.result?.['items']
    await Promise.all([bob, carol].map(watch))
    for (let i = 0; i < 2000; i++) signal(alice, 'presence', { state: i % 2 === 0 ? 'away' : 'online' })
    signal(alice, 'presence', { state: 'busy' })
    await alice.settled()
    // Of those that her session may say at once the last is not told: that she has come was one, too.
    expect(await watch(bob)).toMatchObject([{ state: 'away' }])
    expect(statesTold(bob)).toEqual(['away', 'online', 'away', 'online'])
    await carol.settled()
    expect(statesTold(carol).length).toBeLessThanOrEqual(burst)
    for (let i = 0; i < 40; i++) {
      await clock.advanceAsync(250)
      await alice.settled()
    }
    // No more time passes: it is on its way by now.
    await expect.poll(() => [bob, carol].map((probe) => statesTold(probe).at(-1))).toEqual(['busy', 'busy'])
    await clock.advanceAsync(10_000)
    await alice.query('profile.set', { status: 'behind it all' })
    for (const probe of [bob, carol]) {
      await probe.push('presence', { status: 'behind it all' })
      const heard = statesTold(probe).slice(0, -1)
      expect(heard.at(-1)).toBe('busy')
      expect(heard.length).toBeLessThanOrEqual(burst + 2)
    }
  })

  it('of coming and going is told a few times, and then how it ended', async () => {
    const { burst } = DEFAULT_WORLD_LIMITS.presence
    const bob = await office.enter('bob')
    await bob.query('presence.subscribe', { user_ids: ['alice'] })
    const told: string[] = []
    // What has come to pass on any node is told before the next does, or that would hide it.
    const isTold = async (state: 'online' | 'unavailable') => {
      if (told.length < burst) told.push(state)
      await office.haveHeardOf('alice', state === 'online' ? 1 : 0)
      await expect.poll(() => statesTold(bob)).toEqual(told)
    }
    for (let i = 0; i < 10; i++) {
      const alice = await office.enter('alice', 'laptop')
      await isTold('online')
      alice.send('A998')
      await alice.ended
      await isTold('unavailable')
    }
    await bob.settled()
    expect(statesTold(bob)).toEqual(['online', 'unavailable', 'online', 'unavailable', 'online'])
    await clock.advanceAsync(1000)
    await expect.poll(() => statesTold(bob)).toEqual([...told, 'unavailable'])
    // Of one person what is told later comes later: before that there was nothing else.
    await clock.advanceAsync(1000)
    await office.enter('alice', 'laptop')
    await expect.poll(() => statesTold(bob).at(-1)).toBe('online')
    expect(statesTold(bob)).toEqual([...told, 'unavailable', 'online'])
  })

  it('of renames is refused with the time to wait, and everybody else is served meanwhile', async () => {
    const [alice, bob] = [await office.enter('alice'), await office.enter('bob')]
    await alice.say('B101', 'text', textFrom('alice', 'bob', 'x'))
    const asked = Array.from({ length: 3000 }, (_, i) => alice.query('profile.set', { name: `Alice ${i}` }))
    const answers = await Promise.all(asked)
    const refused = answers.filter(({ command }) => command === 'B203')
    expect(refused).toHaveLength(2980)
    expect(refused[0]?.json).toEqual({ code: 'rate_limited', reason: expect.any(String), retry_after_ms: 500 })
    // What comes from one node comes in its order.
    signal(alice, 'typing', { conversation_id: 'c2c:alice:bob' })
    await bob.push('typing')
    // One of the conversation, then one for each rename that was made.
    const titles = pushesOf(bob, 'conversation').map((data) => data?.['title'])
    expect(titles).toHaveLength(21)
    expect(titles.slice(1)).toEqual(Array.from({ length: 20 }, (_, i) => `Alice ${i}`))
    expect((await office.get('alice', '/v1/me'))['name']).toBe('Alice 19')
    clock.advance(500)
    expect((await alice.query('profile.set', { name: 'Alice' })).command).toBe('B202')
  })
})

describe('too much at one node', () => {
  it('of changes to groups, and of searches, is refused over HTTP with the time to wait', async () => {
    const office = await TestOffice.open({ clock: new FakeClock(), isKeptAtOneNode: true })
    const groupId = await office.group('G', ['alice', 'bob'])
    const { burst } = DEFAULT_WORLD_LIMITS.groupChanges
    for (let i = 1; i < burst; i++)
      expect((await office.call('alice', 'PATCH', `/v1/groups/${groupId}`, { title: `G${i}` })).status).toBe(200)
    const refused = await office.call('alice', 'PATCH', `/v1/groups/${groupId}`, { title: 'H' })
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1'])
    expect(refused.body).toEqual({ code: 'rate_limited', reason: expect.any(String), retry_after_ms: 500 })
    expect((await office.get('bob', '/v1/conversations')).items?.[0]).toMatchObject({ title: `G${burst - 1}` })
    for (let i = 0; i < DEFAULT_WORLD_LIMITS.searches.burst; i++) await office.get('alice', '/v1/users?q=b')
    expect((await office.call('alice', 'GET', '/v1/users?q=b')).status).toBe(429)
    expect((await office.call('bob', 'GET', '/v1/users?q=b')).status).toBe(200)
    await office.close()
  })
})

describe('marks that come too fast', () => {
  it('wait, and none is lost: of a conversation the furthest counts', async () => {
    const clock = new FakeClock()
    const office = await TestOffice.open({
      clock,
      users: ['alice', 'bob', 'carol', 'dave'],
      limits: { signals: { burst: 1, perSecond: 1 } },
    })
    const alice = await office.enter('alice')
    const peers = [await office.enter('bob'), await office.enter('carol'), await office.enter('dave')]
    const ids = ['bob', 'carol', 'dave']
    for (const [i, peer] of peers.entries()) for (let n = 0; n < 3; n++) await peer.say('B101', 'text', textFrom(ids[i]!, 'alice', `${n}`))
    for (const id of ids) for (const upTo of [1, 3, 2]) signal(alice, 'read', { conversation_id: `c2c:alice:${id}`, up_to_seq: upTo })
    const marks = () => peers.map((peer) => pushesOf(peer, 'read').map((data) => data?.['up_to_seq']))
    // By the time that all see her new name, they have heard of every mark that was told together with those.
    const areTold = async (expected: readonly (readonly number[])[]) => {
      await expect.poll(() => marks().flat().length).toBeGreaterThanOrEqual(expected.flat().length)
      const name = `Alice of ${expected.flat().length}`
      await alice.query('profile.set', { name })
      await Promise.all(peers.map((peer) => peer.push('conversation', { title: name })))
      expect(marks()).toEqual(expected)
    }
    await areTold([[1], [], []])
    await clock.advanceAsync(1000)
    await areTold([[1, 3], [], []])
    await clock.advanceAsync(1000)
    await areTold([[1, 3], [3], []])
    await clock.advanceAsync(1000)
    await areTold([[1, 3], [3], [3]])
    await office.close()
  })
})

describe('a session that has ended', () => {
  /** What a session was told. */
  const sessionOf = (userId: string): Session & { readonly told: SessionEvent[] } => {
    const told: SessionEvent[] = []
    return {
      ...{ told, userId, sessionId: `${userId}-1`, deviceId: 'd', deviceName: '', appVersion: '' },
      ...{ credential: { kind: 'none' }, level: 'sync', connectedAt: 0, lastSeen: 0 },
      deliver: (event) => void told.push(event),
      close: () => undefined,
    }
  }

  it('watches nobody, though it asked to before it ended', async () => {
    const office = await TestOffice.open()
    const { world } = office.server
    const gone = sessionOf('bob')
    await world.connect(gone)
    const asked = world.query(gone, 'presence.subscribe', { user_ids: ['alice'] })
    await world.disconnect(gone)
    await asked
    // What it had sent before is worked on after its end.
    await world.query(gone, 'presence.subscribe', { user_ids: ['alice'] })
    await (await office.enter('alice')).settled()
    expect(gone.told.filter(({ kind }) => kind === 'push')).toEqual([])
    await office.close()
  })
})

describe('news of a large group', () => {
  it('let others have their turn', async () => {
    const store = await openTestStore()
    let turns = 0
    const context = {
      ...{ now: () => 0, newId: () => '', after: () => undefined, limits: DEFAULT_WORLD_LIMITS },
      defer: (run: () => void) => {
        turns += 1
        setImmediate(run)
      },
    }
    const news = new ConversationNews(store, new LocalBus(), context)
    await news.changedFor(
      'c2g:g',
      Array.from({ length: 1000 }, (_, i) => `u${i}`),
    )
    expect(turns).toBeGreaterThanOrEqual(30)
    await store.close()
  })
})
