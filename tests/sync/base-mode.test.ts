import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { asConversationId, asUserId } from '@shared/ids'
import { jsonBytes } from '@shared/json-bytes'
import { tcpTransport } from '../../src/main/connection/tcp-transport'
import type { Dialect } from '../../src/main/kinds/jim1/dialects'
import { Jim1Link } from '../../src/main/kinds/jim1/jim1-link'
import { Jim1Connection } from '../../src/main/kinds/jim1/link/jim1-connection'
import { silentLogger } from '../../src/main/lib/logger'
import { openStore } from '../../src/main/store/open-store'
import type { Store } from '../../src/main/store/store'
import { SyncEngine } from '../../src/main/sync/sync-engine'
import { BaseGateway } from '../helpers/base-gateway'
import { FakeClock } from '../helpers/fake-clock'
import { Watchers } from '../helpers/watchers'
import { must } from '../helpers/results'

const PEERS = asConversationId('c2c:1:2')

let clock: FakeClock
let gateway: BaseGateway
const clients: BaseClient[] = []

/** A device of a plain jim1 account over a real socket to the model of the original gateway. Only time is fake. */
class BaseClient {
  readonly store: Store
  readonly connection: Jim1Connection
  readonly link: Jim1Link
  readonly engine: SyncEngine
  readonly httpRequests: string[] = []
  readonly #watchers = new Watchers()
  #cliMids = 0

  constructor(
    readonly userId: string,
    account: Dialect | undefined = 'base',
  ) {
    const opened = openStore({ file: ':memory:', clock, logger: silentLogger })
    if (!opened.ok) throw opened.error
    this.store = opened.value
    this.connection = new Jim1Connection({ clock, random: () => 0, openTransport: tcpTransport({ clock }), logger: silentLogger })
    this.link = new Jim1Link({
      connection: this.connection,
      http: { request: ({ url }) => (this.httpRequests.push(url), Promise.reject(new Error('a base server has no HTTP'))) },
      httpBase: () => 'http://nowhere',
      token: () => '',
      me: asUserId(userId),
      account,
      clock,
      logger: silentLogger,
    })
    this.engine = new SyncEngine({
      clock,
      random: () => 0,
      link: this.link,
      store: this.store,
      me: { userId: asUserId(userId), name: `user ${userId}`, avatar: '' },
      newCliMid: () => `00000000-0000-7000-8000-${String(++this.#cliMids).padStart(12, '0')}`,
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

  say(text: string, conversationId = PEERS): void {
    must(this.trySay(text, conversationId))
  }

  trySay(text: string, conversationId = PEERS): ReturnType<SyncEngine['send']> {
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

/** The messages that the gateway got hold of. */
function sent() {
  return gateway.frames.filter(({ command }) => command === 'B101')
}

/** So many tries of a message find no ack, each on a link that answers its ping. */
async function unanswered(tries: number): Promise<void> {
  for (let nth = 1; nth <= tries; nth++) {
    await gateway.when(() => gateway.count('B101') === nth)
    const pings = gateway.count('A001')
    await clock.advanceAsync(5_000)
    await gateway.when(() => gateway.count('A001') > pings)
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
    must(one.engine.markRead(PEERS, 0))
    expect(one.store.conversations.get(PEERS)?.unread).toBe(0)
  })

  it('takes the documented form of the ack, too', async () => {
    gateway.hasWrappedAcks = true
    const one = await BaseClient.online('1')
    one.say('hello')
    await one.when(() => one.rows()[0]?.status === 'sent')
    expect(one.store.outbox.count()).toBe(0)
  })

  it('on a link that answers tries again three times, then shows the message as unconfirmed', async () => {
    const one = await BaseClient.online('1')
    gateway.swallows = () => true
    one.say('into the void')
    await unanswered(4)
    await one.when(() => one.rows()[0]?.status === 'unconfirmed')
    expect(gateway.count('B101')).toBe(4)
    expect(one.store.outbox.count()).toBe(0)
    const names = gateway.frames.filter(({ command }) => command === 'B101').map(({ body }) => JSON.parse(body).data.cli_mid)
    expect(new Set(names).size).toBe(1)
  })

  it('goes on behind a message that nobody acknowledged', async () => {
    const one = await BaseClient.online('1')
    gateway.swallows = ({ body }) => body.includes('void')
    one.say('into the void')
    one.say('next')
    await unanswered(4)
    await one.when(() => one.rows()[1]?.status === 'sent')
    expect(one.rows().map(({ status }) => status)).toEqual(['unconfirmed', 'sent'])
  })

  it('a late ack settles what was left unconfirmed', async () => {
    const one = await BaseClient.online('1')
    gateway.swallows = () => true
    one.say('slow')
    await unanswered(4)
    await one.when(() => one.rows()[0]?.status === 'unconfirmed')
    gateway.ackLate('1', sent()[1]?.requestId ?? 0)
    await one.when(() => one.rows()[0]?.status === 'sent')
  })

  it('a late ack settles what waits again, over a reconnect, and names no other message', async () => {
    const one = await BaseClient.online('1')
    gateway.swallows = () => true
    one.say('first')
    await gateway.when(() => gateway.count('B101') === 1)
    const requestId = sent()[0]?.requestId ?? 0
    one.connection.reconnectNow()
    await one.when(() => one.connection.status.state === 'online')
    await gateway.when(() => gateway.count('B101') === 2)
    one.say('second')
    gateway.ackLate('1', requestId)
    await one.when(() => one.rows()[0]?.status === 'sent')
    expect(one.rows().map(({ text, status }) => `${text} ${status}`)).toEqual(['first sent', 'second sending'])
  })

  it('what a person sends again is sent under its old name', async () => {
    const one = await BaseClient.online('1')
    gateway.swallows = () => true
    one.say('again')
    await unanswered(4)
    await one.when(() => one.rows()[0]?.status === 'unconfirmed')
    gateway.swallows = () => false
    const { rows } = one.store.messages.page({ conversationId: PEERS, anchor: { at: 'end' }, limit: 1 })
    expect(one.engine.retry(rows[0]!.localId).ok).toBe(true)
    await one.when(() => one.rows()[0]?.status === 'sent')
    expect(new Set(sent().map(({ body }) => JSON.parse(body).data.cli_mid)).size).toBe(1)
  })

  it('loses nothing to a cable that is cut without a word, the first message least of all', async () => {
    const [one, two] = [await BaseClient.online('1'), await BaseClient.online('2')]
    gateway.unplug()
    one.say('into the cut cable')
    one.say('and one behind it')
    await clock.advanceAsync(8_000)
    await one.when(() => one.connection.status.state !== 'online')
    expect(one.rows().map(({ status }) => status)).toEqual(['queued', 'queued'])
    expect(one.store.outbox.count()).toBe(2)
    gateway.plug()
    for (const client of [one, two]) client.connection.reconnectNow()
    // Whoever was dialling while the cable was cut hears nothing, and dials anew.
    await clock.advanceAsync(10_000)
    await one.when(() => one.rows().every(({ status }) => status === 'sent'))
    await two.when(() => two.rows().length === 2)
    expect(two.rows().map(({ text }) => text)).toEqual(['into the cut cable', 'and one behind it'])
  })

  it('a message that was tried three times is queued all the same when the link then turns out dead', async () => {
    const one = await BaseClient.online('1')
    gateway.swallows = () => true
    one.say('stubborn')
    await unanswered(3)
    await gateway.when(() => gateway.count('B101') === 4)
    gateway.unplug()
    await clock.advanceAsync(8_000)
    expect(one.rows()[0]?.status).toBe('queued')
  })

  it('drops the copy of a message that names itself, and nothing else: the same text twice is two messages', async () => {
    const one = await BaseClient.online('1')
    const body = (content: string, cliMid?: string): string =>
      JSON.stringify({
        type: 'text',
        data: { sender_id: '2', sender_name: 'B', sender_avatar: '', receiver_id: '1', content, cli_mid: cliMid },
      })
    gateway.deliver('1', 'B101', 7, body('named', 'x-1'))
    gateway.deliver('1', 'B101', 8, body('named', 'x-1'))
    gateway.deliver('1', 'B101', 9, body('plain'))
    gateway.deliver('1', 'B101', 9, body('plain'))
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

  it('keeps senders whose ids are none of ours, and answers them', async () => {
    const one = await BaseClient.online('1')
    const senders = ['张三', 'a:b', "it's 100% (me)!", '🚀', 'half \ud83d']
    for (const [index, senderId] of senders.entries()) {
      const data = { sender_id: senderId, sender_name: '', sender_avatar: '', receiver_id: '1', content: 'hi' }
      gateway.deliver('1', 'B101', index, JSON.stringify({ type: 'text', data }))
    }
    await one.when(() => one.store.conversations.list().length === senders.length)
    const conversations = one.store.conversations.list()
    expect(new Set(conversations.map(({ peerId }) => peerId))).toEqual(new Set(['张三', 'a:b', "it's 100% (me)!", '🚀', 'half \ufffd']))
    const zhang = conversations.find(({ peerId }) => peerId === '张三')
    expect(zhang).toMatchObject({ title: '张三', unread: 1 })
    one.say('你好', zhang!.conversationId)
    await gateway.when(() => gateway.count('B101') === 1)
    expect(JSON.parse(sent()[0]!.body).data).toMatchObject({ sender_id: '1', receiver_id: '张三' })
  })

  it('begins a conversation with any id that can be seen, and with no other', async () => {
    const one = await BaseClient.online('1')
    for (const userId of ['2', '张三', 'a:b', 'first last']) {
      const started = one.engine.startConversation(asUserId(userId))
      expect(started.ok && one.store.conversations.get(started.value)?.peerId).toBe(userId)
    }
    for (const userId of ['', ' 2', '2 ', 'a\nb', '\u200b', 'x'.repeat(129)]) {
      expect(one.engine.startConversation(asUserId(userId))).toMatchObject({ ok: false, error: { code: 'bad_user_id' } })
    }
    expect(one.engine.startConversation(asUserId('2'))).toEqual({ ok: true, value: PEERS })
  })

  it('asks nothing over HTTP, whatever is asked of it', async () => {
    const one = new BaseClient('1')
    const everything = async (): Promise<readonly unknown[]> => {
      const { engine } = one
      const group = asConversationId('c2g:g1')
      const results = [
        engine.groups.create('g', [asUserId('2')]),
        engine.groups.addMembers(group, [asUserId('2')]),
        engine.groups.removeMembers(group, [asUserId('2')]),
        engine.groups.update(group, { title: 'h' }),
        engine.groups.update(group, { notice: 'n' }),
        engine.groups.setRole(group, asUserId('2'), 'admin'),
        engine.groups.leave(group),
        engine.account.devices(),
        engine.account.endDevice('s'),
      ]
      await engine.searchPeople('x')
      await engine.members(group)
      await engine.members(PEERS)
      engine.peopleInView([asUserId('2')])
      engine.needOlder(PEERS, 10)
      engine.focus(PEERS)
      expect(await engine.inspector.compare()).toMatchObject({ ok: false })
      engine.inspector.repairNow(undefined)
      return (await Promise.all(results)).map((result) => !result.ok && result.error.code)
    }
    expect(await everything()).toEqual(Array(9).fill('unsupported'))
    one.connect()
    await one.when(() => one.connection.status.state === 'online')
    expect(await everything()).toEqual(Array(9).fill('unsupported'))
    expect(await one.engine.account.setProfile({ name: 'n' })).toMatchObject({ ok: false })
    one.say('hi')
    await one.when(() => one.rows()[0]?.status === 'sent')
    one.connection.reconnectNow()
    await one.when(() => one.connection.status.state === 'online')
    expect(one.httpRequests).toEqual([])
  })

  it('refuses what the gateway would not relay: bundles, and whatever it does not know', async () => {
    const one = await BaseClient.online('1')
    one.say('a')
    one.say('b')
    await one.when(() => one.rows().every(({ status }) => status === 'sent') && one.rows().length === 2)
    const { rows } = one.store.messages.page({ conversationId: PEERS, anchor: { at: 'end' }, limit: 2 })
    const forward = { localIds: rows.map(({ localId }) => localId), to: [PEERS], title: 't' }
    expect(one.engine.forward({ ...forward, as: 'bundle' })).toMatchObject({ ok: false, error: { code: 'no_bundles' } })
    expect(
      one.engine.send({ conversationId: PEERS, content: { kind: 'stored', type: 'link', content: { url: 'u', title: 't' } } }),
    ).toMatchObject({
      ok: false,
      error: { code: 'no_such_type' },
    })
    expect(one.engine.forward({ ...forward, as: 'each' }).ok).toBe(true)
    await one.when(() => one.rows().length === 4)
  })

  it.each(['x', '字', '"', '\n', '👍', '\u0001'])(
    'a text of %j fills a frame of 4,096 bytes to the last byte, and not beyond',
    async (unit) => {
      const one = await BaseClient.online('1')
      const room = one.engine.writing.check.roomForText({ conversationId: PEERS }).bytes
      const units = Math.floor((room - 1) / jsonBytes(unit))
      const rest = room - units * jsonBytes(unit)
      const text = 'x'.repeat(rest) + unit.repeat(units)
      expect(jsonBytes(text)).toBe(room)
      expect(one.trySay(`${text}x`)).toMatchObject({ ok: false, error: { code: 'too_large' } })
      expect(one.trySay(text).ok).toBe(true)
      await one.when(() => one.rows()[0]?.status === 'sent')
      expect(Buffer.byteLength(sent()[0]!.body)).toBe(4_080)
    },
  )

  it('refuses groups and what does not fit a frame of the gateway, and never sends it', async () => {
    const one = await BaseClient.online('1')
    one.store.conversations.ensure(asConversationId('c2g:g1'), asUserId('1'))
    expect(one.trySay('hi', asConversationId('c2g:g1'))).toMatchObject({ ok: false, error: { code: 'no_groups' } })
    expect(one.trySay('字'.repeat(1400))).toMatchObject({ ok: false, error: { code: 'too_large' } })
    expect(one.trySay('fits')).toMatchObject({ ok: true })
    await one.when(() => one.rows()[0]?.status === 'sent')
    expect(gateway.count('B101')).toBe(1)
    expect(gateway.count('B102')).toBe(0)
  })

  it('fails what was queued for a better server as soon as it is sent, without holding up the rest', async () => {
    const one = new BaseClient('1', 'sync')
    one.say('字'.repeat(1400))
    one.say('fits')
    one.connect()
    await one.when(() => one.rows()[1]?.status === 'sent')
    expect(one.rows()[0]?.status).toBe('failed')
    expect(gateway.count('B101')).toBe(1)
  })
})
