import { describe, expect, it } from 'vitest'
import { ConnectionFixture, online } from './connection-fixture'

describe('without a network', () => {
  it('a dial is given up, and nothing is dialled until it comes back', () => {
    const link = new ConnectionFixture().start()
    link.connection.networkChanged(false)
    expect(link.connection.status).toMatchObject({ state: 'offline', cause: { code: 'no_network' } })
    expect(link.peer.isDestroyed).toBe(true)
    link.clock.advance(3_600_000)
    expect(link.network.dials).toHaveLength(1)
    link.connection.networkChanged(true)
    expect(link.network.dials).toHaveLength(2)
  })

  it('a wait becomes offline', () => {
    const link = new ConnectionFixture().start()
    link.peer.close('unreachable', 'ENETUNREACH')
    link.connection.networkChanged(false)
    link.clock.advance(60_000)
    expect(link.states.slice(-2)).toEqual(['waiting', 'offline'])
    expect(link.network.dials).toHaveLength(1)
  })

  it('a start does not dial', () => {
    const link = new ConnectionFixture()
    link.connection.networkChanged(false)
    link.start()
    expect(link.states).toEqual(['offline'])
    expect(link.network.dials).toHaveLength(0)
  })

  it('the person may insist', () => {
    const link = new ConnectionFixture()
    link.connection.networkChanged(false)
    link.start()
    link.connection.reconnectNow()
    link.peer.close('unreachable', '')
    expect(link.states).toEqual(['offline', 'resolving', 'offline'])
  })

  it('an open link is asked, not dropped; its death is then offline', () => {
    const link = online()
    link.connection.networkChanged(false)
    expect(link.connection.status.state).toBe('online')
    expect(link.peer.said('ping')).toHaveLength(1)
    link.clock.advance(3_000)
    expect(link.connection.status).toMatchObject({ state: 'offline', cause: { code: 'no_network' } })
    expect(link.log.slice(-2)).toEqual(['lost', 'status:offline'])
  })
})

describe('another network', () => {
  it('makes an open link prove itself within 3 s', () => {
    const link = online()
    link.connection.networkChanged(true)
    link.clock.advance(3_000)
    expect(link.connection.status).toMatchObject({ state: 'waiting', cause: { code: 'silent' } })
  })

  it('leaves a link that answers alone', () => {
    const link = online()
    link.connection.networkChanged(true)
    link.peer.text('pong', 0, 'pong')
    link.clock.advance(10_000)
    expect(link.connection.status.state).toBe('online')
  })

  it('skips the wait', () => {
    const link = new ConnectionFixture().start()
    link.peer.close()
    link.connection.networkChanged(true)
    expect(link.network.dials).toHaveLength(2)
  })

  it('starts a dial anew that began on the old one', () => {
    const link = new ConnectionFixture().start()
    link.connection.networkChanged(true)
    expect(link.network.live).toHaveLength(1)
    expect(link.network.dials).toHaveLength(2)
  })

  it('does not wake a link that was stopped', () => {
    const link = online()
    link.connection.stop({ code: 'signed_out', reason: '' })
    link.connection.networkChanged(false)
    link.connection.networkChanged(true)
    expect(link.connection.status.state).toBe('stopped')
    expect(link.network.dials).toHaveLength(1)
  })
})

describe('sleep', () => {
  it('of more than 30 s: the old socket is not trusted, and dialled anew at once', () => {
    const link = online()
    link.connection.suspend()
    // Timers stand still in sleep; only the wall clock moves.
    link.clock.jump(30_001)
    link.connection.resume()
    expect(link.network.dials.map(({ isDestroyed }) => isDestroyed)).toEqual([true, false])
    expect(link.connection.status).toMatchObject({ state: 'resolving', cause: { code: 'suspended' } })
    expect(link.log).toContain('lost')
  })

  it('of less: the socket has 3 s to prove itself', () => {
    const link = online()
    link.connection.suspend()
    link.clock.jump(30_000)
    link.connection.resume()
    expect(link.network.dials).toHaveLength(1)
    expect(link.peer.said('ping')).toHaveLength(1)
    link.clock.advance(3_000)
    expect(link.connection.status.state).toBe('waiting')
  })

  it('in a dial: a long one starts it anew', () => {
    const link = new ConnectionFixture().start()
    link.connection.suspend()
    link.clock.jump(60_000)
    link.connection.resume()
    expect(link.network.live).toHaveLength(1)
    expect(link.network.dials).toHaveLength(2)
  })

  it('skips the wait that it interrupted', () => {
    const link = new ConnectionFixture().start()
    link.peer.close()
    link.connection.suspend()
    link.connection.resume()
    expect(link.network.dials).toHaveLength(2)
  })

  it('counts although somebody set the clock back meanwhile', () => {
    const link = online({ heartbeat_ms: 300_000 })
    link.connection.suspend()
    link.clock.advance(40_000)
    link.clock.jump(-100_000)
    link.connection.resume()
    expect(link.network.dials).toHaveLength(2)
  })
})

describe('another way to the server', () => {
  it('is taken at once: an open link is left, and the peer told', () => {
    const link = online()
    const before = link.peer
    link.connection.redial()
    expect(before.isEnded).toBe(true)
    expect(link.network.dials).toHaveLength(2)
    expect(link.states.slice(-2)).toEqual(['waiting', 'resolving'])
  })

  it('is taken by a dial that is under way, and by one that waits', () => {
    const link = new ConnectionFixture().start()
    link.connection.redial()
    expect(link.network.dials.map(({ isDestroyed }) => isDestroyed)).toEqual([true, false])
    link.peer.close('proxy_unreachable', '')
    expect(link.connection.status.state).toBe('waiting')
    link.connection.redial()
    expect(link.network.dials).toHaveLength(3)
  })

  it('cures what a proxy refused, which no retry does', () => {
    const link = new ConnectionFixture().start()
    link.peer.close('proxy_auth', '407')
    link.clock.advance(3_600_000)
    expect(link.connection.status).toMatchObject({ state: 'stopped', cause: { code: 'proxy_auth' } })
    expect(link.network.dials).toHaveLength(1)
    link.connection.redial()
    expect(link.network.dials).toHaveLength(2)
  })

  it('does not bring back a device that was signed out', () => {
    const link = online()
    link.peer.json('serverClose', 0, { code: 'kicked', reason: '' })
    link.connection.redial()
    expect(link.connection.status).toMatchObject({ state: 'stopped', cause: { code: 'kicked' } })
    expect(link.network.dials).toHaveLength(1)
  })
})
