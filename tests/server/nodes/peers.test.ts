import { describe, expect, it } from 'vitest'
import type { NodeNews, Published } from '../../../src/server/bus/node-bus'
import { Peers } from '../../../src/server/nodes/peers'
import { seededRandom } from '../../fuzz/random'
import { FakeClock } from '../../helpers/fake-clock'
import { LossyBus } from './lossy-bus'

function stage() {
  const clock = new FakeClock()
  const bus = new LossyBus(clock, seededRandom(1))
  const [mine, other] = [bus.end(), bus.end()]
  const said: string[] = []
  const listener = {
    onNews: (node: string, { kind }: NodeNews) => void said.push(`${node} ${kind}`),
    onLate: (node: string) => void said.push(`${node} late`),
    onDoubt: () => void said.push('doubt'),
    onFound: (node: string) => void said.push(`${node} found`),
    onGone: (node: string) => void said.push(`${node} gone`),
  }
  const peers = new Peers({ bus: mine.bus, node: 'me', clock, listener })
  peers.start()
  clock.advance(10)
  const hear = (count: number, news: NodeNews = { kind: 'alive' }): readonly string[] => {
    said.splice(0)
    other.bus.publish({ node: 'two', count, news } satisfies Published)
    clock.advance(10)
    return [...said]
  }
  return { clock, peers, said, hear, mine }
}

describe('a node among others', () => {
  it('finds another one, and hears of what it tells in whatever order', () => {
    const { hear, peers } = stage()
    expect(hear(1)).toEqual(['two found', 'two alive'])
    expect(hear(2)).toEqual(['two alive'])
    expect(hear(2)).toEqual(['two alive'])
    expect(peers.nodes).toEqual(['two'])
  })

  it.each([
    ['a hole in what another one counts', 3, ['doubt', 'two alive']],
    ['nothing when the next one comes', 2, ['two alive']],
    ['nothing when an older one comes late', 1, ['two alive']],
  ])('doubts %s', (_name, count, said) => {
    const { hear } = stage()
    hear(1)
    expect(hear(count)).toEqual(said)
  })

  it('notes who is late after a second, once, and again after they were heard', () => {
    const { clock, said, hear, peers } = stage()
    hear(1)
    said.splice(0)
    clock.advance(900)
    expect(said).toEqual([])
    clock.advance(600)
    expect([said, peers.nodes]).toEqual([['two late'], ['two']])
    expect(hear(2)).toEqual(['two alive'])
    clock.advance(1500)
    expect(said).toEqual(['two alive', 'two late'])
  })

  it('doubts when somebody is silent for six seconds, once, and takes them for dead ten later', () => {
    const { clock, said, hear, peers } = stage()
    hear(1)
    said.splice(0)
    clock.advance(5900)
    expect(said).toEqual(['two late'])
    clock.advance(4000)
    expect([said, peers.nodes]).toEqual([['two late', 'doubt'], []])
    clock.advance(10_000)
    expect(said).toEqual(['two late', 'doubt', 'two gone'])
  })

  it('judges nobody while the bus is away, and doubts when it comes back', () => {
    const { clock, said, hear, mine } = stage()
    hear(1)
    said.splice(0)
    mine.setConnected(false)
    clock.advance(60_000)
    expect(said).not.toContain('two gone')
    said.splice(0)
    mine.setConnected(true)
    expect(said).toEqual(['doubt'])
    clock.advance(9000)
    expect(said).not.toContain('two gone')
  })

  it('lets go of who leaves, and is not misled by what of theirs comes late', () => {
    const { hear } = stage()
    hear(1)
    expect(hear(3, { kind: 'leaving' })).toEqual(['doubt', 'two gone'])
    expect(hear(2)).toEqual([])
  })

  it('says that it leaves, and nothing afterwards', () => {
    const { peers, clock, hear } = stage()
    hear(1)
    peers.leave()
    peers.leave()
    expect(hear(2)).toEqual([])
    expect(clock.pending).toBe(0)
  })
})
