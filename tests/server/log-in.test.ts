import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FakeClock } from '../helpers/fake-clock'
import { authenticate, passwordOf, TestOffice, textFrom } from './office'
import { areSeveral } from './office-nodes'

describe('log-in over HTTP', () => {
  let office: TestOffice
  beforeEach(async () => {
    office = await TestOffice.open()
  })
  afterEach(() => office.close())

  const logIn = (user: string, password: string) => office.post('/v1/login', { user, password, device_id: 'd', device_name: 'x' })

  it('gives a token for a password', async () => {
    const { status, body } = await logIn('alice', passwordOf('alice'))
    expect(status).toBe(200)
    expect(body).toEqual({ token: expect.any(String), user_id: 'alice', expires_at: expect.any(Number) })
    expect((await office.post('/v1/login', { user: 'alice' })).status).toBe(400)
  })

  it('says bad_credentials for a wrong password and for an unknown user alike', async () => {
    for (const user of ['alice', 'nobody']) {
      const { status, body } = await logIn(user, 'wrong')
      expect(status).toBe(401)
      expect(body).toEqual({ code: 'bad_credentials', reason: expect.any(String) })
    }
  })

  it('answers calls without a good token with 401', async () => {
    const none = await fetch(office.url('/v1/me'))
    expect([none.status, await none.json()]).toEqual([401, { code: 'bad_token', reason: expect.any(String) }])
    const bad = await fetch(office.url('/v1/me'), { headers: { authorization: 'Bearer x' } })
    expect(bad.status).toBe(401)
    expect(await office.get('alice', '/v1/me')).toEqual({ user_id: 'alice', name: 'ALICE', avatar: '', status: '' })
  })
})

describe('log-in over B001', () => {
  let office: TestOffice
  let clock: FakeClock
  beforeEach(async () => {
    clock = new FakeClock()
    office = await TestOffice.open({ clock, limits: { tokenMs: 600_000 } })
  })
  afterEach(() => office.close())

  it('answers a sync/1 client with its session', async () => {
    const probe = await office.connect()
    const requestId = probe.send('B001', {
      client_id: 'alice',
      token: await office.token('alice'),
      profile: 'sync/1',
      device_id: 'd',
      device_name: 'n',
      app_version: '1',
    })
    const accepted = await probe.take(() => true)
    expect([accepted.command, accepted.requestId]).toEqual(['B002', requestId])
    expect(accepted.json).toEqual({
      profile: 'sync/1',
      user_id: 'alice',
      session_id: expect.any(String),
      server_time: clock.now(),
      heartbeat_ms: 20_000,
      idle_limit_ms: 60_000,
      max_body_bytes: 1_048_576,
      http_base: expect.any(String),
      features: ['history', 'presence', 'typing', 'receipts', 'recall', 'files', 'groups'],
      files: { max_bytes: 2 ** 31, expires_ms: 86_400_000 },
    })
    expect(office.urls('')).toContain(accepted.json['http_base'])
  })

  it('takes the password in the place of a token', async () => {
    expect((await authenticate(await office.connect(), 'alice', { token: passwordOf('alice'), profile: 'sync/1' })).command).toBe('B002')
  })

  it.each([
    ['a wrong token', { client_id: 'alice', token: 'wrong' }, 'bad_token'],
    ['an unknown user', { client_id: 'nobody', token: 'wrong' }, 'bad_token'],
    ['an id that is none', { client_id: 'a:b c', token: 'wrong' }, 'bad_token'],
    ['no token', { client_id: 'alice' }, 'bad_token'],
    ['another profile', { client_id: 'alice', token: 'wrong', profile: 'sync/9' }, 'version_unsupported'],
  ])('refuses %s with B003, then closes', async (_, body, code) => {
    const probe = await office.connect()
    const requestId = probe.send('B001', body)
    const refused = await probe.take(() => true)
    expect([refused.command, refused.requestId]).toEqual(['B003', requestId])
    expect(refused.json).toMatchObject({ code, reason: expect.any(String) })
    await probe.ended
  })

  it('takes a token that is not good any more for no guess at the password', async () => {
    const stale = await office.token('alice')
    await office.server.store.tokens.removeOfUser('alice')
    for (let i = 0; i < 12; i++) {
      const refused = await authenticate(await office.connect(), 'alice', { token: stale, profile: 'sync/1' })
      expect(refused.json['code']).toBe('bad_token')
    }
    const { command } = await authenticate(await office.connect(), 'alice', { token: passwordOf('alice') })
    expect(command).toBe('B002')
  })

  it('refuses the token of somebody else', async () => {
    const probe = await office.connect()
    const refused = await authenticate(probe, 'bob', { token: await office.token('alice'), profile: 'sync/1' })
    expect(refused.json['code']).toBe('bad_token')
  })

  it('says that a token has expired, at log-in, over HTTP and to whoever is connected', async () => {
    const token = await office.token('alice')
    const alice = await office.enter('alice')
    for (let i = 0; i < 20; i++) {
      await alice.settled()
      clock.advance(30_000)
    }
    expect((await alice.command('A999')).json['code']).toBe('expired')
    await alice.ended
    expect((await authenticate(await office.connect(), 'alice', { token, profile: 'sync/1' })).json['code']).toBe('expired')
    const { status, headers } = await fetch(office.url('/v1/me'), { headers: { authorization: `Bearer ${token}` } })
    expect([status, headers.get('content-type')]).toEqual([401, expect.stringContaining('application/json')])
  })

  it('kicks the older session of the same device, and no other', async () => {
    const [older, phone] = [await office.enter('alice', 'laptop'), await office.enter('alice', 'phone')]
    const newer = await office.enter('alice', 'laptop')
    expect((await older.command('A999')).json['code']).toBe('kicked')
    await older.ended
    await Promise.all([newer.settled(), phone.settled()])
    expect([...newer.frames, ...phone.frames].some(({ command }) => command === 'A999')).toBe(false)
  })

  it('answers a repeated B001 again, and checks it again', async () => {
    const alice = await office.enterBase('alice')
    // Time stands still here, and frames to a base client wait for their turn.
    clock.advance(20)
    expect((await authenticate(alice, 'alice', { token: passwordOf('alice') })).text).toBe('auth success')
    clock.advance(20)
    expect((await authenticate(alice, 'alice', { token: 'wrong' })).command).toBe('B003')
    await alice.ended
  })

  it('answers pings before and after log-in with their request id', async () => {
    const probe = await office.connect()
    probe.send('A001', 'ping', 77)
    expect(await probe.command('A002')).toMatchObject({ requestId: 77, text: 'pong' })
    const alice = await office.enter('alice')
    alice.send('A001', 'ping', 4_294_967_295)
    expect(await alice.command('A002')).toMatchObject({ requestId: 4_294_967_295, text: 'pong' })
  })

  it('answers B004 with A999 and ends', async () => {
    const alice = await office.enter('alice')
    alice.send('B004')
    expect((await alice.command('A999')).json['reason']).toBe('client close')
    await alice.ended
  })

  it('ends at A998', async () => {
    const alice = await office.enter('alice')
    alice.send('A998')
    await alice.ended
  })

  it('answers what was said before a half-close', async () => {
    const alice = await office.enter('alice')
    const requestId = alice.send('B101', { type: 'text', data: textFrom('alice', 'bob', 'last words') })
    alice.socket.end()
    expect(await alice.push('ack')).toMatchObject({ request_id: requestId, seq: 1 })
    await alice.ended
  })

  it('lists the sessions of a user and ends one, token and all', async () => {
    const laptop = await office.connect()
    const token = await office.token('alice', 'laptop')
    const { json } = await authenticate(laptop, 'alice', {
      token,
      profile: 'sync/1',
      device_id: 'laptop',
      device_name: 'My laptop',
      app_version: '1.2',
    })
    await office.enter('alice', 'phone')
    await office.enter('bob')
    await office.haveHeardOf('alice', 2)
    const { items } = await office.get('alice', '/v1/sessions')
    expect(items).toHaveLength(3)
    expect(items?.find((item) => item['device_id'] === 'laptop')).toEqual({
      session_id: json['session_id'],
      device_id: 'laptop',
      device_name: 'My laptop',
      app_version: '1.2',
      connected_at: clock.now(),
      last_seen: clock.now(),
      current: false,
      ...(areSeveral() ? { node: 'n1' } : {}),
    })
    const own = await fetch(office.url('/v1/sessions'), { headers: { authorization: `Bearer ${token}` } })
    const { items: seen } = (await own.json()) as { items: { device_id: string; current: boolean }[] }
    expect(seen.filter(({ current }) => current).map(({ device_id }) => device_id)).toEqual(['laptop'])

    expect((await office.call('bob', 'DELETE', `/v1/sessions/${String(json['session_id'])}`)).status).toBe(404)
    expect((await office.call('alice', 'DELETE', `/v1/sessions/${String(json['session_id'])}`)).status).toBe(204)
    expect((await laptop.command('A999')).json['code']).toBe('kicked')
    await laptop.ended
    expect((await authenticate(await office.connect(), 'alice', { token, profile: 'sync/1' })).json['code']).toBe('bad_token')
    expect((await office.call('alice', 'GET', '/v1/me')).status).toBe(200)
  })
})
