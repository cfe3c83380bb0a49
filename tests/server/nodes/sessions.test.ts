import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HeardSession } from './heard-session'
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

describe('sessions', () => {
  it('of one device: the one stays whose link came later, however long the other was looked at', async () => {
    const [earlier, again] = [new HeardSession('bob', 'earlier', 'phone'), new HeardSession('bob', 'again', 'phone')]
    earlier.linkNumber = 1
    again.linkNumber = 2
    await office.settled(one.world.connect(again))
    await office.settled(one.world.connect(earlier))
    expect([again.closed, earlier.closed, one.world.sessions.of('bob')]).toEqual([undefined, 'kicked', [again]])
  })

  it('of one device: one that came by no link ends the one that came by one', async () => {
    const [linked, linkless] = [new HeardSession('bob', 'linked', 'phone'), new HeardSession('bob', 'linkless', 'phone')]
    linked.linkNumber = 7
    await office.settled(one.world.connect(linked))
    await office.settled(one.world.connect(linkless))
    expect([linked.closed, linkless.closed]).toEqual(['kicked', undefined])
  })

  it('of all nodes stand in the list, and are ended from any', async () => {
    const here = await enter(one, 'bob')
    const there = await enter(two, 'bob')
    await later()
    expect(await office.devices(one, 'bob')).toEqual([`${here.deviceId} n1`, `${there.deviceId} n2`])
    expect(await office.devices(two, 'bob')).toEqual([`${here.deviceId} n1`, `${there.deviceId} n2`])
    await office.settled(one.world.access.end('bob', there.sessionId, ''))
    await later()
    expect([here.closed, there.closed]).toEqual([undefined, 'kicked'])
  })

  it('are counted over all nodes', async () => {
    await enter(one, 'bob')
    const there = await enter(two, 'bob')
    await later()
    expect([one, two].map(({ world }) => world.connectionsBeside('bob', undefined))).toEqual([2, 2])
    expect(one.world.connectionsBeside('bob', there.deviceId)).toBe(1)
  })

  it('of a device that comes to another node end where it was, also when the bus lost that', async () => {
    const before = await enter(one, 'bob', 'laptop')
    await later()
    office.bus.faults = { drop: 1, double: 0, delay: 0 }
    const after = await enter(two, 'bob', 'laptop')
    await later()
    office.bus.faults = { drop: 0, double: 0, delay: 0 }
    expect(before.closed).toBeUndefined()
    await later(5000)
    expect([before.closed, after.closed]).toEqual(['kicked', undefined])
    await office.settled(one.world.disconnect(before))
    await later()
    expect(await office.devices(one, 'bob')).toEqual(['laptop n2'])
  })

  it('of a device that has come back are not ended by what is told late of its time elsewhere', async () => {
    const before = await enter(one, 'bob', 'laptop')
    await later()
    office.bus.faults = { drop: 0, double: 1, delay: 1 }
    const between = await enter(two, 'bob', 'laptop')
    // Of what is told of that, each twice, something comes when the device is there again.
    await office.settled(two.world.disconnect(between))
    await office.settled(one.world.disconnect(before))
    const after = await enter(one, 'bob', 'laptop')
    await later(1000)
    expect([between.closed, after.closed]).toEqual([undefined, undefined])
    expect(await office.devices(one, 'bob')).toEqual(['laptop n1'])
    expect(await office.devices(two, 'bob')).toEqual(['laptop n1'])
  })
})
