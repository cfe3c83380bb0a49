import { describe, expect, it } from 'vitest'
import type { LinkCauseCode } from '@shared/status'
import { AddressOrder } from '../../src/main/lib/dial-order'
import { ConnectionFixture } from './connection-fixture'

const place = (name: string) => ({ host: name, port: 9001 })

/** A link to a server with several addresses; chance takes them as they stand. */
function linkTo(first: string, ...more: readonly string[]): ConnectionFixture {
  const order = new AddressOrder([place(first), ...more.map(place)], () => 0)
  return new ConnectionFixture({ order }).start()
}

const dialled = ({ network }: ConnectionFixture): readonly string[] => network.dials.map(({ address }) => address.host)

describe('a server with several addresses', () => {
  it.each<LinkCauseCode>(['refused', 'unreachable', 'timeout', 'name_not_found', 'reset', 'tls_untrusted', 'proxy_refused'])(
    'is dialled at the next one at once when one is %s',
    (code) => {
      const link = linkTo('im1', 'im2', 'im3')
      link.peer.close(code, 'no')
      expect(dialled(link)).toEqual(['im1', 'im2'])
      expect(link.connection.status).toMatchObject({ state: 'resolving', cause: { code, reason: 'im1:9001: no' } })
      link.peer.close(code, 'no')
      link.accept()
      expect(dialled(link)).toEqual(['im1', 'im2', 'im3'])
      expect(link.connection.status).toMatchObject({ state: 'online', place: 'im3:9001' })
      expect(link.statuses.map(({ state }) => state)).not.toContain('waiting')
    },
  )

  it('waits once each has failed, and then begins with the one that failed first', () => {
    const link = linkTo('im1', 'im2')
    link.peer.close('refused')
    link.peer.close('refused')
    expect(dialled(link)).toEqual(['im1', 'im2'])
    expect(link.connection.status).toMatchObject({ state: 'waiting', attempt: 2, cause: { reason: 'im2:9001: gone' } })
    link.clock.advance(500)
    expect(dialled(link)).toEqual(['im1', 'im2', 'im1'])
  })

  it('is left at once for another one when it says that it shuts down, whatever it asks to wait', () => {
    const link = linkTo('im1', 'im2').accept()
    link.peer.json('serverClose', 0, { code: 'shutting_down', reason: 'bye', retry_after_ms: 60_000 })
    expect(dialled(link)).toEqual(['im1', 'im2'])
    expect(link.log.slice(-2)).toEqual(['lost', 'status:resolving'])
    link.accept()
    expect(link.connection.status).toMatchObject({ state: 'online', place: 'im2:9001' })
  })

  it('goes back when the other one shuts down, too', () => {
    const link = linkTo('im1', 'im2').accept()
    for (const next of ['im2', 'im1']) {
      link.clock.advance(1000)
      link.peer.json('serverClose', 0, { code: 'shutting_down', reason: 'bye', retry_after_ms: 1000 })
      link.accept()
      expect(link.connection.status).toMatchObject({ state: 'online', place: `${next}:9001` })
    }
    expect(link.states).not.toContain('waiting')
  })

  it('is not dialled without an end by servers that let everybody in and throw them out', () => {
    const link = linkTo('im1', 'im2').accept()
    const state = (): string => link.connection.status.state
    let rounds = 0
    while (state() === 'online' && rounds < 100) {
      link.peer.json('serverClose', 0, { code: 'shutting_down', reason: 'bye' })
      if (state() !== 'waiting') link.accept()
      rounds += 1
    }
    expect([state(), rounds]).toEqual(['waiting', 5])
  })

  it('keeps to the address that was good when a fresh link is wanted', () => {
    const link = linkTo('im1', 'im2')
    link.peer.close('refused')
    link.accept()
    link.connection.reconnectNow()
    expect(dialled(link)).toEqual(['im1', 'im2', 'im2'])
  })

  it.each<[LinkCauseCode, string]>([
    ['proxy_unreachable', 'waiting'],
    ['overloaded', 'waiting'],
    ['bad_token', 'stopped'],
    ['kicked', 'stopped'],
  ])('is not dialled elsewhere because of %s', (code, state) => {
    const link = linkTo('im1', 'im2')
    link.peer.close(code)
    expect([dialled(link), link.connection.status.state]).toEqual([['im1'], state])
  })

  it('is not dialled elsewhere while the system has no network', () => {
    const link = linkTo('im1', 'im2')
    link.connection.networkChanged(false)
    expect([dialled(link), link.connection.status.state]).toEqual([['im1'], 'offline'])
  })
})

describe('a server with one address', () => {
  it('is dialled as ever, and not named', () => {
    const link = linkTo('im1')
    link.peer.close('refused')
    expect(link.connection.status).toMatchObject({ state: 'waiting', cause: { reason: 'gone' } })
    link.clock.advance(500)
    link.accept()
    expect(link.connection.status).not.toHaveProperty('place')
    expect(dialled(link)).toEqual(['im1', 'im1'])
  })
})

describe('the order', () => {
  it('is by chance, the address first that was good last, and told when that is another one', () => {
    const luck = [0.9, 0.1, 0.5]
    let at = 0
    const random = (): number => luck[at++ % luck.length]!
    const told: string[] = []
    const order = new AddressOrder([place('im1'), place('im2'), place('im3')], random, undefined, (key) => told.push(key))
    expect(order.current.host).toBe('im2')
    order.moveOn(false)
    expect(order.current.host).toBe('im3')
    order.arrived()
    order.arrived()
    expect(told).toEqual(['im3:9001'])
    order.begin()
    expect(order.current.host).toBe('im3')
    expect(new AddressOrder([place('im1'), place('IM3')], () => 0, 'im3:9001').current.host).toBe('IM3')
  })

  it('hurries while others are left, and not again once all have failed', () => {
    const order = new AddressOrder([place('im1'), place('im2')], () => 0)
    expect(order.isHurried).toBe(true)
    expect(order.moveOn(false)).toBe(true)
    expect(order.isHurried).toBe(false)
    expect(order.moveOn(false)).toBe(false)
    order.begin()
    expect(order.isHurried).toBe(false)
    order.arrived()
    order.begin()
    expect(order.isHurried).toBe(true)
  })
})
