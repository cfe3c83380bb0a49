import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { TestOffice, textFrom } from './office'

const REFUSAL = { code: expect.any(String) as string, reason: expect.any(String) as string }

describe('ids of 64 characters', () => {
  const LONG = ['a'.repeat(64), 'b'.repeat(64)] as const
  const ID = `c2c:${LONG[0]}:${LONG[1]}`

  it.each([
    ['as they are', (id: string) => id],
    ['escaped', (id: string) => encodeURIComponent(id)],
    ['escaped letter by letter', (id: string) => [...id].map((c) => `%${c.charCodeAt(0).toString(16)}`).join('')],
  ])('are read over HTTP %s', async (_, escape) => {
    const office = await TestOffice.open({ users: LONG })
    const a = await office.enter(LONG[0])
    await a.say('B101', 'text', textFrom(LONG[0], LONG[1], 'far'))
    const path = `/v1/conversations/${escape(ID)}`
    const { items, last_seq } = await office.get(LONG[1], `${path}/messages`)
    expect([items?.length, last_seq]).toEqual([1, 1])
    expect((await office.get(LONG[1], `${path}/members`)).items).toHaveLength(2)
    const groupId = await office.group('G', [LONG[0], LONG[1]])
    const role = `/v1/groups/${escape(groupId)}/members/${escape(LONG[1])}/role`
    expect((await office.call(LONG[0], 'PUT', role, { role: 'admin' })).status).toBe(200)
    await office.close()
  })
})

describe('errors over HTTP', () => {
  let office: TestOffice
  let token: string
  beforeEach(async () => {
    office = await TestOffice.open({ users: ['alice'] })
    token = await office.token('alice')
  })
  afterEach(() => office.close())

  /** The bytes of an answer to the bytes of a request. */
  const raw = async (request: string): Promise<{ status: number; body: unknown; headers: string }> => {
    const socket = connect(office.server.ports.http, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write(request)
    let answer = ''
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()))
    socket.on('end', () => socket.end())
    await once(socket, 'close')
    const [headers = '', body = ''] = answer.split('\r\n\r\n')
    return { status: Number(headers.split(' ')[1]), body: JSON.parse(body) as unknown, headers }
  }
  const request = (method: string, path: string, headers: readonly string[] = [], body = ''): string =>
    [
      `${method} ${path} HTTP/1.1`,
      'host: x',
      'connection: close',
      `authorization: Bearer ${token}`,
      `content-length: ${body.length}`,
      ...headers,
      '',
      body,
    ].join('\r\n')

  it.each([
    ['a part of the path that is too long', () => request('GET', `/v1/conversations/${'x'.repeat(600)}/messages`), 414],
    ['an escape that is none', () => request('GET', '/v1/conversations/%zz/messages'), 400],
    ['a call that is none', () => request('GET', '/v1/nothing'), 404],
    ['a method that is none', () => request('PATCH', '/v1/me'), 404],
    ['a content type that is not JSON', () => request('POST', '/v1/groups', ['content-type: text/csv'], 'a,b'), 415],
    ['a content type that is none', () => request('POST', '/v1/groups', ['content-type: ;;'], 'a'), 415],
    ['JSON that is none', () => request('POST', '/v1/groups', ['content-type: application/json'], '{'), 400],
    ['an empty body', () => request('POST', '/v1/groups', ['content-type: application/json']), 400],
    [
      'a poisoned prototype',
      () => request('POST', '/v1/groups', ['content-type: application/json'], '{"__proto__":{"a":1},"title":"x"}'),
      400,
    ],
    ['a cursor that is none', () => request('GET', '/v1/conversations?after=x'), 400],
    ['headers that are too long', () => request('GET', '/v1/me', [`x: ${'y'.repeat(20_000)}`]), 431],
    ['what is no HTTP', () => 'jim1A001 hello\r\n\r\n', 400],
  ])('are {code, reason} for %s', async (_, text, status) => {
    const answer = await raw(text())
    expect(answer.status).toBe(status)
    expect(answer.body).toEqual(REFUSAL)
    expect(answer.headers.toLowerCase()).toContain('content-type: application/json')
  })

  it('are so on the port of WebSocket', async () => {
    const answer = await fetch(`http://127.0.0.1:${office.server.ports.ws}/`)
    expect([answer.status, await answer.json()]).toEqual([426, REFUSAL])
  })

  it('do not tell what went wrong inside', async () => {
    office.server.store.users.search = () => Promise.reject(new Error('SQL of ours'))
    const answer = await fetch(office.urls('/v1/users?q=a')[0]!, { headers: { authorization: `Bearer ${token}` } })
    expect([answer.status, await answer.json()]).toEqual([500, { code: 'internal', reason: 'the server could not do this' }])
  })
})
