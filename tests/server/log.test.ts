import { request as rawRequest } from 'node:http'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createServerLogger, type LogFormat, type LogLevel } from '../../src/server/logger'
import { failInserts } from './failing-inserts'
import { authenticate, TestOffice, textFrom } from './office'

let office: TestOffice | undefined
let dataDir: string | undefined
afterEach(async () => {
  await office?.close()
  office = undefined
  if (dataDir !== undefined) await rm(dataDir, { recursive: true })
  dataDir = undefined
})

type Line = Record<string, unknown> & { readonly message: string }

const AT = Date.UTC(2026, 0, 31, 12)
const recorder = (format: LogFormat, level: LogLevel) => {
  const lines: string[] = []
  const logger = createServerLogger({ format, level, now: () => AT, write: (line) => void lines.push(line) })
  return { logger, lines, parsed: () => lines.map((line) => JSON.parse(line) as Line) }
}

describe('a line', () => {
  it('is one JSON object, whatever is in it', () => {
    const { logger, lines } = recorder('json', 'info')
    logger.info('a frame failed', { link: 3, user: undefined, error: 'two\nlines "quoted" \u2028' })
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(/^[^\n]+\n$/)
    expect(JSON.parse(lines[0]!)).toEqual({
      ...{ at: '2026-01-31T12:00:00.000Z', level: 'info', message: 'a frame failed' },
      ...{ link: 3, error: 'two\nlines "quoted" \u2028' },
    })
  })

  it('is text for people, in one line too', () => {
    const { logger, lines } = recorder('text', 'info')
    logger.warn('request failed', { route: '/v1/users/:id', tookMs: 12, user: undefined, error: 'no\n\u001b[31m \u0085 \u2028 "x"' })
    expect(lines).toEqual([
      '2026-01-31T12:00:00.000Z warn  request failed  route=/v1/users/:id  tookMs=12  error="no\\n\\u001b[31m \\u0085 \\u2028 \\"x\\""\n',
    ])
  })

  it.each([
    ['debug', ['debug', 'info', 'warn']],
    ['info', ['info', 'warn']],
    ['warn', ['warn']],
  ] as const)('of %s and above is kept', (level, kept) => {
    const { logger, parsed } = recorder('json', level)
    logger.debug('d')
    logger.info('i')
    logger.warn('w')
    expect(parsed().map((line) => line['level'])).toEqual(kept)
  })
})

describe('what the server says', () => {
  it('names the request by the id that its answer has, or that a proxy gave it', async () => {
    const { logger, parsed } = recorder('json', 'debug')
    office = await TestOffice.open({ users: ['alice'], logger })
    const answer = await office.call('alice', 'GET', '/v1/me')
    const id = answer.headers.get('x-request-id')
    expect(id).toMatch(/^[\da-f-]{36}$/)
    const ofProxy = await office.post('/v1/login', {}, { 'x-request-id': 'proxy-0123456789' })
    const forged = await office.post('/v1/login', {}, { 'x-request-id': 'a b' })
    expect([ofProxy.status, ofProxy.headers.get('x-request-id')]).toEqual([400, 'proxy-0123456789'])
    expect(forged.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/)
    const requests = parsed().filter(({ message }) => message === 'request')
    expect(requests.find((line) => line['request'] === id)).toMatchObject({
      method: 'GET',
      route: '/v1/me',
      status: 200,
      tookMs: expect.any(Number),
    })
    expect(requests.find((line) => line['request'] === 'proxy-0123456789')).toMatchObject({ route: '/v1/login', status: 400 })
  })

  it('names the frame by its link and the number that the client gave it', async () => {
    const { logger, parsed } = recorder('json', 'debug')
    office = await TestOffice.open({ users: ['alice', 'bob'], logger })
    const alice = await office.enter('alice')
    const [first, second] = [alice.send('B101', 'no json'), alice.send('B777', '{}')]
    alice.send('A001', 'ping')
    await alice.command('A002')
    const ofAlice = { link: 1, user: 'alice', session: expect.any(String) }
    expect(parsed().filter(({ message }) => message === 'body dropped')).toMatchObject([
      { ...ofAlice, request: first, code: expect.any(String) },
    ])
    expect(parsed().filter(({ message }) => message === 'command ignored')).toMatchObject([{ ...ofAlice, request: second }])
  })

  it('has no text of messages, no password, no token, and no word that somebody looked for', async () => {
    const { logger, lines, parsed } = recorder('json', 'debug')
    dataDir = await mkdtemp(join(tmpdir(), 'jim-log-'))
    office = await TestOffice.open({ dataDir, users: ['alice', 'bob'], logger })
    const token = await office.token('alice')
    const alice = await office.enter('alice')
    await alice.say('B101', 'text', textFrom('alice', 'bob', 'MARKER-said'))
    alice.send('B101', '{"type":"text","data":MARKER-broken')
    alice.send('B101', '{"type":"text","data":{"content":"MARKER-shape"}}')
    await office.get('alice', '/v1/users?q=MARKER-query')
    await office.callWith(token, 'GET', '/MARKER-path')
    await office.callWith('MARKER-token', 'GET', '/v1/me')
    await office.post('/v1/login', { user: 'MARKER-user', password: 'MARKER-password', device_id: 'd', device_name: 'MARKER-device' })
    await office.post('/v1/login', 'MARKER-no-object')
    const raw = rawRequest(office.url('/v1/login'), { method: 'POST', headers: { 'content-type': 'application/json' } })
    raw.end('{"user": MARKER-json')
    await once(raw, 'response')
    const stranger = await office.connect()
    expect((await authenticate(stranger, 'alice', { token: 'MARKER-secret' })).command).toBe('B003')
    await failInserts(office, dataDir, ['messages'], 'not now')
    const lost = alice.send('B101', { type: 'text', data: textFrom('alice', 'bob', 'MARKER-lost') })
    await alice.command('A999')
    const said = new Set(parsed().map(({ message }) => message))
    expect([...said]).toEqual(expect.arrayContaining(['request', 'logged in', 'log-in refused', 'body dropped', 'a frame failed']))
    expect(parsed().find(({ message }) => message === 'a frame failed')).toMatchObject({
      link: 1,
      user: 'alice',
      request: lost,
      error: 'not now',
    })
    expect(lines.filter((line) => /MARKER|alice pw/.test(line) || line.includes(token))).toEqual([])
  })
})
