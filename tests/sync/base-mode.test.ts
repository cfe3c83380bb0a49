import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { asConversationId, asUserId } from '@shared/ids'
import { Connection } from '../../src/main/connection/connection'
import { tcpTransport } from '../../src/main/connection/tcp-transport'
import { silentLogger } from '../../src/main/lib/logger'
import { openStore } from '../../src/main/store/open-store'
import type { Store } from '../../src/main/store/store'
import { SyncEngine } from '../../src/main/sync/sync-engine'
import { BaseGateway } from '../helpers/base-gateway'
import { FakeClock } from '../helpers/fake-clock'
import { Watchers } from '../helpers/watchers'

const PEERS = asConversationId('c2c:1:2')

let clock: FakeClock
let gateway: BaseGateway
const clients: BaseClient[] = []

/** A device of a plain jim1 account over a real socket to the model of the original gateway. Only time is fake. */
class BaseClient {
  readonly store: Store
  readonly connection: Connection
  readonly engine: SyncEngine
  readonly #watchers = new Watchers()
  #cliMids = 0

  constructor(readonly userId: string) {
    const opened = openStore({ file: ':memory:', clock, logger: silentLogger })
    if (!opened.ok) throw opened.error
    this.store = opened.value
    this.connection = new Connection({ clock, random: () => 0, openTransport: tcpTransport({ clock }), logger: silentLogger })
    this.engine = new SyncEngine({
      clock,
      random: () => 0,
      connection: this.connection,
      store: this.store,
      http: { request: () => Promise.reject(new Error('a base server has no HTTP')) },
      httpBase: () => 'http://nowhere',
      token: () => '',
      me: { userId: asUserId(userId), name: `user ${userId}`, avatar: '' },
      newCliMid: () => `cli-${userId}-${++this.#cliMids}`,
      logger: silentLogger,
    })
    this.engine.start()
    for (const event of ['messages', 'conversations'] as const) this.engine.on(event, () => this.#look())
    this.connection.on('status', () => this.#look())
    clients.push(this)
  }

  static async online(userId: string): Promise<BaseClient> {
    const client = new BaseClient(userId)
    client.connect()
    await client.when(() => client.connection.status.state === 'online')
    return client
  }

  connect(): void {
    const address = { host: '127.0.0.1', port: gateway.port, tls: false }
    const device = { deviceId: 'd', deviceName: 'd', appVersion: '0' }
    this.connection.start({ address, clientId: this.userId, token: this.userId, ...device, kind: 'base' })
  }

  say(text: string, conversationId = PEERS): ReturnType<SyncEngine['send']> {
    return this.engine.send({ conversationId, content: { kind: 'text', text } })
  }

  rows(): readonly { text: unknown; status: string }[] {
    const { rows } = this.store.messages.page({ conversationId: PEERS, anchor: { at: 'end' }, limit: 100 })
    return rows.map(({ content, status }) => ({ text: content['content'], status }))
  }

  when(condition: () => boolean): Promise<void> {
    return this.#watchers.when(condition)
  }

  close(): void {
    this.connection.stop({ code: 'signed_out', reason: '' })
    this.engine.close()
    this.connection.close()
    this.store.close()
  }

  #look(): void {
    this.#watchers.look()
  }
}

beforeEach(async () => {
  clock = new FakeClock()
  gateway = await BaseGateway.listen(clock)
})

afterEach(async () => {
  for (const client of clients.splice(0)) client.close()
  await gateway.close()
})

describe('base mode', () => {
  it('chats both ways, in order, with one frame in flight and none lost', async () => {
    const one = await BaseClient.online('1')
    const two = await BaseClient.online('2')
    const texts = ['一', '二', '三', '四', '五']
    for (const text of texts) one.say(text)
    await one.when(() => one.rows().every(({ status }) => status === 'sent'))
    await two.when(() => two.rows().length === texts.length)
    expect(two.rows().map(({ text }) => text)).toEqual(texts)
    two.say('got them')
    await one.when(() => one.rows().length === 6)
    expect(one.rows().at(-1)).toEqual({ text: 'got them', status: 'received' })
    expect(gateway.lostFrames).toBe(0)
    expect(one.store.conversations.get(PEERS)).toMatchObject({ title: 'user 2', unread: 1 })
    one.engine.markRead(PEERS, 0)
    expect(one.store.conversations.get(PEERS)?.unread).toBe(0)
  })

  it('takes the documented form of the ack, too', async () => {
    gateway.hasWrappedAcks = true
    const one = await BaseClient.online('1')
    one.say('hello')
    await one.when(() => one.rows()[0]?.status === 'sent')
    expect(one.store.outbox.count()).toBe(0)
  })

  it('tries three times, five seconds each, then shows the message as unconfirmed', async () => {
    const one = await BaseClient.online('1')
    gateway.swallows = () => true
    one.say('into the void')
    for (let tries = 1; tries <= 3; tries++) {
      await gateway.when(() => gateway.count('B101') === tries)
      await clock.advanceAsync(5_000)
    }
    await one.when(() => one.rows()[0]?.status === 'unconfirmed')
    expect(gateway.count('B101')).toBe(3)
    const names = gateway.frames.filter(({ command }) => command === 'B101').map(({ body }) => JSON.parse(body).data.cli_mid)
    expect(new Set(names).size).toBe(1)
  })

  it('goes on behind a message that nobody acknowledged', async () => {
    const one = await BaseClient.online('1')
    gateway.swallows = ({ body }) => body.includes('void')
    one.say('into the void')
    one.say('next')
    for (let tries = 1; tries <= 3; tries++) {
      await gateway.when(() => gateway.count('B101') === tries)
      await clock.advanceAsync(5_000)
    }
    await one.when(() => one.rows()[1]?.status === 'sent')
    expect(one.rows().map(({ status }) => status)).toEqual(['unconfirmed', 'sent'])
  })

  it('drops the copy of a message that a peer sent twice', async () => {
    const one = await BaseClient.online('1')
    const body = (content: string, cliMid?: string): string =>
      JSON.stringify({ type: 'text', data: { sender_id: '2', sender_name: 'B', sender_avatar: '', receiver_id: '1', content, cli_mid: cliMid } })
    gateway.deliver('1', 'B101', 7, body('named', 'x-1'))
    gateway.deliver('1', 'B101', 8, body('named', 'x-1'))
    gateway.deliver('1', 'B101', 9, body('plain'))
    gateway.deliver('1', 'B101', 9, body('plain'))
    gateway.deliver('1', 'B101', 10, body('plain'))
    await one.when(() => one.rows().length === 3)
    expect(one.rows().map(({ text }) => text)).toEqual(['named', 'plain', 'plain'])
  })

  it('is not fooled by a relayed message with the request id of one of ours', async () => {
    const one = await BaseClient.online('1')
    gateway.swallows = () => true
    one.say('mine')
    await gateway.when(() => gateway.count('B101') === 1)
    const requestId = gateway.frames.find(({ command }) => command === 'B101')?.requestId ?? 0
    const data = { sender_id: '2', sender_name: 'B', sender_avatar: '', receiver_id: '1', content: 'theirs' }
    gateway.deliver('1', 'B101', requestId, JSON.stringify({ type: 'text', data }))
    await one.when(() => one.rows().length === 2)
    expect(one.rows()[0]).toEqual({ text: 'mine', status: 'sending' })
  })

  it('swaps a location back whose latitude cannot be one', async () => {
    const one = await BaseClient.online('1')
    const data = { sender_id: '2', receiver_id: '1', lat: 116.4, lng: 39.9, desc: '北京' }
    gateway.deliver('1', 'B101', 1, JSON.stringify({ type: 'location', data }))
    await one.when(() => one.store.conversations.has(PEERS))
    const { rows } = one.store.messages.page({ conversationId: PEERS, anchor: { at: 'end' }, limit: 1 })
    expect(rows[0]?.content).toMatchObject({ lat: 39.9, lng: 116.4 })
  })

  it('refuses groups and what does not fit a frame of the gateway, and never sends it', async () => {
    const one = await BaseClient.online('1')
    one.store.conversations.ensure(asConversationId('c2g:g1'), asUserId('1'))
    expect(one.say('hi', asConversationId('c2g:g1'))).toMatchObject({ ok: false, error: { code: 'base_group' } })
    expect(one.say('字'.repeat(1400))).toMatchObject({ ok: false, error: { code: 'base_too_large' } })
    expect(one.say('fits')).toMatchObject({ ok: true })
    await one.when(() => one.rows()[0]?.status === 'sent')
    expect(gateway.count('B101')).toBe(1)
    expect(gateway.count('B102')).toBe(0)
  })

  it('fails what was queued for a better server as soon as it is sent, without holding up the rest', async () => {
    const one = new BaseClient('1')
    one.say('字'.repeat(1400))
    one.say('fits')
    one.connect()
    await one.when(() => one.rows()[1]?.status === 'sent')
    expect(one.rows()[0]?.status).toBe('failed')
    expect(gateway.count('B101')).toBe(1)
  })
})
