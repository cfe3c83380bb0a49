import { afterEach, describe, expect, it } from 'vitest'
import type { HeardSession } from './heard-session'
import { type TestNode, TestNodes } from './test-nodes'

const CHAT = 'c2c:alice:bob'

describe('messages between nodes on one store', () => {
  let office: TestNodes
  let [one, two]: TestNode[] = []
  let [alice, bob]: HeardSession[] = []
  afterEach(() => office.close())

  /** Alice on one node, Bob on the other, with some messages between them from before. */
  async function open(before = 2): Promise<void> {
    office = new TestNodes()
    await office.addUsers('alice', 'bob', 'carol')
    one = await office.addNode()
    two = await office.addNode()
    alice = await office.settled(office.enter(one, 'alice'))
    for (let i = 0; i < before; i++) await office.settled(office.say(one, alice, 'bob'))
    bob = await office.settled(office.enter(two, 'bob'))
    await office.clock.advanceAsync(1000)
  }

  it('reach whoever is on another node, but not from before they came', async () => {
    await open(2)
    await office.settled(office.say(one!, alice!, 'bob'))
    await office.clock.advanceAsync(100)
    expect(alice!.of(CHAT)).toEqual([1, 2, 3])
    expect(bob!.of(CHAT)).toEqual([3])
  })

  it('go along with what is told of them where another node is known, and else are read from the store', async () => {
    office = new TestNodes()
    await office.addUsers('alice', 'bob')
    one = await office.addNode()
    alice = await office.settled(office.enter(one, 'alice'))
    const itemsTold = (): readonly number[] =>
      office.bus.published.flatMap(({ news }) => (news.kind === 'messages' ? [news.items.length] : []))
    await office.settled(office.say(one, alice, 'bob'))
    expect(itemsTold()).toEqual([0])
    // It has heard of the first, which has not heard of it.
    const hearing = office.bus.end()
    const heard: number[] = []
    hearing.bus.subscribe(({ news }) => void (news.kind === 'messages' && heard.push(news.last)))
    await office.settled(office.say(one, alice, 'bob'))
    await office.clock.advanceAsync(10)
    expect([itemsTold(), heard]).toEqual([[0, 0], [2]])
    two = await office.addNode()
    bob = await office.settled(office.enter(two, 'bob'))
    await office.clock.advanceAsync(1000)
    await office.settled(office.say(one, alice, 'bob'))
    await office.clock.advanceAsync(100)
    expect([itemsTold(), bob.of(CHAT)]).toEqual([[0, 0, 1], [3]])
  })

  it('come once, however often and in whatever order the bus tells of them', async () => {
    await open()
    office.bus.faults = { drop: 0, double: 0.8, delay: 0.8 }
    for (let i = 0; i < 30; i++) await office.settled(office.say(one!, alice!, 'bob'))
    await office.clock.advanceAsync(1000)
    expect(bob!.of(CHAT)).toEqual(Array.from({ length: 30 }, (_, i) => i + 3))
  })

  it('that the bus lost come before the next one that it brings', async () => {
    await open()
    office.bus.faults = { drop: 1, double: 0, delay: 0 }
    for (let i = 0; i < 3; i++) await office.settled(office.say(one!, alice!, 'bob'))
    office.bus.faults = { drop: 0, double: 0, delay: 0 }
    await office.settled(office.say(one!, alice!, 'bob'))
    await office.clock.advanceAsync(60)
    expect(bob!.of(CHAT)).toEqual([3, 4, 5, 6])
  })

  it('that the bus lost come by a look at the tail, when nothing follows', async () => {
    await open()
    office.bus.faults = { drop: 1, double: 0, delay: 0 }
    await office.settled(office.say(one!, alice!, 'bob'))
    await office.clock.advanceAsync(5200)
    expect(bob!.of(CHAT)).toEqual([3])
  })

  it('come within half a second while the bus is away', async () => {
    await open()
    for (const { setConnected } of [one!, two!]) setConnected(false)
    await office.clock.advanceAsync(300)
    await office.settled(office.say(one!, alice!, 'bob'))
    await office.clock.advanceAsync(500)
    expect(bob!.of(CHAT)).toEqual([3])
  })

  it('are seen after the ack of what one wrote before them, and not before', async () => {
    await open(0)
    for (let i = 0; i < 20; i++) {
      // Both write at once: who comes second in the store hears of the first before the ack of their own.
      await office.settled(Promise.all([office.say(one!, alice!, 'bob'), office.say(two!, bob!, 'alice')]))
    }
    await office.clock.advanceAsync(1000)
    const all = Array.from({ length: 40 }, (_, i) => i + 1)
    expect([alice!.of(CHAT), bob!.of(CHAT)]).toEqual([all, all])
  })

  it('of a group begun elsewhere reach its members, from the first on', async () => {
    await open(0)
    const created = await office.settled(one!.world.groups.create('alice', 'Team', ['bob', 'carol']))
    await office.settled(office.say(one!, alice!, created.conversation_id.slice(4), 'c2g'))
    await office.clock.advanceAsync(100)
    expect(bob!.of(created.conversation_id)).toEqual([1, 2])
  })

  it('of a group reach who comes from then on, and who goes up to the last one that is theirs', async () => {
    await open(0)
    const carol = await office.settled(office.enter(two!, 'carol'))
    const created = await office.settled(one!.world.groups.create('alice', 'Team', ['bob']))
    const id = created.conversation_id.slice(4)
    await office.settled(office.say(one!, alice!, id, 'c2g'))
    await office.settled(one!.world.groups.addMembers('alice', id, ['carol']))
    office.bus.faults = { drop: 1, double: 0, delay: 0 }
    await office.settled(office.say(one!, alice!, id, 'c2g'))
    await office.settled(one!.world.groups.removeMembers('alice', id, ['bob']))
    await office.settled(office.say(one!, alice!, id, 'c2g'))
    await office.clock.advanceAsync(5200)
    expect(bob!.of(created.conversation_id)).toEqual([1, 2, 3, 4, 5])
    expect(carol.of(created.conversation_id)).toEqual([3, 4, 5, 6])
  })

  it('of a group do not come again to who left it and comes back, when the last of it here has gone meanwhile', async () => {
    await open(0)
    const carol = await office.settled(office.enter(two!, 'carol'))
    const created = await office.settled(one!.world.groups.create('alice', 'Team', ['bob', 'carol']))
    const id = created.conversation_id.slice(4)
    await office.settled(one!.world.groups.removeMembers('alice', id, ['bob']))
    await office.clock.advanceAsync(100)
    await office.settled(two!.world.disconnect(carol))
    // Of all this the next look at the tail has not been yet.
    await office.settled(one!.world.groups.addMembers('alice', id, ['bob']))
    await office.clock.advanceAsync(100)
    expect(bob!.of(created.conversation_id)).toEqual([1, 2, 3])
  })

  it('that are too large for the bus are read from the store', async () => {
    await open()
    const data = { sender_id: 'alice', receiver_id: 'bob', cli_mid: 'long', content: 'x'.repeat(100_000) }
    await office.settled(one!.world.messages.accept(alice!, 'c2c', { type: 'text', data }, 100_100, alice!.reply()))
    await office.clock.advanceAsync(100)
    expect(bob!.of(CHAT)).toEqual([3])
    const largest = Math.max(...office.bus.published.map((published) => JSON.stringify(published).length))
    expect(largest).toBeLessThan(70_000)
  })

  it('of a node that dies right after it stored them reach the others within two seconds', async () => {
    await open()
    const append = office.store.messages.append.bind(office.store.messages)
    office.store.messages.append = async (drafts) => {
      const appended = await append(drafts)
      one!.kill()
      return appended
    }
    void office.say(one!, alice!, 'bob')
    await office.clock.advanceAsync(1900)
    expect(alice!.of(CHAT)).toEqual([1, 2])
    expect(bob!.of(CHAT)).toEqual([3])
  })
})
