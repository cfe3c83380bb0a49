import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Presence } from '@protocol/schemas/sync'
import type { HeardSession } from './heard-session'
import { type TestNode, TestNodes } from './test-nodes'

let office: TestNodes
let one: TestNode
let two: TestNode
beforeEach(async () => {
  ;({ office, one, two } = await TestNodes.two(['alice', 'bob', 'carol']))
})
afterEach(() => office.close())

const later = (ms = 100): Promise<void> => office.clock.advanceAsync(ms)

const enter = (at: TestNode, userId: string, deviceId?: string): Promise<HeardSession> => office.settled(office.enter(at, userId, deviceId))

async function watched(at: TestNode, session: HeardSession, userId: string): Promise<unknown> {
  const [presence] = await office.settled(at.world.presence.subscribe(session, [userId]))
  return presence?.state
}

/** Nothing of it reaches another node. */
async function whileLost(act: () => Promise<unknown>): Promise<void> {
  office.bus.faults = { drop: 1, double: 0, delay: 0 }
  await office.settled(act())
  await later()
  office.bus.faults = { drop: 0, double: 0, delay: 0 }
}

/** The states of that user that a session was told, in order. */
function told(session: HeardSession, userId: string): readonly unknown[] {
  const pushes = session.events.flatMap((event) => (event.kind === 'push' && event.type === 'presence' ? [event.data] : []))
  return pushes.flatMap((data) => ((data as { user_id: string }).user_id === userId ? [(data as Presence).state] : []))
}

describe('who is there', () => {
  it('is told to those who watch from another node, as they come, change and go', async () => {
    const alice = await enter(one, 'alice')
    expect(await watched(one, alice, 'bob')).toBe('unavailable')
    const bob = await enter(two, 'bob')
    await later()
    await office.settled(two.world.signal(bob, { type: 'presence', data: { state: 'away' } }))
    await later()
    await office.settled(two.world.disconnect(bob))
    await later()
    expect(told(alice, 'bob')).toEqual(['online', 'away', 'unavailable'])
  })

  it('is known to a node that joins later', async () => {
    const bob = await enter(two, 'bob')
    await later()
    await office.settled(two.world.signal(bob, { type: 'presence', data: { state: 'busy' } }))
    const three = await office.addNode()
    await later(3000)
    const alice = await enter(three, 'alice')
    expect(await watched(three, alice, 'bob')).toBe('busy')
    expect(await office.devices(three, 'bob')).toEqual([`${bob.deviceId} n2`])
  })

  it('becomes known after the bus has lost it', async () => {
    const alice = await enter(one, 'alice')
    await watched(one, alice, 'bob')
    office.bus.faults = { drop: 1, double: 0, delay: 0 }
    const bob = await enter(two, 'bob')
    await later()
    office.bus.faults = { drop: 0, double: 0, delay: 0 }
    expect(told(alice, 'bob')).toEqual([])
    await later(5000)
    expect(told(alice, 'bob')).toEqual(['online'])
    office.bus.faults = { drop: 1, double: 0, delay: 0 }
    await office.settled(two.world.disconnect(bob))
    await later()
    office.bus.faults = { drop: 0, double: 0, delay: 0 }
    await later(5000)
    expect(told(alice, 'bob')).toEqual(['online', 'unavailable'])
  })

  it('stays as it was while the bus is away, and is true again when it is back', async () => {
    const alice = await enter(one, 'alice')
    await watched(one, alice, 'bob')
    const bob = await enter(two, 'bob')
    await later()
    for (const { setConnected } of [one, two]) setConnected(false)
    await office.settled(two.world.disconnect(bob))
    await later(60_000)
    expect(told(alice, 'bob')).toEqual(['online'])
    for (const { setConnected } of [one, two]) setConnected(true)
    await later(5000)
    expect(told(alice, 'bob')).toEqual(['online', 'unavailable'])
  })

  it('is right in the end, whatever the bus does meanwhile', async () => {
    office.bus.faults = { drop: 0.3, double: 0.3, delay: 0.5 }
    const alice = await enter(one, 'alice')
    await watched(one, alice, 'bob')
    let bob: HeardSession | undefined
    for (let i = 0; i < 60; i++) {
      if (bob === undefined) bob = await enter(two, 'bob')
      else await office.settled(two.world.disconnect(bob)).then(() => (bob = undefined))
      await later(Math.floor(office.random() * 500))
    }
    office.bus.faults = { drop: 0, double: 0, delay: 0 }
    for (const state of ['unavailable', 'online'] as const) {
      await later(10_000)
      expect(await watched(one, alice, 'bob')).toBe(state)
      expect(told(alice, 'bob').at(-1)).toBe(state)
      bob = await enter(two, 'bob')
    }
  })

  it('leaves with a node that dies, sixteen seconds later, and was last seen then', async () => {
    const alice = await enter(one, 'alice')
    await watched(one, alice, 'bob')
    await enter(two, 'bob')
    await later()
    two.kill()
    await later(13_000)
    expect(told(alice, 'bob')).toEqual(['online'])
    await later(5500)
    expect(told(alice, 'bob')).toEqual(['online', 'unavailable'])
    const { lastSeen = 0 } = (await office.store.users.get('bob')) ?? {}
    expect(office.clock.now() - lastSeen).toBeLessThan(4000)
  })

  it('does not leave with it when they have come to another one', async () => {
    const alice = await enter(one, 'alice')
    await watched(one, alice, 'bob')
    await enter(two, 'bob')
    await later()
    two.kill()
    await enter(one, 'bob')
    await later(20_000)
    expect(told(alice, 'bob')).toEqual(['online'])
  })

  it('chooses it for all their devices, on whichever node', async () => {
    const carol = await enter(one, 'carol')
    await watched(one, carol, 'bob')
    const here = await enter(one, 'bob')
    const there = await enter(two, 'bob')
    await later()
    await office.settled(two.world.signal(there, { type: 'presence', data: { state: 'busy' } }))
    await later()
    expect([told(carol, 'bob'), told(here, 'bob')]).toEqual([['online', 'busy'], ['busy']])
    await office.settled(one.world.signal(here, { type: 'presence', data: { state: 'online' } }))
    await later()
    expect([told(carol, 'bob').at(-1), told(there, 'bob')]).toEqual(['online', ['online']])
  })

  it.each([
    ['on another node', () => two],
    ['on the same node', () => one],
  ])('chooses it while another device comes, %s, which is told whenever it came', async (_, other) => {
    const here = await enter(one, 'bob')
    const carol = await enter(two, 'carol')
    await watched(two, carol, 'bob')
    for (let ms = 0; ms < 60; ms += 1) {
      const there = await office.settled(office.enter(other(), 'bob'))
      await office.clock.advanceAsync(ms)
      await office.settled(one.world.signal(here, { type: 'presence', data: { state: 'busy' } }))
      await later()
      expect(told(there, 'bob'), `${ms} ms after it came`).toEqual(['busy'])
      await office.settled(one.world.signal(here, { type: 'presence', data: { state: 'online' } }))
      await later()
      expect(told(there, 'bob')).toEqual(['busy', 'online'])
      await office.settled(other().world.disconnect(there))
      await later()
    }
    // The one that says it is never told so.
    expect(told(here, 'bob')).toEqual([])
  })

  it.each([
    ['two nodes', () => two],
    ['one node', () => one],
  ])('writes on two devices of %s at once, and both know what holds', async (_, other) => {
    const [here, there] = [await enter(one, 'bob'), await enter(other(), 'bob')]
    const lastHeard = ({ events }: HeardSession): unknown =>
      events.flatMap((event) => (event.kind === 'push' && event.type === 'presence' ? [(event.data as Presence).status] : [])).at(-1)
    await later()
    for (let ms = 0; ms < 40; ms += 1) {
      const first = one.world.setProfile(here, { status: `here ${ms}` })
      await office.clock.advanceAsync(ms)
      await Promise.all([office.settled(first), office.settled(other().world.setProfile(there, { status: `there ${ms}` }))])
      await later()
      const holds = (await office.store.users.get('bob'))?.status
      // Who has written what holds need not be told; the other one has to be.
      expect(holds?.startsWith('here') === true ? lastHeard(there) : lastHeard(here), `${ms} ms apart`).toBe(holds)
    }
  })

  it('is told of with the text that they have written elsewhere', async () => {
    const alice = await enter(one, 'alice')
    await watched(one, alice, 'bob')
    const bob = await enter(two, 'bob')
    await later()
    await office.settled(two.world.setProfile(bob, { status: 'at lunch' }))
    await later()
    expect(alice.events.at(-1)).toMatchObject({ data: { user_id: 'bob', status: 'at lunch' } })
  })

  it('is told of with that text though the bus has lost that it was written', async () => {
    const alice = await enter(one, 'alice')
    await watched(one, alice, 'bob')
    const bob = await enter(two, 'bob')
    await later()
    await whileLost(() => two.world.setProfile(bob, { status: 'at lunch' }))
    await later(5000)
    expect(alice.events.at(-1)).toMatchObject({ data: { user_id: 'bob', status: 'at lunch' } })
  })

  it('chooses it for all their devices though the bus has lost it, and takes it back so', async () => {
    const carol = await enter(one, 'carol')
    await watched(one, carol, 'bob')
    const here = await enter(one, 'bob')
    const there = await enter(two, 'bob')
    await later()
    await whileLost(() => two.world.signal(there, { type: 'presence', data: { state: 'busy' } }))
    await later(5000)
    expect([told(carol, 'bob'), told(here, 'bob')]).toEqual([['online', 'busy'], ['busy']])
    // What holds for a device goes on when the one on which it was chosen is gone.
    await office.settled(two.world.disconnect(there))
    await later()
    expect(await watched(two, await enter(two, 'alice'), 'bob')).toBe('busy')
    const back = await enter(two, 'bob')
    await later()
    await whileLost(() => one.world.signal(here, { type: 'presence', data: { state: 'online' } }))
    await later(5000)
    expect([told(carol, 'bob').at(-1), told(back, 'bob').at(-1)]).toEqual(['online', 'online'])
  })

  it('has taken back what they chose, whatever is told of the choice once more', async () => {
    const carol = await enter(one, 'carol')
    await watched(one, carol, 'bob')
    const here = await enter(one, 'bob')
    const there = await enter(two, 'bob')
    await later()
    const before = office.bus.published.length
    await office.settled(two.world.signal(there, { type: 'presence', data: { state: 'busy' } }))
    const ofChoice = office.bus.published.slice(before)
    await later()
    await office.settled(one.world.signal(here, { type: 'presence', data: { state: 'online' } }))
    await later()
    for (const published of ofChoice) office.bus.end().bus.publish(published)
    await later()
    expect([told(carol, 'bob').at(-1), await watched(two, there, 'bob')]).toEqual(['online', 'online'])
  })

  it('is not there again by what is told once more of a time before they left', async () => {
    const alice = await enter(one, 'alice')
    await watched(one, alice, 'bob')
    const before = office.bus.published.length
    const bob = await enter(two, 'bob')
    const ofComing = office.bus.published.slice(before)
    await later()
    await office.settled(two.world.disconnect(bob))
    await later()
    for (const published of ofComing) office.bus.end().bus.publish(published)
    await later()
    expect([told(alice, 'bob'), await office.devices(one, 'bob')]).toEqual([['online', 'unavailable'], []])
  })

  it('is the same on every node when they choose on two at once', async () => {
    const [here, there] = [await enter(one, 'bob'), await enter(two, 'bob')]
    await later()
    await Promise.all([
      office.settled(one.world.signal(here, { type: 'presence', data: { state: 'busy' } })),
      office.settled(two.world.signal(there, { type: 'presence', data: { state: 'unavailable' } })),
    ])
    await later()
    expect(await watched(one, here, 'bob')).toBe(await watched(two, there, 'bob'))
  })

  it('and types, is seen on another node', async () => {
    const [alice, bob] = [await enter(one, 'alice'), await enter(two, 'bob')]
    await office.settled(office.say(one, alice, 'bob'))
    await office.settled(two.world.signal(bob, { type: 'typing', data: { conversation_id: 'c2c:alice:bob' } }))
    await later()
    expect(alice.events.at(-1)).toMatchObject({ type: 'typing', data: { user_id: 'bob' } })
  })
})
