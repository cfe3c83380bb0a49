import { type Envelope, isContentType, messageHeaderSchema, parseContent } from '@protocol/schemas/chat'
import { c2cConversationId, c2gConversationId, cliMidSchema, idSchema, midSchema } from '@protocol/schemas/ids'
import type { Bus } from '../bus/bus'
import type { MessageDraft, ServerStore, StoredMessage } from '../store/server-store'
import type { ConversationNews } from './conversation-news'
import { KeyedQueue } from './keyed-queue'
import { RateLimit } from './rate-limit'
import { RefusedError, type Reply, type Session, type WorldContext } from './session'
import { messageEnvelope } from './wire'

/** Types that only the server writes. */
const RESERVED_TYPES: ReadonlySet<string> = new Set(['recall', 'recalled', 'ack', 'nack'])

/** Header keys that the server sets; what a sender wrote there is not believed. */
const NAMED_KEYS = ['mid', 'seq', 'sent_at', 'conversation_id', 'cli_mid', 'sender_id', 'sender_name', 'sender_avatar', 'receiver_id'] as const

type Target = { readonly conversationId: string; readonly receiverId: string; readonly command: 'c2c' | 'c2g' }

/**
 * Takes messages in, names them and sends them out (PROTOCOL 4). Messages of one conversation pass one after the
 * other, so that every session sees them in `seq` order.
 */
export class Messages {
  readonly #store: ServerStore
  readonly #bus: Bus
  readonly #news: ConversationNews
  readonly #context: WorldContext
  readonly #inOrder = new KeyedQueue()
  readonly #rate: RateLimit
  /** For `/metrics`. */
  readonly counts = { stored: 0, duplicates: 0, refused: 0 }

  constructor(options: { readonly store: ServerStore; readonly bus: Bus; readonly news: ConversationNews; readonly context: WorldContext }) {
    this.#store = options.store
    this.#bus = options.bus
    this.#news = options.news
    this.#context = options.context
    this.#rate = new RateLimit(options.context.limits)
  }

  /** A `B101` or `B102` of a session. Every message gets an ack or a nack. */
  async accept(session: Session, command: 'c2c' | 'c2g', envelope: Envelope, bodyBytes: number, reply: Reply): Promise<void> {
    const { data } = envelope
    const cliMid = cliMidSchema.safeParse(data['cli_mid']).data
    try {
      const waitMs = this.#rate.take(session.userId, this.#context.now())
      if (waitMs > 0) {
        this.counts.refused += 1
        reply.nack({ cliMid, code: 'rate_limited', reason: 'too many messages at once', retryAfterMs: waitMs })
        return
      }
      const target = await this.#check(session, command, envelope, bodyBytes)
      await this.#inOrder.run(target.conversationId, () => this.#append(session, target, envelope, cliMid ?? this.#context.newId(), reply))
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error
      this.counts.refused += 1
      reply.nack({ cliMid, code: error.code, reason: error.reason })
    }
  }

  /** Appends a message that the server itself writes, such as a group event. */
  async appendByServer(conversationId: string, senderId: string, type: string, content: Readonly<Record<string, unknown>>): Promise<StoredMessage> {
    return this.#inOrder.run(conversationId, async () => {
      const receiverId = conversationId.slice('c2g:'.length)
      const draft = await this.#draft(conversationId, senderId, receiverId, this.#context.newId(), type, content)
      const { message } = await this.#store.messages.append(draft)
      await this.#publish(message, 'c2g')
      return message
    })
  }

  /** `message.recall`: own messages within the limit, a group's owner any (PROTOCOL 5). */
  async recall(userId: string, mid: string): Promise<{ readonly mid: string; readonly seq: number }> {
    if (!midSchema.safeParse(mid).success) throw new RefusedError('bad_request', 'mid is not an id', 400)
    const known = await this.#store.messages.byMid(mid)
    const me = known === undefined ? undefined : await this.#store.conversations.member(known.conversationId, userId)
    if (known === undefined || me === undefined) throw new RefusedError('not_found', 'there is no such message', 404)
    return this.#inOrder.run(known.conversationId, async () => {
      const target = (await this.#store.messages.byMid(mid)) ?? known
      if (RESERVED_TYPES.has(target.type)) throw new RefusedError('already_recalled', 'it is gone already', 409)
      const isLate = this.#context.now() - target.sentAt > this.#context.limits.recallMs
      if (me.role !== 'owner' && target.senderId !== userId) throw new RefusedError('forbidden', 'it is not your message', 403)
      if (me.role !== 'owner' && isLate) throw new RefusedError('recall_expired', 'it was sent too long ago', 403)
      const receiverId = String(target.data['receiver_id'] ?? '')
      const content = { target_mid: mid, target_seq: target.seq, by: userId }
      const draft = await this.#draft(target.conversationId, userId, receiverId, this.#context.newId(), 'recall', content)
      const notice = await this.#store.messages.recall(mid, draft)
      await this.#publish(notice, target.conversationId.startsWith('c2g:') ? 'c2g' : 'c2c')
      return { mid: notice.mid, seq: notice.seq }
    })
  }

  async #check(session: Session, command: 'c2c' | 'c2g', { type, data }: Envelope, bodyBytes: number): Promise<Target> {
    if (bodyBytes > this.#context.limits.maxBodyBytes) throw new RefusedError('too_large', 'the message is too large', 413)
    const header = messageHeaderSchema.safeParse(data)
    if (!header.success) throw new RefusedError('bad_message', 'sender_id and receiver_id must be strings', 400)
    if (header.data.sender_id !== session.userId) throw new RefusedError('bad_message', 'sender_id is not who you are', 400)
    if (RESERVED_TYPES.has(type)) throw new RefusedError('bad_message', `${type} is written by the server`, 400)
    if (type === 'custom' && data['kind'] === 'group.event') throw new RefusedError('bad_message', 'group.event is written by the server', 400)
    if (isContentType(type) && parseContent(type, data) === undefined) throw new RefusedError('bad_message', `the content is not that of ${type}`, 400)
    const receiverId = header.data.receiver_id
    if (!idSchema.safeParse(receiverId).success) throw new RefusedError('bad_message', 'receiver_id is not an id', 400)
    const conversationId = command === 'c2c' ? c2cConversationId(session.userId, receiverId) : c2gConversationId(receiverId)
    if (header.data.conversation_id !== undefined && header.data.conversation_id !== conversationId) {
      throw new RefusedError('bad_message', 'conversation_id and receiver_id disagree', 400)
    }
    if (command === 'c2g') {
      if ((await this.#store.conversations.member(conversationId, session.userId)) === undefined) {
        throw new RefusedError('not_member', 'you are not a member of this group', 403)
      }
    } else if ((await this.#store.users.get(receiverId)) === undefined) {
      throw new RefusedError('not_member', 'there is no such user', 404)
    }
    return { conversationId, receiverId, command }
  }

  async #append(session: Session, target: Target, envelope: Envelope, cliMid: string, reply: Reply): Promise<void> {
    const { conversationId, receiverId, command } = target
    if (command === 'c2c') {
      const isNew = await this.#store.conversations.ensureC2c(conversationId, [session.userId, receiverId], this.#context.now())
      if (isNew) await this.#news.changed(conversationId)
    }
    const content = Object.fromEntries(Object.entries(envelope.data).filter(([key]) => !(NAMED_KEYS as readonly string[]).includes(key)))
    const draft = await this.#draft(conversationId, session.userId, receiverId, cliMid, envelope.type, content)
    const { isNew, message } = await this.#store.messages.append(draft)
    if (isNew) this.counts.stored += 1
    else this.counts.duplicates += 1
    reply.ack({
      receiverId: session.level === 'base' ? session.userId : receiverId,
      cliMid: message.cliMid,
      conversationId: message.conversationId,
      mid: message.mid,
      seq: message.seq,
      sentAt: message.sentAt,
    })
    if (isNew) await this.#publish(message, command, session.sessionId)
  }

  /** A message in the form it is kept and sent in; name and avatar are the profile's, whatever the sender wrote. */
  async #draft(
    conversationId: string,
    senderId: string,
    receiverId: string,
    cliMid: string,
    type: string,
    content: Readonly<Record<string, unknown>>,
  ): Promise<MessageDraft> {
    const sender = await this.#store.users.get(senderId)
    const data = { sender_name: sender?.name ?? senderId, sender_avatar: sender?.avatar ?? '', receiver_id: receiverId, ...content }
    return { conversationId, senderId, cliMid, type, data, sentAt: this.#context.now() }
  }

  async #publish(message: StoredMessage, command: 'c2c' | 'c2g', except?: string): Promise<void> {
    const to = await this.#store.conversations.memberIds(message.conversationId)
    const { type, data } = messageEnvelope(message)
    this.#bus.publish({ to, except, event: { kind: 'message', command, type, data } })
  }
}

