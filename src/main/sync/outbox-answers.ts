import type { Ack, Nack } from '@protocol/schemas/sync'
import { asCliMid, asMid, asSeq } from '@shared/ids'
import type { Clock } from '../lib/clock'
import type { Logger } from '../lib/logger'
import type { StoredMessage } from '../store/message-row'
import type { Store } from '../store/store'
import type { Changes } from '../store/changes'
import type { Inbox } from './inbox'
import type { TriedRequests } from '../kinds/jim1/tried-requests'
import { groupOf, type Me } from '../kinds/jim1/wire-message'
import type { WriteLog } from './write-log'

/** Milliseconds, for a `rate_limited` that does not say how long, and at most. */
const PAUSE_MS = 1000
const MAX_PAUSE_MS = 60_000

type OutboxAnswersDeps = {
  readonly store: Store
  readonly inbox: Inbox
  readonly clock: Clock
  readonly logger: Logger
  readonly me: () => Me
  readonly writeLog: WriteLog
  readonly tried: TriedRequests
}

/**
 * Acks and nacks become rows. Everything here is part of the caller's transaction and changes the store only; the
 * outbox itself moves on when it hears of the commit.
 */
export class OutboxAnswers {
  readonly #deps: OutboxAnswersDeps

  constructor(deps: OutboxAnswersDeps) {
    this.#deps = deps
  }

  /** The server has stored a message of mine, and this is its name. */
  ack(ack: Ack, changes: Changes): void {
    const { store, inbox, clock, me, logger, writeLog } = this.#deps
    writeLog.save(changes)
    const row = store.messages.byCliMid(me().userId, asCliMid(ack.cli_mid))
    if (row === undefined) return logger.warn('an ack for no message', { seq: ack.seq })
    const { conversationId, localId } = row
    // It stays on its way: history brings it, if it is so.
    if (!inbox.isBelievable(conversationId, ack.seq)) return changes.noteClaim(conversationId, { seq: ack.seq })
    const holder = store.messages.bySeq(conversationId, asSeq(ack.seq)) ?? store.messages.byMid(asMid(ack.mid))
    if (row.seq === undefined && holder?.mid === ack.mid && holder.seq === ack.seq && holder.conversationId === conversationId) {
      // History brought it first, stripped of its cli_mid: recalled elsewhere before this ack came.
      store.messages.delete(localId)
      changes.removed.push({ conversationId, localId })
    } else if (row.seq === undefined && holder === undefined) {
      store.messages.name(row, { mid: asMid(ack.mid), seq: asSeq(ack.seq), sentAt: ack.sent_at })
      store.ranges.add(conversationId, ack.seq, ack.seq)
      store.deliveryLog.add(localId, 'acknowledged', clock.now())
    } else if (row.mid !== ack.mid) {
      // It stays on its way: once the conversation is repaired, the server's next ack names it.
      logger.warn('an ack names a seq that another message has', { conversationId, seq: ack.seq })
      changes.noteConflict(conversationId, ack.seq)
      if (holder?.seq !== undefined) changes.noteConflict(holder.conversationId, holder.seq)
      return
    }
    store.outbox.remove(localId)
    inbox.raiseHead(conversationId, ack.seq, changes)
    changes.settled.add(localId)
    changes.noteMessage(row)
  }

  /** The server will not take a message of mine, or not now (`rate_limited`). */
  nack(nack: Nack, changes: Changes): void {
    const { store, me, logger, writeLog } = this.#deps
    writeLog.save(changes)
    const row = nack.cli_mid === undefined ? this.#byRequest(nack.request_id) : store.messages.byCliMid(me().userId, asCliMid(nack.cli_mid))
    if (row === undefined || row.seq !== undefined) return logger.warn('a nack for no waiting message', { code: nack.code })
    if (nack.code === 'rate_limited') {
      store.messages.setStatus(row.localId, 'queued')
      changes.noteMessage(row)
      changes.pauseMs = Math.min(MAX_PAUSE_MS, nack.retry_after_ms ?? PAUSE_MS)
      return
    }
    if (nack.code === 'not_member' && groupOf(row.conversationId) !== undefined) {
      // Nacks and news come on one road: this is the newest.
      const { conversations } = store
      conversations.setMembership(row.conversationId, true, conversations.membershipSeq(row.conversationId))
    }
    this.fail(row, nack.code, nack.reason, changes)
  }

  /**
   * The original gateway has read a message of mine, whatever became of it here since: it waits again, it was left
   * unconfirmed. It names no seq.
   */
  baseAck(requestId: number, changes: Changes): void {
    const { store, clock, writeLog } = this.#deps
    const row = this.#byRequest(requestId)
    if (row === undefined || row.status === 'sent') return
    writeLog.save(changes)
    store.messages.setStatus(row.localId, 'sent')
    store.outbox.remove(row.localId)
    store.deliveryLog.add(row.localId, 'acknowledged', clock.now())
    changes.settled.add(row.localId)
    changes.noteMessage(row)
  }

  /** This message will never be taken: it stays, with its reason, and those behind it go on. */
  fail(row: StoredMessage, code: string, reason: string, changes: Changes): void {
    const { store, clock } = this.#deps
    store.messages.setStatus(row.localId, 'failed', { code, reason })
    store.outbox.remove(row.localId)
    store.deliveryLog.add(row.localId, 'refused', clock.now(), { code })
    changes.settled.add(row.localId)
    changes.noteMessage(row)
  }

  #byRequest(requestId: number): StoredMessage | undefined {
    const { store, tried } = this.#deps
    const localId = tried.get(requestId)
    return localId === undefined ? undefined : store.messages.get(localId)
  }
}
