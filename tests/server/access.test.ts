import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseCommandLine, type UserCommand } from '../../src/server/cli/command-line'
import { runUser } from '../../src/server/cli/run-user'
import { Authenticator } from '../../src/server/auth'
import { DEFAULT_LIMITS } from '../../src/server/limits'
import { hashPassword, SAMPLE_COST } from '../../src/server/store/passwords'
import { FakeClock } from '../helpers/fake-clock'
import type { Probe } from '../helpers/probe'
import { authenticate, passwordOf, TestOffice, textFrom } from './office'

const enterWith = async (office: TestOffice, userId: string, token: string, device?: string): Promise<Probe> => {
  const probe = await office.connect()
  const more = device === undefined ? {} : { device_id: device }
  expect((await authenticate(probe, userId, { token, profile: 'sync/1', ...more })).command).toBe('B002')
  return probe
}
const codeOfClose = async (probe: Probe): Promise<unknown> => {
  const { json } = await probe.command('A999')
  await probe.ended
  return json['code']
}
const isRefused = async (office: TestOffice, userId: string, token: string): Promise<void> => {
  const { status, body } = await office.callWith(token, 'GET', '/v1/me')
  expect([status, body['code']]).toEqual([401, 'bad_token'])
  const refused = await authenticate(await office.connect(), userId, { token, profile: 'sync/1' })
  expect([refused.command, refused.json['code']]).toEqual(['B003', 'bad_token'])
}

describe('access that is withdrawn', () => {
  let office: TestOffice
  let clock: FakeClock
  beforeEach(async () => {
    clock = new FakeClock()
    office = await TestOffice.open({ clock })
  })
  afterEach(() => office.close())

  const items = async (token: string) => (await office.callWith(token, 'GET', '/v1/sessions')).body.items ?? []

  it('by POST /v1/logout is so at once, on every connection of the token and on no other', async () => {
    const [token, phone] = [await office.token('alice', 'laptop'), await office.enter('alice', 'phone')]
    const [first, second] = [await enterWith(office, 'alice', token, 'a'), await enterWith(office, 'alice', token, 'b')]
    const { status, body } = await office.callWith(token, 'POST', '/v1/logout')
    expect([status, body]).toEqual([204, {}])
    expect([await codeOfClose(first), await codeOfClose(second)]).toEqual(['bad_token', 'bad_token'])
    await isRefused(office, 'alice', token)
    expect((await office.callWith(token, 'POST', '/v1/logout')).status).toBe(401)
    await phone.settled()
    expect(phone.frames.some(({ command }) => command === 'A999')).toBe(false)
  })

  it('by B004 is so too', async () => {
    const token = await office.token('alice', 'laptop')
    const [first, second] = [await enterWith(office, 'alice', token, 'a'), await enterWith(office, 'alice', token, 'b')]
    first.send('B004')
    expect(await codeOfClose(first)).toBe('signed_out')
    expect(await codeOfClose(second)).toBe('bad_token')
    await isRefused(office, 'alice', token)
  })

  it('by B004 of a plain client that gave its password ends that connection', async () => {
    const [first, second] = [await office.enterBase('alice'), await office.enterBase('alice')]
    // Time stands still here, and frames to a base client wait for their turn.
    clock.advance(20)
    first.send('B004')
    await first.ended
    await second.settled()
    expect((await authenticate(await office.connect(), 'alice', { token: passwordOf('alice') })).command).toBe('B002')
  })

  it('by ending a session takes every connection of its token along', async () => {
    const token = await office.token('alice', 'laptop')
    const [first, second] = [await enterWith(office, 'alice', token, 'a'), await enterWith(office, 'alice', token, 'b')]
    await office.haveHeardOf('alice', 2)
    const one = (await items(token)).find((item) => item['device_id'] === 'a')
    await office.call('alice', 'DELETE', `/v1/sessions/${String(one?.['session_id'])}`)
    const close = { code: 'kicked', reason: 'ended from another device', device_name: "alice's" }
    expect([(await first.command('A999')).json, (await second.command('A999')).json]).toEqual([close, close])
    await isRefused(office, 'alice', token)
  })

  it('can be that of a token which only ever spoke HTTP: it stands in the list', async () => {
    const [mine, theirs] = [await office.token('alice', 'mine'), await office.token('alice', 'theirs')]
    const loggedInAt = clock.now()
    clock.advance(3600_000)
    await office.callWith(theirs, 'GET', '/v1/me')
    const listed = await items(mine)
    const silent = listed.find((item) => item['device_id'] === 'theirs')
    expect(listed).toHaveLength(2)
    expect(silent).toEqual({
      session_id: expect.stringMatching(/^token-/),
      device_id: 'theirs',
      device_name: "alice's",
      app_version: '',
      connected_at: loggedInAt,
      last_seen: clock.now(),
      current: false,
    })
    expect(listed.find((item) => item['device_id'] === 'mine')).toMatchObject({ current: true })
    const path = `/v1/sessions/${String(silent?.['session_id'])}`
    expect((await office.call('bob', 'DELETE', path)).status).toBe(404)
    expect((await office.callWith(mine, 'DELETE', path)).status).toBe(204)
    await isRefused(office, 'alice', theirs)
    expect((await items(mine)).map((item) => item['device_id'])).toEqual(['mine'])
  })

  it('ends what a device had before it signed in again', async () => {
    const [old, fresh] = [await office.token('alice', 'laptop'), await office.token('alice', 'laptop')]
    // Whoever is answered after their log-in has taken the place of what was there before.
    await (await enterWith(office, 'alice', fresh, 'laptop')).settled()
    await isRefused(office, 'alice', old)
    expect((await items(fresh)).map((item) => item['device_id'])).toEqual(['laptop'])
  })

  it('leaves a token that the device was given since, however late what it had before is ended', async () => {
    const { tokens } = office.server.store
    const remove = tokens.removeOthersOfDevice.bind(tokens)
    let goOn = (): void => undefined
    const mayGoOn = new Promise<void>((resolve) => (goOn = resolve))
    let hasRemoved = false
    tokens.removeOthersOfDevice = async (...args) => {
      tokens.removeOthersOfDevice = remove
      await mayGoOn
      return remove(...args).finally(() => (hasRemoved = true))
    }
    const [old, first] = [await office.token('alice', 'laptop'), await office.token('alice', 'laptop')]
    await enterWith(office, 'alice', first, 'laptop')
    clock.advance(1)
    const second = await office.token('alice', 'laptop')
    goOn()
    await expect.poll(() => hasRemoved).toBe(true)
    await isRefused(office, 'alice', old)
    await (await enterWith(office, 'alice', second, 'laptop')).settled()
    await isRefused(office, 'alice', first)
  })

  it('is seen by a log-in that was on its way', async () => {
    const token = await office.token('alice', 'laptop')
    const { tokens } = office.server.store
    const find = tokens.find.bind(tokens)
    // Signed out between the look at the token and the session's first breath.
    tokens.find = async (hash) => {
      tokens.find = find
      const found = await find(hash)
      await tokens.remove(hash)
      return found
    }
    const probe = await office.connect()
    await authenticate(probe, 'alice', { token, profile: 'sync/1' })
    expect(await codeOfClose(probe)).toBe('bad_token')
  })

  it('gives no token for a password that was changed while it was checked', async () => {
    const { store } = office.server
    const authenticator = new Authenticator({ store, clock, limits: DEFAULT_LIMITS })
    const proved = await authenticator.checkPassword('alice', passwordOf('alice'), '127.0.0.1')
    if ('code' in proved) throw new Error(proved.code)
    await store.users.setPassword('alice', await hashPassword('new', SAMPLE_COST))
    expect(await authenticator.issueToken(proved, 'd', 'x')).toBeUndefined()
    expect(await store.tokens.ofUser('alice', clock.now())).toEqual([])
  })
})

describe('a password that is changed on the command line', () => {
  let dataDir: string
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'jim-server-'))
  })
  afterEach(() => rm(dataDir, { recursive: true }))

  it('ends every session of the user, by token or by password, and nobody else', async () => {
    const office = await TestOffice.open({ dataDir })
    const token = await office.token('alice', 'laptop')
    const [app, plain, bob] = [await enterWith(office, 'alice', token), await office.enterBase('alice'), await office.enter('bob')]
    const words = ['user', 'passwd', 'alice', '--password', 'a new password', '--data', dataDir]
    const where = office.postgres === undefined ? [] : ['--postgres', office.postgres]
    await runUser(parseCommandLine([...words, ...where]) as UserCommand)
    expect(await codeOfClose(app)).toBe('bad_token')
    await plain.ended
    await isRefused(office, 'alice', token)
    expect((await authenticate(await office.connect(), 'alice', { token: 'a new password' })).command).toBe('B002')
    await bob.say('B101', 'text', textFrom('bob', 'alice', 'still here'))
    expect(bob.frames.some(({ command }) => command === 'A999')).toBe(false)
    await office.close()
  })
})

describe('connections of one user', () => {
  it('are so many; a device that comes back takes its own place', async () => {
    const office = await TestOffice.open({ users: ['alice', 'bob'], limits: { maxSessionsPerUser: 2 } })
    const [, phone] = [await office.enter('alice', 'laptop'), await office.enter('alice', 'phone')]
    await office.haveHeardOf('alice', 2)
    const refused = await authenticate(await office.connect(), 'alice', { token: passwordOf('alice') })
    expect(refused.json).toMatchObject({ code: 'overloaded', retry_after_ms: 60_000 })
    await office.enter('alice', 'laptop')
    await office.enter('bob')
    await phone.settled()
    await office.close()
  })
})
