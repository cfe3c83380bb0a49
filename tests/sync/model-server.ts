import type { Packet, PacketOf } from '@protocol/codec'
import { c2cConversationId, parseConversationId } from '@protocol/schemas/ids'
import type { HttpClient, HttpRequest, HttpResponse } from '../../src/main/lib/http-client'
import { HttpError } from '../../src/main/lib/http-client'
import { type FakePeer, SESSION } from '../helpers/fake-transport'

type Envelope = { type: string; data: Record<string, unknown> }
type Talk = { messages: (Envelope | undefined)[]; marks: Record<string, { read: number; delivered: number }>; updatedAt: number }

/** What a test lets go wrong. Each is asked for every case; the default is that nothing does. */
export type ModelFaults = {
  /** True: this push does not reach this session. */
  dropPush?: (type: string, userId: string) => boolean
  /** True: the message is stored, its ack is lost. */
  dropAck?: () => boolean
  /** True: this signal is lost on its way here. */
  dropSignal?: () => boolean
  /** Answers a message with this nack instead. */
  nack?: (envelope: Envelope) => { code: string; retry_after_ms?: number } | undefined
  /** Instead of the HTTP answer: another one, or an error. */
  http?: (request: HttpRequest) => HttpResponse | HttpError | undefined
}

/**
 * A sync/1 server of a few hundred lines of memory, for tests of the client alone: it numbers, acknowledges, fans out
 * and serves history as PROTOCOL 6.3 says, at once and without time of its own. The bundled server is the real thing; this
 * one is for what a well-behaved server never does.
 */
export class ModelServer {
  readonly talks = new Map<string, Talk>()
  readonly requests: HttpRequest[] = []
  /** What was signalled, lost or not: "alice delivered". */
  readonly signals: string[] = []
  readonly faults: ModelFaults = {}
  readonly #sessions = new Map<FakePeer, string>()
  readonly #groups = new Map<string, { title: string; members: string[] }>()
  readonly #acks = new Map<string, Record<string, unknown>>()
  /** Answers that are kept until `answerHttp`, when the test holds HTTP. */
  #held: (() => void)[] | undefined
  #nextMid = 1000
  now = 1_790_000_000_000

  /** Accepts a dial: opens it and answers what it says. */
  readonly accept = (peer: FakePeer): void => {
    peer.onWrite = () => {
      const packet = peer.packets.at(-1)
      // Never within the write itself: no network is that fast.
      if (packet !== undefined) queueMicrotask(() => this.#hear(peer, packet))
    }
    peer.onGone = () => void this.#sessions.delete(peer)
    queueMicrotask(() => peer.open())
  }

  readonly http: HttpClient = {
    request: async (request) => {
      this.requests.push(request)
      if (this.#held !== undefined) await new Promise<void>((resolve) => this.#held?.push(resolve))
      const fault = this.faults.http?.(request)
      if (fault instanceof HttpError) throw fault
      return fault ?? { status: 200, json: this.#answer(request) }
    },
  }

  /** HTTP answers wait until `answerHttp`. */
  holdHttp(): void {
    this.#held ??= []
  }

  answerHttp(): void {
    const held = this.#held ?? []
    this.#held = undefined
    for (const answer of held) answer()
  }

  /** The history requests so far, as `from-to`. */
  get ranges(): string[] {
    return this.requests.flatMap(({ url }) => {
      const { pathname, searchParams } = new URL(url)
      return pathname.endsWith('/messages') ? [`${searchParams.get('from_seq')}-${searchParams.get('to_seq')}`] : []
    })
  }

  cutAll(): void {
    for (const peer of [...this.#sessions.keys()]) {
      this.#sessions.delete(peer)
      peer.close('reset', 'cut')
    }
  }

  /** The process at the far end is gone; nothing it says is heard, nothing is said to it. */
  forget(peer: FakePeer): void {
    this.#sessions.delete(peer)
    peer.transport.destroy()
  }

  addGroup(groupId: string, title: string, members: string[]): string {
    this.#groups.set(groupId, { title, members })
    this.#talk(`c2g:${groupId}`)
    return `c2g:${groupId}`
  }

  removeMember(groupId: string, userId: string): void {
    const group = this.#groups.get(groupId)
    if (group !== undefined) group.members = group.members.filter((id) => id !== userId)
  }

  /** Somebody writes; nobody hears of it unless `isPushed`. Returns the stored message. */
  post(conversationId: string, senderId: string, text: string, isPushed = true): Envelope {
    return this.store(conversationId, senderId, { type: 'text', data: { content: text } }, isPushed)
  }

  store(conversationId: string, senderId: string, content: Envelope, isPushed = true): Envelope {
    const talk = this.#talk(conversationId)
    const envelope = {
      type: content.type,
      data: {
        ...content.data,
        sender_id: senderId,
        sender_name: senderId.toUpperCase(),
        sender_avatar: '',
        receiver_id: receiverOf(conversationId, senderId),
        conversation_id: conversationId,
        mid: String(++this.#nextMid),
        seq: talk.messages.length + 1,
        sent_at: ++this.now,
      },
    }
    talk.messages.push(envelope)
    talk.updatedAt = this.now
    if (isPushed) this.push(envelope)
    return envelope
  }

  /** Sends a stored message to every session of every member. */
  push(envelope: Envelope, except?: FakePeer): void {
    const members = this.#membersOf(String(envelope.data['conversation_id']))
    const command = String(envelope.data['conversation_id']).startsWith('c2g') ? 'c2g' : 'c2c'
    for (const [peer, userId] of this.#sessions) {
      if (peer === except || !members.includes(userId) || this.faults.dropPush?.(envelope.type, userId) === true) continue
      peer.json(command, 0, envelope)
    }
  }

  /** A `B103` to every session of a user. */
  tell(userId: string, type: string, data: Record<string, unknown>): void {
    for (const [peer, id] of this.#sessions) if (id === userId) peer.json('push', 0, { type, data })
  }

  /** Restores the conversation from a backup: it ends at `seq`, and what comes after gets other mids. */
  restore(conversationId: string, seq: number): void {
    const talk = this.#talk(conversationId)
    talk.messages.length = seq
    talk.updatedAt = ++this.now
  }

  /** What `userId` sees of a conversation (PROTOCOL 6). */
  objectOf(conversationId: string, userId: string): Record<string, unknown> {
    const talk = this.#talk(conversationId)
    const parsed = parseConversationId(conversationId)
    const peer = parsed?.kind === 'c2c' ? (parsed.users.find((id) => id !== userId) ?? userId) : undefined
    const marks = (id: string): { read: number; delivered: number } => talk.marks[id] ?? { read: 0, delivered: 0 }
    return {
      conversation_id: conversationId,
      kind: parsed?.kind ?? 'c2c',
      title: peer === undefined ? this.#groups.get(conversationId.slice(4))?.title : peer.toUpperCase(),
      avatar: '',
      notice: '',
      members_count: this.#membersOf(conversationId).length,
      last_seq: talk.messages.length,
      read_seq: marks(userId).read,
      ...(peer === undefined ? {} : { peer_read_seq: marks(peer).read, peer_delivered_seq: marks(peer).delivered }),
      updated_at: talk.updatedAt,
      muted_until: 0,
      last_message: talk.messages.at(-1) ?? null,
    }
  }

  #hear(peer: FakePeer, packet: Packet): void {
    if (peer.isGone) return
    if (packet.name === 'auth') {
      this.#sessions.set(peer, packet.auth.client_id)
      peer.json('authAccepted', packet.requestId, { ...SESSION, user_id: packet.auth.client_id })
    } else if (packet.name === 'ping') peer.text('pong', packet.requestId, 'pong')
    else if (!this.#sessions.has(peer)) return
    else if (packet.name === 'c2c' || packet.name === 'c2g') this.#accept(peer, packet)
    else if (packet.name === 'signal') this.#signal(peer, packet.envelope)
    else if (packet.name === 'query') this.#query(peer, packet)
  }

  #accept(peer: FakePeer, packet: PacketOf<'c2c' | 'c2g'>): void {
    const senderId = this.#sessions.get(peer) ?? ''
    const cliMid = String(packet.envelope.data['cli_mid'])
    const refusal = this.faults.nack?.(packet.envelope)
    if (refusal !== undefined) {
      peer.json('push', packet.requestId, { type: 'nack', data: { request_id: packet.requestId, cli_mid: cliMid, reason: '', ...refusal } })
      return
    }
    const key = `${senderId} ${cliMid}`
    if (!this.#acks.has(key)) {
      const { conversation_id: said, receiver_id: receiver } = packet.envelope.data
      const conversationId = typeof said === 'string' ? said : c2cConversationId(senderId, String(receiver))
      const stored = this.store(conversationId, senderId, packet.envelope, false)
      const { mid, seq, sent_at } = stored.data
      this.#acks.set(key, { cli_mid: cliMid, conversation_id: conversationId, mid, message_id: mid, seq, sent_at, receiver_id: receiver })
      this.push(stored, peer)
    }
    if (this.faults.dropAck?.() === true) return
    peer.json('push', packet.requestId, { type: 'ack', data: { ...this.#acks.get(key), request_id: packet.requestId } })
  }

  #signal(peer: FakePeer, { type, data }: Envelope): void {
    const userId = this.#sessions.get(peer) ?? ''
    const conversationId = String(data['conversation_id'])
    this.signals.push(`${userId} ${type}`)
    if (this.faults.dropSignal?.() === true) return
    if (type === 'read' || type === 'delivered') {
      const talk = this.#talk(conversationId)
      const marks = (talk.marks[userId] ??= { read: 0, delivered: 0 })
      marks[type] = Math.max(marks[type], Number(data['up_to_seq']))
      talk.updatedAt = ++this.now
    }
    for (const member of this.#membersOf(conversationId)) {
      for (const [other, id] of this.#sessions) {
        if (other !== peer && id === member) other.json('push', 0, { type, data: { ...data, user_id: userId } })
      }
    }
  }

  #query(peer: FakePeer, { requestId, method, params }: PacketOf<'query'>): void {
    if (method === 'presence.subscribe') {
      const ids = params['user_ids'] as string[]
      const online = new Set(this.#sessions.values())
      const items = ids.map((id) => ({ user_id: id, state: online.has(id) ? 'online' : 'unavailable', status: '', last_seen: 0 }))
      peer.json('result', requestId, { result: { items } })
    } else if (method === 'message.recall') {
      for (const [conversationId, talk] of this.talks) {
        const target = talk.messages.find((message) => message?.data['mid'] === params['mid'])
        if (target === undefined) continue
        const { mid, seq, sender_id } = target.data
        talk.messages[Number(seq) - 1] = { type: 'recalled', data: { mid, seq } }
        const notice = { type: 'recall', data: { target_mid: mid, target_seq: seq, by: sender_id } }
        const stored = this.store(conversationId, String(sender_id), notice)
        peer.json('result', requestId, { result: { mid: stored.data['mid'], seq: stored.data['seq'] } })
        return
      }
      peer.json('error', requestId, { code: 'not_found', reason: '' })
    } else {
      peer.json('result', requestId, { result: { conversation_id: params['conversation_id'], muted_until: params['until'] } })
    }
  }

  #answer({ url, token }: HttpRequest): unknown {
    const { pathname, searchParams } = new URL(url)
    const me = token ?? ''
    if (pathname === '/v1/me') return { user_id: me, name: me.toUpperCase(), avatar: '', status: '' }
    if (pathname === '/v1/users') return { items: [{ user_id: 'zoe', name: 'ZOE', avatar: '', status: '' }] }
    if (pathname === '/v1/conversations') {
      const since = Number(searchParams.get('since') ?? 0)
      const mine = [...this.talks.keys()].filter((id) => this.#membersOf(id).includes(me))
      const changed = mine.map((id) => this.objectOf(id, me)).filter((object) => Number(object['updated_at']) > since)
      changed.sort((a, b) => Number(b['updated_at']) - Number(a['updated_at']))
      const start = Number(searchParams.get('after') ?? 0)
      const end = start + Number(searchParams.get('limit'))
      return { items: changed.slice(start, end), next: end < changed.length ? String(end) : null, server_time: this.now }
    }
    const conversationId = decodeURIComponent(pathname.split('/')[3] ?? '')
    if (pathname.endsWith('/members')) {
      const items = this.#membersOf(conversationId).map((id) => ({
        user_id: id,
        name: id.toUpperCase(),
        role: 'member',
        read_seq: 0,
        delivered_seq: 0,
      }))
      return { items }
    }
    const { messages } = this.#talk(conversationId)
    const items = messages.slice(Number(searchParams.get('from_seq')) - 1, Number(searchParams.get('to_seq')))
    return { items: items.filter((item) => item !== undefined), last_seq: messages.length }
  }

  #talk(conversationId: string): Talk {
    const talk = this.talks.get(conversationId) ?? { messages: [], marks: {}, updatedAt: ++this.now }
    this.talks.set(conversationId, talk)
    return talk
  }

  #membersOf(conversationId: string): readonly string[] {
    const parsed = parseConversationId(conversationId)
    if (parsed?.kind === 'c2c') return parsed.users
    return parsed === undefined ? [] : (this.#groups.get(parsed.groupId)?.members ?? [])
  }
}

function receiverOf(conversationId: string, senderId: string): string {
  const parsed = parseConversationId(conversationId)
  if (parsed?.kind === 'c2c') return parsed.users.find((id) => id !== senderId) ?? senderId
  return parsed?.groupId ?? ''
}
