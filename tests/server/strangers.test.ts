import { once } from 'node:events'
import { connect, Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { Authenticator } from '../../src/server/auth'
import { type StrangerLimits, Strangers } from '../../src/server/access/strangers'
import { LocalBus } from '../../src/server/bus/local-bus'
import { Faults } from '../../src/server/faults'
import { Gateway } from '../../src/server/gateway/gateway'
import { DEFAULT_LIMITS } from '../../src/server/limits'
import { silentServerLogger } from '../../src/server/logger'
import { Metrics } from '../../src/server/metrics'
import { openSqliteStore } from '../../src/server/store/sqlite-store'
import { World } from '../../src/server/world/world'
import { FakeClock } from '../helpers/fake-clock'
import { type Probe, probeFrame, readFrame } from '../helpers/probe'
import { testCertificate } from '../helpers/test-certificates'
import { authenticate, passwordOf, TestOffice } from './office'

let office: TestOffice | undefined
afterEach(() => office?.close())

/** A socket as a listener accepts it. */
class AcceptedSocket extends Socket {
  constructor(
    override readonly remoteAddress: string,
    override readonly remotePort: number,
  ) {
    super()
  }
}

describe('sockets that nobody has logged in on', () => {
  const setUp = (limits: StrangerLimits) => {
    const strangers = new Strangers(limits)
    const accept = (address: string, port: number): AcceptedSocket => {
      const socket = new AcceptedSocket(address, port)
      strangers.watch(socket)
      return socket
    }
    return { strangers, accept }
  }

  it('are so many of an address, of which the oldest makes room', () => {
    const { strangers, accept } = setUp({ maxStrangersPerAddress: 2, maxStrangers: 10 })
    const [first, second, other] = [accept('10.0.0.1', 1), accept('10.0.0.1', 2), accept('10.0.0.2', 1)]
    const third = accept('10.0.0.1', 3)
    expect([first, second, third, other].map(({ destroyed }) => destroyed)).toEqual([true, false, false, false])
    expect(strangers.count).toBe(3)
  })

  it('are so many in all, of which the most crowded address gives one up', () => {
    const { accept } = setUp({ maxStrangersPerAddress: 10, maxStrangers: 3 })
    const crowd = [1, 2, 3].map((port) => accept('10.0.0.1', port))
    const alone = accept('10.0.0.2', 1)
    expect([...crowd, alone].map(({ destroyed }) => destroyed)).toEqual([true, false, false, false])
  })

  it('do not count once they are known, or gone', async () => {
    const { strangers, accept } = setUp({ maxStrangersPerAddress: 2, maxStrangers: 10 })
    const known = accept('10.0.0.1', 1)
    strangers.know({ remoteAddress: '10.0.0.1', remotePort: 1 })
    strangers.know(known)
    const gone = accept('10.0.0.1', 2)
    gone.destroy()
    await once(gone, 'close')
    expect(strangers.count).toBe(0)
    const [third, fourth] = [accept('10.0.0.1', 3), accept('10.0.0.1', 4)]
    expect([known, third, fourth].map(({ destroyed }) => destroyed)).toEqual([false, false, false])
  })

  it('keep nobody out, over TCP, TLS, WebSocket and HTTP', async () => {
    const { ca, cert, key } = await testCertificate({ hosts: ['127.0.0.1'] })
    for (const tls of [undefined, { cert, key }]) {
      const limits = { maxStrangersPerAddress: 3 }
      const server = await TestOffice.open({ users: ['alice'], limits, isKeptAtOneNode: true, ...(tls === undefined ? {} : { tls, ca }) })
      office = server
      const { ports } = server.server
      const probe = (): Promise<Probe> => server.connect()
      const enter = async (): Promise<Probe> => {
        const alice = await probe()
        expect((await authenticate(alice, 'alice', { token: passwordOf('alice') })).command).toBe('B002')
        return alice
      }
      const known = await enter()
      for (const port of [ports.tcp, ports.ws, ports.http]) {
        const open = (): Socket => {
          const socket = tls === undefined ? connect(port, '127.0.0.1') : connectTls({ port, host: '127.0.0.1', ca })
          // A reset is how it ends.
          socket.on('error', () => undefined)
          return socket
        }
        const silent = []
        for (let i = 0; i < 3; i++) {
          const socket = open()
          await once(socket, tls === undefined ? 'connect' : 'secureConnect')
          silent.push(socket)
        }
        const oldestGone = once(silent[0]!, 'close')
        await (await enter()).settled()
        silent[0]!.resume()
        await oldestGone
        expect(silent.slice(1).every(({ destroyed }) => !destroyed)).toBe(true)
        for (const socket of silent) socket.destroy()
      }
      await known.settled()
      await server.close()
    }
  })

  it('wait no longer over HTTP than for a log-in once a token was shown', async () => {
    office = await TestOffice.open({ users: ['alice'], limits: { maxStrangersPerAddress: 1 }, isKeptAtOneNode: true })
    const token = await office.token('alice')
    const socket = connect(office.server.ports.http, '127.0.0.1')
    const ask = async (): Promise<string> => {
      socket.write(`GET /v1/me HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\n\r\n`)
      const [answer] = (await once(socket, 'data')) as [Buffer]
      return answer.toString().split('\r\n')[0]!
    }
    expect(await ask()).toBe('HTTP/1.1 200 OK')
    for (let i = 0; i < 3; i++) await office.connect()
    expect(await ask()).toBe('HTTP/1.1 200 OK')
    socket.destroy()
  })
})

describe('before log-in', () => {
  /** Resolves when the server has let go; what it said on the way is in `said`. */
  const openWebSocket = async (port: number) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}`)
    const said: string[] = []
    socket.on('message', (bytes: Buffer) => said.push(String(readFrame(bytes).json['code'] ?? readFrame(bytes).command)))
    socket.on('error', () => undefined)
    await once(socket, 'open')
    return { socket, said, closed: once(socket, 'close') }
  }

  it.each([
    [
      'one message that does not end',
      (send: (bytes: Buffer, isLast: boolean) => void) => {
        for (let i = 0; i < 40; i++) send(Buffer.alloc(1024), false)
      },
    ],
    [
      'many empty pieces',
      (send: (bytes: Buffer, isLast: boolean) => void) => {
        for (let i = 0; i < 20_000; i++) send(Buffer.alloc(0), false)
      },
    ],
  ])('16 KiB are taken over WebSocket, then it is closed: %s', async (_, write) => {
    office = await TestOffice.open({ users: [], limits: { closeGraceMs: 50 } })
    const { socket, said, closed } = await openWebSocket(office.server.ports.ws)
    write((bytes, fin) => socket.send(bytes, { binary: true, fin }))
    await closed
    expect(said).toEqual(['protocol_error'])
  })

  it('pings over WebSocket are so many', async () => {
    office = await TestOffice.open({ users: [], limits: { closeGraceMs: 50 } })
    const { socket, said, closed } = await openWebSocket(office.server.ports.ws)
    for (let i = 0; i < 4000; i++) socket.ping()
    await closed
    // Pings that nobody reads any more reset the connection, which may overtake the last word.
    expect(['protocol_error']).toEqual(expect.arrayContaining(said))
  })

  it('a B001 of nearly 16 KiB is taken, and afterwards a message of a megabyte', async () => {
    office = await TestOffice.open({ users: ['alice'] })
    const { socket, said } = await openWebSocket(office.server.ports.ws)
    const body = { client_id: 'alice', token: passwordOf('alice'), profile: 'sync/1', padding: 'x'.repeat(16_000) }
    socket.send(probeFrame('B001', 1, body))
    await once(socket, 'message')
    const data = { sender_id: 'alice', receiver_id: 'alice', content: 'x'.repeat(900_000) }
    socket.send(probeFrame('B101', 2, { type: 'text', data }))
    await once(socket, 'message')
    expect(said).toEqual(['B002', 'B103'])
    socket.terminate()
  })

  it('no more waits to be worked on than 16 KiB: nothing is read until it has been', async () => {
    const store = openSqliteStore(':memory:')
    const clock = new FakeClock()
    const limits = DEFAULT_LIMITS
    const context = {
      now: () => clock.now(),
      newId: () => 'id',
      defer: (run: () => void) => void setImmediate(run),
      after: (delayMs: number, run: () => void) => clock.after(delayMs, run),
      limits,
    }
    const gateway = new Gateway({
      world: new World({ store, bus: new LocalBus(), context }),
      authenticator: new Authenticator({ store, clock, limits }),
      ...{ clock, limits, faults: new Faults(), logger: silentServerLogger, metrics: new Metrics() },
      newId: () => 'id',
      httpBase: () => '',
      linkTo: (fileId) => fileId,
    })
    const calls: string[] = []
    const note = (name: string) => () => void calls.push(name)
    const client = gateway.accept({
      address: '10.0.0.1',
      bufferedBytes: 0,
      ...{ write: note('write'), known: note('known'), pause: note('pause'), resume: note('resume') },
      ...{ end: note('end'), destroy: note('destroy') },
    })
    // A password takes a while to be checked, and what follows it waits.
    client.onBytes(probeFrame('B001', 1, { client_id: 'nobody', token: 'wrong' }))
    client.onBytes(probeFrame('A001', 2, 'x'.repeat(9000)))
    expect(calls).toEqual([])
    client.onBytes(probeFrame('A001', 3, 'x'.repeat(9000)))
    expect(calls).toEqual(['pause'])
    client.onLinkClosed()
    await client.ended
    await store.close()
  })

  it.each([
    ['the log-in over 16 KiB', '/v1/login', 20_000, 413, 'too_large'],
    ['any body without a token', '/v1/groups', 200_000, 401, 'bad_token'],
    ['any body for a call that is none', '/v1/nothing', 200_000, 404, 'not_found'],
  ])('HTTP takes no body for %s', async (_, path, bytes, status, code) => {
    office = await TestOffice.open({ users: [] })
    const socket = connect(office.server.ports.http, '127.0.0.1')
    // Only the head is sent: an answer comes although the body has not been.
    const head = ['POST ' + path + ' HTTP/1.1', 'host: x', 'content-type: application/json', `content-length: ${bytes}`]
    socket.write([...head, '', ''].join('\r\n'))
    const [answer] = (await once(socket, 'data')) as [Buffer]
    expect(answer.toString()).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(answer.toString()).toContain(`"code":"${code}"`)
    socket.destroy()
  })
})
