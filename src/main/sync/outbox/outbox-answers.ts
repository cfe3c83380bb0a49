import { groupOf } from '@shared/conversation-id'
import type { CliMid, Mid, Seq } from '@shared/ids'
import type { NamedFact, RefusedFact } from '../../kinds/kind/facts'
import type { Clock } from '../../lib/clock'
import type { Logger } from '../../lib/logger'
import type { StoredMessage } from '../../store/message-row'
import { PUT_OFF } from '../../store/delivery-log-table'
import type { Store } from '../../store/store'
import type { Changes } from '../../store/changes'
import { holdRange } from '../history/hold-range'
import type { Inbox } from '../intake/inbox'
import type { Me } from '../writing/own-message'
import type { WriteLog } from './write-log'

/** Milliseconds, for a `rate_limited` that does not say how long, and at most. */
const PAUSE_MS = 1000
const MAX_PAUSE_MS = 60_000
/** How often a file is brought up again for one message. */
const RENEWALS = 3

type OutboxAnswersDeps = {
  readonly store: Store
  readonly inbox: Inbox
  readonly clock: Clock
  readonly logger: Logger
  readonly me: () => Me
  readonly writeLog: WriteLog
}

/**
 * What the server says of messages of mine becomes rows. Everything here is part of the caller's transaction and
 * changes the store only; the outbox itself moves on when it hears of the commit.
 */
export class OutboxAnswers {
  readonly #deps: OutboxAnswersDeps

  constructor(deps: OutboxAnswersDeps) {
    this.#deps = deps
  }

  /** The server has taken a message of mine, whatever became of it here since; and this is its name, if it has one. */
  named(fact: NamedFact, changes: Changes): void {
    const row = this.#mine(fact.cliMid)
    if (row === undefined) return this.#deps.logger.warn('an ack for no message', { seq: fact.seq })
    const { mid, seq } = fact
    if (mid !== undefined && seq !== undefined) this.#numbered(row, { mid, seq, sentAt: fact.sentAt }, changes)
    else this.#taken(row, fact, changes)
  }

  #numbered(
    row: StoredMessage,
    name: { readonly mid: Mid; readonly seq: Seq; readonly sentAt?: number | undefined },
    changes: Changes,
  ): void {
    const { store, inbox, clock, logger, writeLog } = this.#deps
    const { conversationId, localId } = row
    const { mid, seq } = name
    writeLog.save(changes)
    // It stays on its way: history brings it, if it is so.
    if (!inbox.isBelievable(conversationId, seq)) return changes.noteClaim(conversationId, { seq })
    const holder = store.messages.bySeq(conversationId, seq) ?? store.messages.byMid(conversationId, mid)
    if (row.seq === undefined && holder?.mid === mid && holder.seq === seq) {
      // History brought it first, stripped of its cliMid: recalled elsewhere before this ack came.
      store.messages.delete(localId)
      changes.removed.push({ conversationId, localId })
    } else if (row.seq === undefined && holder === undefined) {
      store.messages.name(row, { mid, seq, sentAt: name.sentAt ?? row.localAt })
      holdRange(store, conversationId, [seq, seq], changes)
      store.deliveryLog.add(localId, 'acknowledged', clock.now())
    } else if (row.mid !== mid) {
      // It stays on its way: once the conversation is repaired, the server's next ack names it.
      logger.warn('an ack names a seq that another message has', { conversationId, seq })
      changes.noteConflict(conversationId, seq)
      if (holder?.seq !== undefined) changes.noteConflict(holder.conversationId, holder.seq)
      return
    }
    store.outbox.remove(localId)
    inbox.raiseHead(conversationId, seq, changes)
    changes.settled.add(localId)
    changes.noteMessage(row)
  }

  /** An ack without a number: it may be late, when the message waits again here or was left unconfirmed. */
  #taken(row: StoredMessage, { mid, orderKey, sentAt }: NamedFact, changes: Changes): void {
    const { store, clock, writeLog } = this.#deps
    const { conversationId, localId } = row
    if (row.status === 'sent') return
    writeLog.save(changes)
    if (mid !== undefined && store.messages.byMid(conversationId, mid) !== undefined) {
      // History brought it first, without its cliMid.
      store.messages.delete(localId)
      changes.removed.push({ conversationId, localId })
    } else store.messages.name(row, { mid, orderKey, sentAt })
    store.outbox.remove(localId)
    store.deliveryLog.add(localId, 'acknowledged', clock.now())
    changes.settled.add(localId)
    changes.noteMessage(row)
  }

  /** The server will not take a message of mine, or not now (`rate_limited`). */
  refused({ cliMid, code, reason, retryAfterMs }: RefusedFact, changes: Changes): void {
    const { store, clock, logger, writeLog } = this.#deps
    writeLog.save(changes)
    const row = this.#mine(cliMid)
    if (row === undefined || row.seq !== undefined) return logger.warn('a refusal of no waiting message', { code })
    if (code === PUT_OFF) {
      store.messages.setStatus(row.localId, 'queued')
      store.deliveryLog.add(row.localId, 'refused', clock.now(), { code: PUT_OFF })
      changes.noteMessage(row)
      changes.pauseMs = Math.min(MAX_PAUSE_MS, retryAfterMs ?? PAUSE_MS)
      return
    }
    if (code === 'no_file' && this.#uploadAgain(row, changes)) return
    if (code === 'not_member' && groupOf(row.conversationId) !== undefined) {
      // Refusals and news come on one road: this is the newest.
      const { conversations } = store
      conversations.setMembership(row.conversationId, true, conversations.membershipSeq(row.conversationId))
    }
    this.fail(row, code, reason, changes)
  }

  /** The server has let go of a file of mine before it heard of it: it is brought up once more, if it is still known where from. */
  #uploadAgain(row: StoredMessage, changes: Changes): boolean {
    const { store, clock } = this.#deps
    const { localId } = row
    const upload = store.transfers.ofMessage(localId, 'up')
    if (upload?.path === undefined || upload.renewals >= RENEWALS || store.parts.get(localId)?.state !== 'done') return false
    const { fileId: _gone, thumbId: _too, ...rest } = upload
    store.transfers.save({ ...rest, state: 'open', done: 0, renewals: upload.renewals + 1 })
    store.parts.setState(localId, 'waiting')
    store.messages.setStatus(localId, 'queued')
    store.deliveryLog.add(localId, 'refused', clock.now(), { code: 'no_file' })
    changes.transfers.add(upload.id)
    changes.lacking.add(localId)
    changes.noteMessage(row)
    return true
  }

  /** This message will never be taken, or never be whole: it stays, with its reason, and those behind it go on. */
  fail(row: StoredMessage, code: string, reason: string, changes: Changes, step: 'refused' | 'part_failed' = 'refused'): void {
    const { store, clock } = this.#deps
    store.messages.setStatus(row.localId, 'failed', { code, reason })
    store.outbox.remove(row.localId)
    store.deliveryLog.add(row.localId, step, clock.now(), { code })
    changes.settled.add(row.localId)
    changes.noteMessage(row)
  }

  #mine(cliMid: CliMid): StoredMessage | undefined {
    return this.#deps.store.messages.byCliMid(this.#deps.me().userId, cliMid)
  }
}
