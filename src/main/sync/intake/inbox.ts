import { asMid, asSeq, type ConversationId, type LocalId } from '@shared/ids'
import type { Clock } from '../../lib/clock'
import type { Logger } from '../../lib/logger'
import type { ChatMessage } from '../../kinds/kind/facts'
import { hasLeftBy, isGroupEvent } from '../../store/group-event'
import { type NewMessage, RECALLED_TYPE } from '../../store/message-row'
import type { Store } from '../../store/store'
import type { Changes } from '../../store/changes'
import { holdRange } from '../history/hold-range'
import { rangesOf } from '../history/seq-ranges'
import { peerOf } from '@shared/conversation-id'
import type { Me } from '../writing/own-message'

/** How far above what is held a head is believed without asking (PROTOCOL 7.7). */
const MAX_LEAP = 10_000

/** A message on its way in, or what is left of one that could not be stored as it was. */
export type IncomingMessage = NewMessage & Pick<ChatMessage, 'recalls'>

type InboxDeps = {
  readonly store: Store
  readonly clock: Clock
  readonly logger: Logger
  readonly me: () => Me
}

/**
 * Messages of the server become rows. The one road for pushes, history pages and the last lines of the conversation
 * list; it runs inside the caller's transaction, so that ranges move only with the rows (PROTOCOL 7).
 */
export class Inbox {
  readonly #deps: InboxDeps

  constructor(deps: InboxDeps) {
    this.#deps = deps
  }

  /**
   * Stores messages in the order given; at most 500 a transaction. What is held already is dropped, what contradicts it
   * is noted as a conflict, and a copy of a message that still waits here for its ack names it. One that is too far
   * above what is held is noted as a claim and not stored, unless the server's history has served it (`isProven`).
   */
  apply(said: readonly IncomingMessage[], changes: Changes, isProven = false): void {
    const messages = isProven ? said : this.#believed(said, changes)
    if (messages.length === 0) return
    const { store } = this.#deps
    this.#makeConversations(messages, changes)
    const results = store.messages.insertBatch(messages)
    const held = new Map<ConversationId, number[]>()
    messages.forEach((message, index) => {
      const result = results[index]
      if (result === undefined || !this.#noteOutcome(message, result, changes)) return
      if (message.seq === undefined) return
      const seqs = held.get(message.conversationId)
      if (seqs === undefined) held.set(message.conversationId, [message.seq])
      else seqs.push(message.seq)
    })
    for (const [conversationId, seqs] of held) this.#hold(conversationId, seqs, changes)
    for (const message of messages) this.#applyMeaning(message, changes)
  }

  /** Notes which seqs are held; a head that grows may leave a gap behind. */
  #hold(conversationId: ConversationId, seqs: readonly number[], changes: Changes): void {
    for (const range of rangesOf(seqs)) holdRange(this.#deps.store, conversationId, range, changes)
    this.raiseHead(conversationId, Math.max(...seqs), changes)
  }

  /** The server has messages up to `seq`: what of them is not held is a gap. */
  raiseHead(conversationId: ConversationId, seq: number, changes: Changes): void {
    const { store } = this.#deps
    const before = store.conversations.lastSeq(conversationId)
    if (seq <= before) return
    if (seq > this.#limitOf(conversationId)) return changes.noteClaim(conversationId, { seq })
    store.conversations.raiseLastSeq(conversationId, asSeq(seq))
    changes.noteHead(conversationId, before)
    changes.conversations.add(conversationId)
  }

  /** Whether a head is near enough to what is held to be believed without asking. */
  isBelievable(conversationId: ConversationId, seq: number): boolean {
    return seq <= this.#limitOf(conversationId)
  }

  /**
   * What is held counts, not what was believed: or a server could lead on, step by step. A head that the store has
   * already was asked about, or is being asked about as a gap.
   */
  #limitOf(conversationId: ConversationId): number {
    const { conversations, ranges } = this.#deps.store
    return Math.max(conversations.lastSeq(conversationId), ranges.top(conversationId) + MAX_LEAP)
  }

  #believed(messages: readonly IncomingMessage[], changes: Changes): readonly IncomingMessage[] {
    const limits = new Map<ConversationId, number>()
    const isNear = ({ conversationId, seq }: NewMessage): boolean => {
      if (seq === undefined) return true
      let limit = limits.get(conversationId)
      if (limit === undefined) limits.set(conversationId, (limit = this.#limitOf(conversationId)))
      if (seq > limit) changes.noteClaim(conversationId, { seq })
      return seq <= limit
    }
    return messages.every(isNear) ? messages : messages.filter(isNear)
  }

  #makeConversations(messages: readonly NewMessage[], changes: Changes): void {
    const { store, me } = this.#deps
    const done = new Set<ConversationId>()
    for (const message of messages) {
      const { conversationId } = message
      if (done.has(conversationId)) continue
      if (!store.conversations.has(conversationId)) {
        store.conversations.ensure(conversationId, me().userId)
        changes.unknown.add(conversationId)
        changes.conversations.add(conversationId)
      }
      // Until the server's object comes, if it ever does, a message of the peer is all that tells their name.
      const hasObject = message.seq !== undefined && !changes.unknown.has(conversationId)
      if (hasObject || this.#nameAfterPeer(message)) done.add(conversationId)
    }
  }

  /** True when there is nothing more to learn. */
  #nameAfterPeer({ conversationId, isMine, senderName, senderAvatar }: NewMessage): boolean {
    const { conversations } = this.#deps.store
    if (isMine || senderName === '' || peerOf(conversationId, this.#deps.me().userId) === undefined) return false
    const { title, peerId } = conversations.get(conversationId) ?? {}
    if (title !== peerId) return true
    conversations.upsert({ conversationId, kind: 'c2c', title: senderName, avatar: senderAvatar })
    return true
  }

  /** False for a message that must not count as held. */
  #noteOutcome(message: NewMessage, result: ReturnType<Store['messages']['insertBatch']>[number], changes: Changes): boolean {
    const { store, clock } = this.#deps
    const { conversationId } = message
    switch (result.outcome) {
      case 'inserted':
        changes.messages.add(result.localId)
        changes.conversations.add(conversationId)
        if (!message.isMine) noteArrival(message, changes)
        return true
      case 'merged':
        if (message.isMine && message.type !== RECALLED_TYPE) store.deliveryLog.add(result.localId, 'acknowledged', clock.now())
        changes.messages.add(result.localId)
        changes.conversations.add(conversationId)
        changes.settled.add(result.localId)
        return true
      case 'duplicate':
        return true
      case 'conflict':
        this.#noteConflict(message, result.localId, changes)
        return false
    }
  }

  /** Both the incoming message and the held one are in doubt; they may be of different conversations. */
  #noteConflict({ conversationId, seq, mid }: NewMessage, localId: LocalId, changes: Changes): void {
    const held = this.#deps.store.messages.get(localId)
    this.#deps.logger.warn('a message contradicts one that is held', { conversationId, seq, mid, heldSeq: held?.seq, heldMid: held?.mid })
    if (seq !== undefined) changes.noteConflict(conversationId, seq)
    if (held?.seq !== undefined) changes.noteConflict(held.conversationId, held.seq)
  }

  /** What a message does beside being there. Only numbered ones: the others are of servers that check no sender. */
  #applyMeaning(message: IncomingMessage, changes: Changes): void {
    if (message.seq === undefined) return
    const { conversationId, type, content, recalls } = message
    if (isGroupEvent(type, content)) this.#applyGroupEvent(message, changes)
    if (recalls !== undefined) this.recall(conversationId, recalls.seq, recalls.mid, changes)
  }

  /** The last thing that a member hears of a group is that they are out of it (PROTOCOL 6). Old news changes nothing. */
  #applyGroupEvent(message: NewMessage, changes: Changes): void {
    const { store, me } = this.#deps
    const { conversationId, seq = 0 } = message
    changes.groupEvents.add(conversationId)
    const hasLeft = hasLeftBy(message.content, message.senderId, me().userId)
    if (hasLeft === undefined || !store.conversations.setMembership(conversationId, hasLeft, seq)) return
    changes.conversations.add(conversationId)
  }

  /** Takes a message's content away, or sees to it that it never comes (PROTOCOL 4, `recall`). */
  recall(conversationId: ConversationId, seq: number, mid: string, changes: Changes): void {
    const { store } = this.#deps
    const changed = store.messages.recall(conversationId, asSeq(seq), asMid(mid))
    if (changed === undefined) return
    changes.messages.add(changed.localId)
    changes.conversations.add(conversationId)
  }
}

function noteArrival({ conversationId, senderId, mid, seq }: NewMessage, changes: Changes): void {
  changes.arrived.add(conversationId)
  if (seq === undefined && mid !== undefined) changes.received.push({ conversationId, senderId, mid })
}
