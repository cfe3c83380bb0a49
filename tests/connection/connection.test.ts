import { describe, expect, it } from 'vitest'
import { ConnectionFixture, CREDENTIALS, online } from './connection-fixture'

describe('a dial', () => {
  it('goes through its states, logs in, and is online after B002', () => {
    const link = new ConnectionFixture().start()
    link.peer.stage('resolving')
    link.peer.stage('connecting')
    link.peer.stage('securing')
    link.peer.open()
    expect(link.states).toEqual(['resolving', 'connecting', 'securing', 'authenticating'])
    expect(link.peer.said('auth')).toEqual([
      {
        name: 'auth',
        requestId: 1,
        auth: {
          client_id: 'alice',
          token: 'secret-token',
          profile: 'sync/1',
          device_id: 'd1',
          device_name: 'Laptop',
          app_version: '0.1.0',
        },
      },
    ])
    expect(link.connection.session).toBeUndefined()
    link.accept()
    expect(link.connection.status).toMatchObject({ state: 'online', protocol: 'sync/1' })
    expect(link.connection.session?.info?.session_id).toBe('s1')
  })

  it('says online after the status and before the packets that came with the B002', () => {
    const link = new ConnectionFixture().start()
    link.peer.open()
    link.peer.json('push', 0, { type: 'notice', data: {} })
    expect(link.packets).toEqual([])
    link.accept()
    link.peer.json('c2c', 7, { type: 'text', data: {} })
    expect(link.log.slice(-4)).toEqual(['status:online', 'online', 'packet:push', 'packet:c2c'])
  })

  it('gives up a log-in that is not answered within 10 s', () => {
    const link = new ConnectionFixture().start()
    link.peer.open()
    link.clock.advance(9_999)
    expect(link.connection.status.state).toBe('authenticating')
    link.clock.advance(1)
    expect(link.connection.status).toMatchObject({ state: 'waiting', cause: { code: 'timeout' } })
    expect(link.peer.isDestroyed).toBe(true)
  })

  it('takes a B002 in plain words for base mode', () => {
    const link = new ConnectionFixture().start().acceptBase()
    expect(link.connection.status).toMatchObject({ state: 'online', protocol: 'jim1', features: { history: 'none' } })
    expect(link.connection.session).toMatchObject({ dialect: 'base', info: undefined, maxBodyBytes: 4080 })
  })

  it.each([
    [{ heartbeat_ms: 0 }, 'heartbeat_ms'],
    [{ heartbeat_ms: -20_000 }, 'heartbeat_ms'],
    [{ heartbeat_ms: 4_999 }, 'heartbeat_ms'],
    [{ heartbeat_ms: 300_001 }, 'heartbeat_ms'],
    [{ max_body_bytes: 0 }, 'max_body_bytes'],
    [{ max_body_bytes: 4_095 }, 'max_body_bytes'],
    [{ max_body_bytes: 16_777_217 }, 'max_body_bytes'],
    [{ profile: 'sync/2' }, 'profile'],
    [{ user_id: 'bob' }, 'bob'],
  ])('says what is wrong with a B002 of %j, and is not in base mode', (said, what) => {
    const link = new ConnectionFixture().start().accept(said)
    expect(link.connection.status).toMatchObject({
      state: 'waiting',
      cause: { code: 'protocol_error', reason: expect.stringContaining(what) as string },
    })
    expect(link.states).not.toContain('online')
    expect(link.peer.isDestroyed).toBe(true)
  })

  it.each([{ heartbeat_ms: 5_000 }, { heartbeat_ms: 300_000 }, { max_body_bytes: 4_096 }, { max_body_bytes: 16_777_216 }])(
    'takes a B002 of %j',
    (said) => {
      expect(new ConnectionFixture().start().accept(said).connection.status).toMatchObject({ state: 'online', protocol: 'sync/1' })
    },
  )

  it('stops the one before when it starts anew', () => {
    const link = online()
    link.start({ clientId: 'bob' })
    expect(link.network.dials.map(({ isGone }) => isGone)).toEqual([true, false])
    link.accept()
    expect(link.peer.said('auth')[0]?.auth.client_id).toBe('bob')
  })
})

describe('an end', () => {
  it.each(['bad_token', 'expired', 'kicked', 'forbidden', 'version_unsupported'])('by B003 %s is final', (code) => {
    const link = new ConnectionFixture().start()
    link.peer.open()
    link.peer.json('authRefused', 1, { code, reason: 'no' })
    expect(link.connection.status).toMatchObject({ state: 'stopped', cause: { code, reason: 'no' } })
    link.clock.advance(3_600_000)
    expect(link.network.dials).toHaveLength(1)
    expect(link.clock.pending).toBe(0)
  })

  it('by a B003 in plain words is final, too', () => {
    const link = new ConnectionFixture().start()
    link.peer.open()
    link.peer.text('authRefused', 0, 'go away')
    expect(link.connection.status).toMatchObject({ state: 'stopped', cause: { code: 'forbidden', reason: 'go away' } })
  })

  it('by A999 kicked stops, and says that the session is lost', () => {
    const link = online()
    link.peer.json('serverClose', 0, { code: 'kicked', reason: 'elsewhere' })
    expect(link.connection.status).toMatchObject({ state: 'stopped', cause: { code: 'kicked' } })
    expect(link.log.slice(-2)).toEqual(['lost', 'status:stopped'])
    link.connection.reconnectNow()
    expect(link.network.dials).toHaveLength(2)
  })

  it.each([
    ['Bob’s laptop', { device: 'Bob’s laptop' }],
    ['\u202eBob', { device: 'Bob' }],
    ['\u200b', {}],
    [7, {}],
    [undefined, {}],
  ])('by A999 kicked names the device that wanted it (%j)', (deviceName, named) => {
    const link = online()
    link.peer.json('serverClose', 0, { code: 'kicked', reason: 'elsewhere', device_name: deviceName })
    expect(link.connection.status).toMatchObject({ state: 'stopped', cause: { code: 'kicked', reason: 'elsewhere', ...named } })
    expect('cause' in link.connection.status && link.connection.status.cause?.device).toBe('device' in named ? named.device : undefined)
  })

  it('a refused token is not tried again, not even on request', () => {
    const link = new ConnectionFixture().start()
    link.peer.open()
    link.peer.json('authRefused', 1, { code: 'bad_token', reason: '' })
    link.connection.reconnectNow()
    link.connection.networkChanged(true)
    link.connection.resume()
    expect(link.network.dials).toHaveLength(1)
  })

  it.each(['overloaded', 'shutting_down'])('by %s waits at least as long as the server asks', (code) => {
    const link = online({ heartbeat_ms: 300_000 })
    link.clock.advance(90_000)
    link.random = 0
    link.peer.json('serverClose', 0, { code, reason: '', retry_after_ms: 7_000 })
    link.clock.advance(6_999)
    expect(link.network.dials).toHaveLength(1)
    link.clock.advance(1)
    expect(link.network.dials).toHaveLength(2)
  })

  it('waits ten minutes at most, whatever the server asks', () => {
    const link = new ConnectionFixture().start()
    link.peer.open()
    link.peer.json('authRefused', 1, { code: 'overloaded', reason: '', retry_after_ms: Number.MAX_SAFE_INTEGER })
    expect(link.connection.status).toMatchObject({ state: 'waiting', retryAt: link.clock.now() + 600_000 + 250 })
  })

  it('by bytes that are not jim1 says so', () => {
    const link = new ConnectionFixture().start()
    link.peer.open()
    link.peer.bytes(new TextEncoder().encode('HTTP/1.1 400 Bad Request\r\n\r\n'))
    expect(link.connection.status).toMatchObject({ state: 'waiting', cause: { code: 'other_protocol' } })
    expect(link.peer.isDestroyed).toBe(true)
  })

  it('by a broken stream later on is a protocol error', () => {
    const link = online()
    link.peer.bytes(new Uint8Array(16))
    expect(link.connection.status).toMatchObject({ state: 'waiting', cause: { code: 'protocol_error' } })
  })

  it('by stop says A998 with a body, half-closes and does not dial again', () => {
    const link = online()
    link.connection.stop({ code: 'signed_out', reason: 'asked for' })
    expect(link.peer.said('clientClose')).toEqual([{ name: 'clientClose', requestId: 2, reason: 'signed_out' }])
    expect(link.peer.isEnded).toBe(true)
    expect(link.log.slice(-2)).toEqual(['lost', 'status:stopped'])
    expect(link.clock.pending).toBe(0)
    link.connection.reconnectNow()
    expect(link.network.dials).toHaveLength(1)
  })

  it('by close is for good, and twice is harmless', () => {
    const link = online()
    link.connection.close()
    const said = link.log.length
    link.connection.close()
    link.connection.start(CREDENTIALS)
    link.connection.stop({ code: 'signed_out', reason: '' })
    link.peer.bytes(new Uint8Array(16))
    expect(link.log).toHaveLength(said)
    expect(link.clock.pending).toBe(0)
  })

  it('by log-out waits for the A999 and stops as signed out', () => {
    const link = online()
    link.connection.session?.logout()
    expect(link.peer.said('logout')).toHaveLength(1)
    link.peer.text('serverClose', 0, 'client close')
    expect(link.connection.status).toMatchObject({ state: 'stopped', cause: { code: 'signed_out' } })
  })

  it('by log-out comes even if the server does not answer', () => {
    const link = online()
    link.connection.session?.logout()
    link.clock.advance(2_000)
    expect(link.connection.status).toMatchObject({ state: 'stopped', cause: { code: 'signed_out' } })
  })
})

describe('the backoff', () => {
  it('doubles up to 30 s, with full jitter, and tells when and which try comes next', () => {
    const link = new ConnectionFixture().start()
    link.random = 0.999
    const upperEnds = [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]
    for (const [index, upperEnd] of upperEnds.entries()) {
      link.peer.close('refused', 'ECONNREFUSED')
      const retryAt = link.clock.now() + upperEnd * 0.999
      expect(link.connection.status).toMatchObject({
        state: 'waiting',
        attempt: index + 2,
        retryAt,
        cause: { code: 'refused' },
      })
      link.clock.advance(upperEnd)
      expect(link.connection.status).toMatchObject({
        state: 'resolving',
        attempt: index + 2,
        cause: { code: 'refused' },
      })
    }
  })

  it('is left out once after 60 s online, and starts from the beginning then', () => {
    const link = new ConnectionFixture().start()
    for (let failures = 0; failures < 5; failures++) {
      link.peer.close()
      link.clock.advance(30_000)
    }
    link.accept({ heartbeat_ms: 300_000 })
    link.clock.advance(60_000)
    link.peer.close('reset', 'ECONNRESET')
    expect(link.connection.status).toMatchObject({ state: 'waiting', attempt: 1, retryAt: link.clock.now() })
    link.clock.advance(0)
    expect(link.network.dials).toHaveLength(7)
    link.peer.close('refused', '')
    expect(link.connection.status).toMatchObject({ state: 'waiting', attempt: 2, retryAt: link.clock.now() + 250 })
  })

  it('goes on growing over connections that do not last', () => {
    const link = online()
    for (const upperEnd of [500, 1_000, 2_000]) {
      link.peer.close()
      expect(link.connection.status).toMatchObject({ state: 'waiting', retryAt: link.clock.now() + upperEnd / 2 })
      link.clock.advance(upperEnd)
      link.accept()
    }
  })

  it('is skipped on request', () => {
    const link = new ConnectionFixture().start()
    link.peer.close()
    link.connection.reconnectNow()
    expect(link.network.dials).toHaveLength(2)
    link.clock.advance(60_000)
    expect(link.network.dials).toHaveLength(2)
  })
})

describe('one link at a time', () => {
  it('a second request to reconnect does not dial twice', () => {
    const link = new ConnectionFixture().start()
    link.connection.reconnectNow()
    link.connection.reconnectNow()
    expect(link.network.dials).toHaveLength(1)
  })

  it('reconnect now leaves a link that is up for a fresh one', () => {
    const link = online()
    link.connection.reconnectNow()
    expect(link.network.dials.map(({ isGone }) => isGone)).toEqual([true, false])
    expect(link.log.slice(-3)).toEqual(['lost', 'status:waiting', 'status:resolving'])
    expect(link.connection.status).toMatchObject({ cause: { code: 'nudged' } })
  })

  it('late callbacks of a dead link do not touch the live one', () => {
    const link = online()
    const [dead] = link.network.dials
    link.connection.reconnectNow()
    link.accept()
    const said = link.log.length
    dead?.stage('securing')
    dead?.open()
    dead?.json('push', 0, { type: 'notice', data: {} })
    dead?.json('serverClose', 0, { code: 'kicked', reason: '' })
    dead?.close('reset', 'late')
    expect(link.log).toHaveLength(said)
    expect(link.connection.status.state).toBe('online')
  })

  it('a packet whose listener stops the link is the last one', () => {
    const link = online()
    link.connection.on('packet', () => link.connection.stop({ code: 'signed_out', reason: '' }))
    const frame = { type: 'text', data: {} }
    link.peer.json('push', 0, frame)
    link.peer.json('push', 0, frame)
    expect(link.packets).toHaveLength(1)
  })

  it('a listener of lost may stop the link: the status told last is the one that holds', () => {
    const link = online()
    link.connection.on('lost', () => link.connection.stop({ code: 'signed_out', reason: '' }))
    link.peer.close()
    expect(link.log.slice(-2)).toEqual(['lost', 'status:stopped'])
    expect(link.connection.status.state).toBe('stopped')
    expect(link.clock.pending).toBe(0)
  })
})
