import { encodeJson } from '@protocol/json'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Jim1Connection } from '../../../src/main/kinds/jim1/link/jim1-connection'
import type { MessageWatch, OnlineSession } from '../../../src/main/kinds/jim1/link/online-session'
import { tcpTransport } from '../../../src/main/connection/tcp-transport'
import type { ChatPacket } from '../../../src/main/kinds/jim1/link/chat-packet'
import type { OpenTransport } from '../../../src/main/connection/transport'
import { silentLogger } from '../../../src/main/lib/logger'
import { BaseGateway } from '../../helpers/base-gateway'
import { FakeClock } from '../../helpers/fake-clock'
import { Watchers } from '../../helpers/watchers'
import { CREDENTIALS } from '../../connection/connection-fixture'

let clock: FakeClock
let gateway: BaseGateway
const clients: BaseClient[] = []

beforeEach(async () => {
  clock = new FakeClock()
  gateway = await BaseGateway.listen(clock)
})

afterEach(async () => {
  for (const client of clients.splice(0)) client.connection.close()
  await gateway.close()
})

/** A client of the gateway over a real socket. Time is fake; what the socket brings is waited for. */
class BaseClient {
  readonly connection: Jim1Connection
  readonly packets: ChatPacket[] = []
  readonly #watchers = new Watchers()
  /** Writes less reads: every ping and B001 is answered by exactly one read. */
  #unanswered = 0

  constructor(readonly id: string) {
    this.connection = new Jim1Connection({
      clock,
      random: () => 0,
      openTransport: this.#counted(tcpTransport({ clock })),
      logger: silentLogger,
    })
    this.connection.on('packet', (packet) => void this.packets.push(packet))
    clients.push(this)
  }

  static async online(id: string, token = '7'): Promise<BaseClient> {
    const client = new BaseClient(id)
    const address = { host: '127.0.0.1', port: gateway.port, tls: false }
    client.connection.start({ ...CREDENTIALS, address, clientId: id, token, kind: 'base' })
    await client.when(() => client.connection.status.state === 'online')
    return client
  }

  get session(): OnlineSession {
    const { session } = this.connection
    if (session === undefined) throw new Error('not online')
    return session
  }

  get acks(): readonly string[] {
    return this.packets.flatMap((packet) => (packet.name === 'baseAck' ? [packet.ack.message_id] : []))
  }

  get texts(): readonly unknown[] {
    return this.packets.flatMap((packet) => (packet.name === 'c2c' ? [packet.envelope.data['content']] : []))
  }

  send(to: string, content: string, watch?: MessageWatch): number {
    const data = { sender_id: this.id, receiver_id: to, content }
    return this.session.sendMessage('c2c', encodeJson({ type: 'text', data }), watch)
  }

  when(condition: () => boolean): Promise<void> {
    return this.#watchers.when(condition)
  }

  /** Lets time pass for a client that only pings and logs in again, with every answer arriving before time goes on. */
  async idle(delayMs: number): Promise<void> {
    for (let passedMs = 0; passedMs < delayMs; passedMs += 1_000) {
      clock.advance(1_000)
      await this.when(() => this.#unanswered <= 0)
    }
  }

  #counted(open: OpenTransport): OpenTransport {
    return (address, listener) => {
      const told = (): void => {
        this.#watchers.look()
      }
      this.#unanswered = 0
      const transport = open(address, {
        onStage: (stage) => listener.onStage(stage),
        onOpen: () => listener.onOpen(),
        onBytes: (bytes) => {
          this.#unanswered--
          listener.onBytes(bytes)
          told()
        },
        onClose: (code, reason) => {
          listener.onClose(code, reason)
          told()
        },
      })
      return {
        write: (bytes) => {
          this.#unanswered++
          return transport.write(bytes)
        },
        end: () => transport.end(),
        destroy: () => transport.destroy(),
      }
    }
  }
}

describe('against the original gateway', () => {
  it('many messages sent at once all arrive, one frame in flight', async () => {
    const alice = await BaseClient.online('alice')
    const bob = await BaseClient.online('bob')
    const contents = Array.from({ length: 30 }, (_, index) => `${index} 你好`)
    for (const content of contents) alice.send('bob', content)
    await bob.when(() => bob.texts.length === contents.length)
    await alice.when(() => alice.acks.length === contents.length)
    expect(bob.texts).toEqual(contents)
    expect(gateway.lostFrames).toBe(0)
    expect(alice.acks[0]).toBe('1496665213221474305')
    expect(new Set(alice.acks).size).toBe(contents.length)
  })

  it('the second message is written when the first is acknowledged, and says so then', async () => {
    const alice = await BaseClient.online('alice')
    const written: number[] = []
    const ids = ['a', 'b'].map((content, index) => alice.send('nobody', content, { onWritten: () => void written.push(index) }))
    expect(ids).toEqual([2, 3])
    expect(written).toEqual([0])
    await alice.when(() => alice.acks.length === 1)
    expect(written).toEqual([0, 1])
    await alice.when(() => alice.acks.length === 2)
  })

  it('a swallowed message holds up the next one for 5 s', async () => {
    gateway.swallows = (frame) => frame.body.includes('swallowed')
    const alice = await BaseClient.online('alice')
    alice.send('alice', 'swallowed')
    alice.send('alice', 'heard')
    await gateway.when(() => gateway.count('B101') === 1)
    clock.advance(4_999)
    expect(alice.texts).toEqual([])
    clock.advance(1)
    await alice.when(() => alice.texts.length === 1)
    expect(alice.texts).toEqual(['heard'])
  })

  it('the documented form of the ack frees the queue, too', async () => {
    gateway.hasWrappedAcks = true
    const alice = await BaseClient.online('alice')
    alice.send('nobody', 'a')
    alice.send('nobody', 'b')
    await gateway.when(() => gateway.count('B101') === 2)
    expect(gateway.lostFrames).toBe(0)
  })

  it("a peer's message under our request id is no ack", async () => {
    gateway.swallows = () => true
    const alice = await BaseClient.online('alice')
    const requestId = alice.send('bob', 'mine')
    alice.send('bob', 'next')
    await gateway.when(() => gateway.count('B101') === 1)
    const data = { sender_id: 'bob', receiver_id: 'alice', content: 'theirs' }
    gateway.deliver('alice', 'B101', requestId, `${JSON.stringify({ type: 'text', data })}\n`)
    await alice.when(() => alice.texts.length === 1)
    alice.connection.networkChanged(true)
    clock.advance(4_999)
    expect(gateway.count('B101')).toBe(1)
    clock.advance(1)
    // The ping that the network change asked for overtakes the message, and its pong lets the message go.
    await gateway.when(() => gateway.count('B101') === 2)
    expect(gateway.frames.map(({ command }) => command)).toEqual(['B001', 'B101', 'A001', 'B001', 'B101'])
  })

  it('a frame of 4,096 bytes is read, a larger one is refused before it is written', async () => {
    const alice = await BaseClient.online('alice')
    const overhead = JSON.stringify({
      type: 'text',
      data: { sender_id: 'alice', receiver_id: 'alice', content: '' },
    }).length
    expect(alice.session.maxBodyBytes).toBe(4_080)
    expect(() => alice.send('alice', 'x'.repeat(4_081 - overhead))).toThrow(RangeError)
    alice.send('alice', 'x'.repeat(4_080 - overhead))
    await alice.when(() => alice.texts.length === 1)
    expect(alice.connection.status.state).toBe('online')
  })

  it('pings keep the connection beyond the idle limit', async () => {
    const alice = await BaseClient.online('alice')
    await alice.idle(150_000)
    expect(alice.connection.status).toMatchObject({ state: 'online', protocol: 'jim1' })
    expect(gateway.count('A001')).toBeGreaterThanOrEqual(5)
  })

  it('is told again who we are with every ping at first: whom it forgot it finds again within seconds', async () => {
    const alice = await BaseClient.online('alice')
    // The old socket is found dead 60 s after its last frame: between two pings of the new one.
    gateway.unplug()
    clock.advance(1_500)
    gateway.plug()
    alice.connection.reconnectNow()
    await alice.when(() => alice.connection.status.state === 'online')
    let deafSeconds = 0
    for (let second = 0; second < 79; second++) {
      await alice.idle(1_000)
      if (!gateway.routes.includes('alice')) deafSeconds++
    }
    expect(deafSeconds).toBeGreaterThan(0)
    expect(deafSeconds).toBeLessThanOrEqual(3)
    expect(gateway.count('B001') - 2).toBe(gateway.count('A001'))
    expect(gateway.lostFrames).toBe(0)
    alice.send('alice', 'back')
    await alice.when(() => alice.texts.length === 1)
  })

  it('is told so when 80 s are over, and every 5 minutes from then on', async () => {
    const alice = await BaseClient.online('alice')
    await alice.idle(80_000)
    const settled = gateway.count('B001')
    await alice.idle(299_000)
    expect(gateway.count('B001')).toBe(settled)
    await alice.idle(1_000)
    expect(gateway.count('B001')).toBe(settled + 1)
    expect(gateway.lostFrames).toBe(0)
  })

  it('a missing ack has the link pinged at once; the sender hears of it when the pong is there', async () => {
    gateway.swallows = ({ body }) => body.includes('swallowed')
    const alice = await BaseClient.online('alice')
    await alice.idle(80_000)
    const [pings, logIns] = [gateway.count('A001'), gateway.count('B001')]
    const told: string[] = []
    alice.send('alice', 'swallowed', { onUnanswered: () => void told.push('unanswered') })
    alice.send('alice', 'heard')
    await gateway.when(() => gateway.count('B101') === 1)
    clock.advance(4_999)
    expect(gateway.count('A001')).toBe(pings)
    clock.advance(1)
    expect(told).toEqual([])
    await alice.when(() => alice.texts.length === 1)
    expect(told).toEqual(['unanswered'])
    expect(gateway.frames.slice(-4).map(({ command }) => command)).toEqual(['B101', 'A001', 'B001', 'B101'])
    expect([gateway.count('A001'), gateway.count('B001')]).toEqual([pings + 1, logIns + 1])
  })

  it('a cable that is cut without a word ends the session 8 s after a message, and nobody calls it unanswered', async () => {
    const alice = await BaseClient.online('alice')
    gateway.unplug()
    let isUnanswered = false
    alice.send('alice', 'lost', { onUnanswered: () => (isUnanswered = true) })
    clock.advance(7_999)
    expect(alice.connection.status.state).toBe('online')
    clock.advance(1)
    expect(alice.connection.status).toMatchObject({ cause: { code: 'silent' } })
    expect(isUnanswered).toBe(false)
  })

  it('request ids count on over reconnects', async () => {
    const alice = await BaseClient.online('alice')
    const before = alice.send('nobody', 'a')
    await alice.when(() => alice.acks.length === 1)
    alice.connection.reconnectNow()
    await alice.when(() => alice.connection.status.state === 'online')
    expect(alice.send('nobody', 'b')).toBeGreaterThan(before)
  })

  it('a token that it does not take is suspected once two messages found no ack on a link that answers', async () => {
    const alice = await BaseClient.online('alice', 'not a number')
    const suspicion = (): unknown => (alice.connection.status as { isTokenSuspected?: boolean }).isTokenSuspected
    for (const [count, expected] of [
      [1, undefined],
      [2, true],
    ] as const) {
      let isUnanswered = false
      alice.send('alice', 'anybody?', { onUnanswered: () => (isUnanswered = true) })
      await gateway.when(() => gateway.count('B101') === count)
      clock.advance(5_000)
      await alice.when(() => isUnanswered)
      expect(suspicion()).toBe(expected)
    }
  })

  it('a connection that had an ack is not suspected, and one that gets an ack no longer', async () => {
    gateway.swallows = ({ body }) => body.includes('swallowed')
    const alice = await BaseClient.online('alice')
    const suspicion = (): unknown => (alice.connection.status as { isTokenSuspected?: boolean }).isTokenSuspected
    const swallowed = async (): Promise<void> => {
      let isUnanswered = false
      const written = gateway.count('B101') + 1
      alice.send('alice', 'swallowed', { onUnanswered: () => (isUnanswered = true) })
      await gateway.when(() => gateway.count('B101') === written)
      clock.advance(5_000)
      await alice.when(() => isUnanswered)
    }
    await swallowed()
    await swallowed()
    expect(suspicion()).toBe(true)
    alice.send('alice', 'heard')
    await alice.when(() => alice.acks.length === 1)
    expect(suspicion()).toBe(false)
    await swallowed()
    await swallowed()
    expect(suspicion()).toBe(false)
  })

  it('a goodbye does not take its stream down', async () => {
    const alice = await BaseClient.online('alice')
    alice.connection.stop({ code: 'signed_out', reason: '' })
    await gateway.when(() => gateway.count('A998') === 1)
    expect(gateway.isStreamDead).toBe(false)
  })

  it('a log-out is answered by A999 and stops the link', async () => {
    const alice = await BaseClient.online('alice')
    alice.session.logout()
    await alice.when(() => alice.connection.status.state === 'stopped')
    expect(alice.connection.status).toMatchObject({ cause: { code: 'signed_out' } })
  })
})
