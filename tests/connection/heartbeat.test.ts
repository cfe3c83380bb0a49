import { describe, expect, it } from 'vitest'
import { Heartbeat } from '../../src/main/connection/heartbeat'
import { FakeClock } from '../helpers/fake-clock'
import { online } from './connection-fixture'

/** A heartbeat whose pings go out at once, and are written down. */
function beating(options: { readonly isFocused?: boolean; readonly heartbeatMs?: number } = {}) {
  const clock = new FakeClock()
  const pings: number[] = []
  const rtts: number[] = []
  const deaths: number[] = []
  let nextId = 1
  const heartbeat = new Heartbeat({
    clock,
    heartbeatMs: options.heartbeatMs,
    isFocused: options.isFocused ?? false,
    owner: {
      ping: (onWritten) => {
        pings.push(clock.monotonic())
        heartbeat.sent()
        onWritten(nextId++)
      },
      measured: (rttMs) => void rtts.push(rttMs),
      died: () => void deaths.push(clock.monotonic()),
    },
  })
  const pong = (requestId?: number): void => {
    heartbeat.received()
    heartbeat.ponged(requestId)
  }
  return { clock, heartbeat, pings, rtts, deaths, pong }
}

describe('a heartbeat', () => {
  it('pings after 15 s of quiet while focused', () => {
    const { clock, pings } = beating({ isFocused: true })
    clock.advance(14_999)
    expect(pings).toEqual([])
    clock.advance(1)
    expect(pings).toEqual([15_000])
  })

  it('pings after heartbeat_ms otherwise, 20 s if the server named none', () => {
    const named = beating({ heartbeatMs: 33_000 })
    named.clock.advance(33_000)
    expect(named.pings).toEqual([33_000])
    const unnamed = beating()
    unnamed.clock.advance(20_000)
    expect(unnamed.pings).toEqual([20_000])
  })

  it('a focused window never pings less often than the server asks for', () => {
    const { clock, pings } = beating({ isFocused: true, heartbeatMs: 4_000 })
    clock.advance(4_000)
    expect(pings).toEqual([4_000])
  })

  it('an endless heartbeat_ms does not switch it off', () => {
    const { clock, pings } = beating({ heartbeatMs: Number.MAX_SAFE_INTEGER })
    clock.advance(300_000)
    expect(pings).toEqual([300_000])
  })

  it('waits anew after traffic in both directions', () => {
    const { clock, heartbeat, pings } = beating()
    clock.advance(15_000)
    heartbeat.sent()
    heartbeat.received()
    clock.advance(19_999)
    expect(pings).toEqual([])
    clock.advance(1)
    expect(pings).toEqual([35_000])
  })

  it('a client that keeps sending and hears nothing pings all the same', () => {
    const { clock, heartbeat, pings, deaths } = beating()
    for (let second = 1; second <= 30; second++) {
      clock.advance(1_000)
      heartbeat.sent()
    }
    expect(pings).toEqual([20_000])
    expect(deaths).toEqual([25_000])
  })

  it('a link that is cut in silence is found within 20 s while focused', () => {
    const { clock, deaths } = beating({ isFocused: true })
    clock.advance(20_000)
    expect(deaths).toEqual([20_000])
  })

  it('any byte after the ping proves the link alive', () => {
    const { clock, heartbeat, deaths, pings } = beating()
    clock.advance(24_999)
    heartbeat.received()
    clock.advance(15_000)
    expect(deaths).toEqual([])
    expect(pings).toEqual([20_000])
    clock.advance(1)
    expect(pings).toEqual([20_000, 40_000])
  })

  it('a slow link gets four times its round trip', () => {
    const { clock, rtts, pong, heartbeat, deaths } = beating()
    clock.advance(22_000)
    pong(1)
    expect(rtts).toEqual([2_000])
    clock.advance(18_000 + 7_999)
    expect(deaths).toEqual([])
    clock.advance(1)
    expect(deaths).toEqual([48_000])
    expect(heartbeat.rttMs).toBe(2_000)
  })

  it('smooths the round trip, and takes a pong without id for the oldest ping', () => {
    const { clock, rtts, pong } = beating()
    clock.advance(20_080)
    pong(undefined)
    clock.advance(19_920 + 160)
    pong(2)
    expect(rtts).toEqual([80, 90])
    pong(2)
    pong(99)
    expect(rtts).toHaveLength(2)
  })

  it('under doubt pings at once and waits for 3 s only', () => {
    const { clock, heartbeat, pings, deaths } = beating()
    heartbeat.doubt()
    heartbeat.doubt()
    expect(pings).toEqual([0])
    clock.advance(2_999)
    expect(deaths).toEqual([])
    clock.advance(1)
    expect(deaths).toEqual([3_000])
  })

  it('a link that proves itself has the usual limit again', () => {
    const { clock, heartbeat, pong, deaths } = beating()
    heartbeat.doubt()
    clock.advance(100)
    pong(1)
    clock.advance(19_900 + 4_999)
    expect(deaths).toEqual([])
    clock.advance(1)
    expect(deaths).toEqual([25_000])
  })

  it('losing the focus counts from the last traffic, not from now', () => {
    const { clock, heartbeat, pings } = beating({ isFocused: true })
    clock.advance(10_000)
    heartbeat.setFocused(false)
    clock.advance(9_999)
    expect(pings).toEqual([])
    clock.advance(1)
    expect(pings).toEqual([20_000])
    expect(clock.pending).toBe(1)
  })

  it('closed, it leaves no timer behind', () => {
    const { clock, heartbeat, pings } = beating()
    heartbeat.doubt()
    heartbeat.close()
    heartbeat.close()
    heartbeat.doubt()
    expect(clock.pending).toBe(0)
    expect(pings).toHaveLength(1)
  })
})

describe('a connection with a heartbeat', () => {
  it('dials anew when the link is silent, and shows the round trip until then', () => {
    const link = online()
    link.connection.setFocused(true)
    link.clock.advance(15_000)
    expect(link.peer.said('ping')).toMatchObject([{ text: 'ping' }])
    link.clock.advance(40)
    link.peer.text('pong', 2, 'pong')
    expect(link.connection.status).toMatchObject({ state: 'online', rttMs: 40 })
    link.clock.advance(20_000)
    expect(link.connection.status).toMatchObject({ state: 'waiting', cause: { code: 'silent' } })
    link.clock.advance(500)
    expect(link.network.dials).toHaveLength(2)
  })

  it('answers the pings of the server', () => {
    const link = online()
    link.peer.text('ping', 77, 'ping')
    expect(link.peer.said('pong')).toEqual([{ name: 'pong', requestId: 77, text: 'pong' }])
  })
})
