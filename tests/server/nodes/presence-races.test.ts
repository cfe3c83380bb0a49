import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Presence } from '@protocol/schemas/sync'
import type { ServerStore } from '../../../src/server/store/server-store'
import { StoreUnavailableError } from '../../../src/server/store/store-unavailable-error'
import type { HeardSession } from './heard-session'
import { type TestNode, TestNodes } from './test-nodes'

let office: TestNodes
let one: TestNode
let two: TestNode
let isStoreAway: boolean
/** How much later than other answers those come that ask for several users. */
let slowAnswerMs: number
beforeEach(async () => {
  isStoreAway = false
  slowAnswerMs = 0
  ;({ office, one, two } = await TestNodes.two(['alice', 'bob', 'carol'], { store: moody }))
})
afterEach(() => office.close())

function moody(store: ServerStore): ServerStore {
  const users = new Proxy(store.users, {
    get:
      (target, key: keyof ServerStore['users']) =>
      async (...args: never) => {
        if (isStoreAway) throw new StoreUnavailableError('it is away')
        const answer: unknown = await Reflect.apply(target[key], target, args)
        if (key === 'getMany') await new Promise<void>((resolve) => void office.clock.after(slowAnswerMs, resolve))
        return answer
      },
  })
  return { ...store, users }
}

const later = (ms = 100): Promise<void> => office.clock.advanceAsync(ms)

const enter = (at: TestNode, userId: string, deviceId?: string): Promise<HeardSession> => office.settled(office.enter(at, userId, deviceId))

/** What a session takes for true of somebody: what it heard last, be it an answer or a push. */
class Belief {
  readonly #session: HeardSession
  #answer: { readonly presence: Presence | undefined; readonly after: number } | undefined

  constructor(session: HeardSession) {
    this.#session = session
  }

  async ask(at: TestNode, userId: string): Promise<void> {
    const [presence] = await at.world.presence.subscribe(this.#session, [userId])
    this.#answer = { presence, after: this.#session.events.length }
  }

  get now(): string {
    const since = this.#session.events.slice(this.#answer?.after)
    const pushed = since.flatMap((event) => (event.kind === 'push' && event.type === 'presence' ? [event.data as Presence] : [])).at(-1)
    const { state, status } = pushed ?? this.#answer?.presence ?? {}
    return `${state} ${status}`
  }
}

describe('who asks how somebody is while they change', () => {
  it.each([
    ['on another node', () => two],
    ['on the same node', () => one],
  ])('knows the last of it, %s', async (_, at) => {
    const [bob, carol] = [await enter(one, 'bob'), await enter(at(), 'carol')]
    await later()
    await office.settled(at().world.presence.subscribe(carol, ['bob']))
    for (let asked = 0; asked < 40; asked += 1) {
      for (let back = 0; back < 30; back += 6) {
        const alice = await enter(at(), 'alice')
        await later()
        const belief = new Belief(alice)
        const acts = [one.world.signal(bob, { type: 'presence', data: { state: 'away' } })]
        await office.clock.advanceAsync(asked)
        acts.push(belief.ask(at(), 'bob'))
        await office.clock.advanceAsync(back)
        acts.push(one.world.signal(bob, { type: 'presence', data: { state: 'online' } }))
        await office.settled(Promise.all(acts))
        await later()
        expect(belief.now, `asked after ${asked} ms, back ${back} ms later`).toBe('online ')
        await office.settled(at().world.disconnect(alice))
      }
    }
  })

  it('knows the text that they write meanwhile, though the answer is older', async () => {
    slowAnswerMs = 100
    const [alice, bob] = [await enter(one, 'alice'), await enter(one, 'bob')]
    await later()
    const belief = new Belief(alice)
    const asked = belief.ask(one, 'bob')
    await later(30)
    await office.settled(one.world.setProfile(bob, { status: 'at lunch' }))
    await office.settled(asked)
    await later()
    expect(belief.now).toBe('online at lunch')
  })

  it('knows it of themselves too', async () => {
    const [here, there] = [await enter(one, 'bob'), await enter(two, 'bob')]
    await later()
    for (let asked = 0; asked < 40; asked += 1) {
      for (let back = 0; back < 30; back += 6) {
        const belief = new Belief(here)
        const acts = [two.world.signal(there, { type: 'presence', data: { state: 'busy' } })]
        await office.clock.advanceAsync(asked)
        acts.push(belief.ask(one, 'bob'))
        await office.clock.advanceAsync(back)
        acts.push(two.world.signal(there, { type: 'presence', data: { state: 'online' } }))
        await office.settled(Promise.all(acts))
        await later()
        expect(belief.now, `asked after ${asked} ms, back ${back} ms later`).toBe('online ')
      }
    }
  })
})

describe('who goes', () => {
  it('is gone on every node, and for who watches, though the store is away', async () => {
    const [here, there] = [await enter(one, 'alice'), await enter(two, 'carol')]
    await office.settled(one.world.presence.subscribe(here, ['bob']))
    await office.settled(two.world.presence.subscribe(there, ['bob']))
    const bob = await enter(two, 'bob')
    await later()
    isStoreAway = true
    await expect(office.settled(two.world.disconnect(bob))).rejects.toThrow(StoreUnavailableError)
    await later(3000)
    expect(one.world.elsewhere.of('bob')).toEqual([])
    isStoreAway = false
    await later(3000)
    expect([here, there].map(({ events }) => events.at(-1))).toMatchObject(
      Array(2).fill({ data: { user_id: 'bob', state: 'unavailable' } }),
    )
  })

  it('while they come is there for nobody, whenever it was', async () => {
    const alice = await enter(one, 'alice')
    const credential = { kind: 'token', userId: 'bob', tokenHash: 'of bob', deviceId: 'laptop', expiresAt: Infinity } as const
    await office.store.tokens.save({ ...credential, deviceName: '', createdAt: 0, expiresAt: 1e15 })
    for (let ms = 0; ms < 60; ms += 1) {
      const bob = await office.settled(office.enter(two, 'bob', 'laptop', credential))
      await office.clock.advanceAsync(ms)
      await office.settled(two.world.disconnect(bob))
      await later()
      expect(one.world.elsewhere.of('bob'), `${ms} ms after they came`).toEqual([])
      expect(await office.settled(one.world.presence.subscribe(alice, ['bob']))).toMatchObject([{ state: 'unavailable' }])
    }
  })
})
