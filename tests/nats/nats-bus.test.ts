import { connect } from '@nats-io/transport-node'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openNatsBus, subjectOf } from '../../src/server/bus/nats-bus'
import type { NodeBus, Published } from '../../src/server/bus/node-bus'
import { systemServerClock } from '../../src/server/clock'
import { silentServerLogger } from '../../src/server/logger'
import { OfficeNode } from '../../src/server/nodes/office-node'
import { openSqliteStore } from '../../src/server/store/sqlite-store'
import { DEFAULT_WORLD_LIMITS } from '../../src/server/world/session'
import { World } from '../../src/server/world/world'
import { HeardSession } from '../server/nodes/heard-session'
import { NatsProcess } from './nats-process'

const CHAT = 'c2c:alice:bob'

describe('the bus over a real NATS', () => {
  let nats: NatsProcess
  const closers: (() => Promise<unknown>)[] = []
  beforeEach(async () => {
    nats = await NatsProcess.start()
    closers.push(() => nats.kill())
  })
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close()
  })

  async function bus(name: string): Promise<NodeBus> {
    const opened = openNatsBus('office', [nats.url], name, systemServerClock, silentServerLogger)
    closers.push(() => opened.close())
    await vi.waitFor(() => expect(opened.isConnected).toBe(true), { timeout: 30_000 })
    return opened
  }

  const alive = (node: string, count: number): Published => ({ node, count, news: { kind: 'alive' } })

  /** Publishes until it is heard: another end's subscription may be on its way. */
  async function meet(from: NodeBus, to: NodeBus): Promise<void> {
    let count = 0
    let isHeard = false
    const stop = to.subscribe(() => (isHeard = true))
    await vi.waitFor(
      () => {
        from.publish(alive('meeting', ++count))
        expect(isHeard).toBe(true)
      },
      { timeout: 30_000 },
    )
    stop()
  }

  it('carries what one publishes to the others, whole, and not back', async () => {
    const [one, two] = [await bus('one'), await bus('two')]
    await meet(one, two)
    const own: Published[] = []
    const heard: Published[] = []
    one.subscribe((published) => own.push(published))
    two.subscribe((published) => heard.push(published))
    const event = { kind: 'push', type: 'typing', data: { conversation_id: CHAT, user_id: '爱丽丝' } } as const
    const published: Published = { node: 'one', count: 7, news: { kind: 'event', event: { to: ['bob'], event } } }
    one.publish(published)
    await vi.waitFor(() => expect(heard).toContainEqual(published), { timeout: 30_000 })
    expect(own).toEqual([])
  })

  it('carries nothing to another office on the same NATS', async () => {
    const [one, two] = [await bus('one'), await bus('two')]
    const stranger = openNatsBus('other', [nats.url], 'three', systemServerClock, silentServerLogger)
    closers.push(() => stranger.close())
    const heard: Published[] = []
    stranger.subscribe((published) => heard.push(published))
    await vi.waitFor(() => expect(stranger.isConnected).toBe(true), { timeout: 30_000 })
    await meet(one, two)
    await meet(two, one)
    expect(heard).toEqual([])
  })

  it('loses what is too large for it, and goes on', async () => {
    const [one, two] = [await bus('one'), await bus('two')]
    const event = { kind: 'push', type: 'x', data: 'x'.repeat(2 * 1024 * 1024) } as const
    one.publish({ node: 'one', count: 1, news: { kind: 'event', event: { to: ['bob'], event } } })
    await meet(one, two)
    expect(one.isConnected).toBe(true)
  })

  it('carries all of what is published at once, in its order, also what one message of NATS cannot hold', async () => {
    const [one, two] = [await bus('one'), await bus('two')]
    await meet(one, two)
    const counts: number[] = []
    two.subscribe(({ node, count }) => void (node === 'one' && counts.push(count)))
    const event = { kind: 'push', type: 'x', data: '字'.repeat(20_000) } as const
    const all = Array.from({ length: 50 }, (_, i) => i + 1)
    for (const count of all) one.publish({ node: 'one', count, news: { kind: 'event', event: { to: ['bob'], event } } })
    await vi.waitFor(() => expect(counts).toHaveLength(50), { timeout: 30_000 })
    expect(counts).toEqual(all)
  })

  it('hears what is news beside what is none, which is said once for each message of NATS', async () => {
    const said: string[] = []
    const one = openNatsBus('office', [nats.url], 'one', systemServerClock, {
      ...silentServerLogger,
      warn: (what) => void said.push(what),
    })
    closers.push(() => one.close())
    await meet(await bus('two'), one)
    const stranger = await connect({ servers: nats.url })
    closers.push(() => stranger.close())
    const heard: Published[] = []
    one.subscribe((published) => heard.push(published))
    const list = JSON.stringify([1, alive('three', 1), { node: 'three', count: 0 }, alive('three', 2)])
    for (const text of ['not JSON', '{}', list]) stranger.publish(subjectOf('office'), text)
    await vi.waitFor(() => expect(heard).toHaveLength(2), { timeout: 30_000 })
    expect(heard).toEqual([alive('three', 1), alive('three', 2)])
    expect(said).toEqual(['heard what is no news', 'heard what is no news', 'heard what is no news'])
  })

  it('says when it is away, and carries again when it is back', async () => {
    const [one, two] = [await bus('one'), await bus('two')]
    const told: boolean[] = []
    one.onConnection(() => told.push(one.isConnected))
    await nats.kill()
    await vi.waitFor(() => expect([one.isConnected, two.isConnected]).toEqual([false, false]), { timeout: 30_000 })
    one.publish(alive('one', 1))
    await nats.begin()
    await vi.waitFor(() => expect([one.isConnected, two.isConnected]).toEqual([true, true]), { timeout: 30_000 })
    await meet(one, two)
    expect(told).toEqual([false, true])
  })

  it('lets its last words leave before it ends', async () => {
    const [one, two] = [await bus('one'), await bus('two')]
    await meet(one, two)
    const heard: Published[] = []
    two.subscribe((published) => heard.push(published))
    one.publish(alive('one', 7))
    await one.close()
    await vi.waitFor(() => expect(heard).toContainEqual(alive('one', 7)), { timeout: 30_000 })
  })

  it('is closed twice without harm, also without NATS', async () => {
    const one = await bus('one')
    const two = await bus('two')
    await two.close()
    await nats.kill()
    await vi.waitFor(() => expect(one.isConnected).toBe(false), { timeout: 30_000 })
    await Promise.all([one.close(), one.close(), two.close()])
  })

  it('begins where nobody answers, says so once, and carries as soon as somebody does', async () => {
    await nats.kill()
    const said: string[] = []
    const say = (what: string): void => void said.push(what)
    const logger = { ...silentServerLogger, info: say, warn: say }
    const one = openNatsBus('office', [nats.url], 'one', systemServerClock, logger)
    closers.push(() => one.close())
    one.publish(alive('one', 1))
    await vi.waitFor(() => expect(said).toEqual(['NATS cannot be reached']), { timeout: 30_000 })
    await nats.begin()
    const two = await bus('two')
    await vi.waitFor(() => expect(one.isConnected).toBe(true), { timeout: 30_000 })
    await meet(one, two)
    expect(said).toEqual(['NATS cannot be reached', 'NATS is there'])
  })

  it('ends while NATS goes at the same moment', async () => {
    for (let i = 0; i < 3; i++) {
      const one = await bus('one')
      const killed = nats.kill()
      await one.close()
      await killed
      await nats.begin()
    }
  })

  it('ends while it has never been connected', async () => {
    await nats.kill()
    const one = openNatsBus('office', [nats.url], 'one', systemServerClock, silentServerLogger)
    await Promise.all([one.close(), one.close()])
    expect(one.isConnected).toBe(false)
  })

  it('lets two nodes on one store tell each message once, with NATS and without', async () => {
    const store = openSqliteStore(':memory:')
    closers.push(() => store.close())
    for (const userId of ['alice', 'bob'])
      await store.users.create({ userId, name: userId, avatar: '', status: '', passwordHash: '', lastSeen: 0 })
    let ids = 0
    const worldOf = async (name: string): Promise<World> => {
      const node = new OfficeNode({
        ...{ store, nodeBus: await bus(name), node: name, clock: systemServerClock, logger: silentServerLogger },
        commitWithinMs: 1000,
      })
      await node.start()
      closers.push(() => node.close())
      const context = {
        now: Date.now,
        newId: () => `id-${++ids}`,
        defer: (run: () => void) => void setImmediate(run),
        after: () => undefined,
        limits: DEFAULT_WORLD_LIMITS,
      }
      return new World({ store, bus: node.bus, deliveries: node.deliveries, context })
    }
    const [one, two] = [await worldOf('one'), await worldOf('two')]
    const [alice, bob] = [new HeardSession('alice', 'a'), new HeardSession('bob', 'b')]
    await one.connect(alice)
    await two.connect(bob)
    const say = (content: string): Promise<void> => {
      const data = { sender_id: 'alice', receiver_id: 'bob', cli_mid: content, content }
      return one.messages.accept(alice, 'c2c', { type: 'text', data }, 100, alice.reply())
    }
    for (let i = 0; i < 50; i++) await say(`with-${i}`)
    await vi.waitFor(() => expect(bob.of(CHAT)).toHaveLength(50), { timeout: 30_000 })
    expect(alice.refused).toEqual([])
    await nats.kill()
    for (let i = 0; i < 50; i++) await say(`without-${i}`)
    const all = Array.from({ length: 100 }, (_, i) => i + 1)
    await vi.waitFor(() => expect(bob.of(CHAT)).toHaveLength(100), { timeout: 30_000 })
    expect([alice.of(CHAT), bob.of(CHAT)]).toEqual([all, all])
  })
})
