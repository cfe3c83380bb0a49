import type { ConversationId, LocalId } from '@shared/ids'
import type { OutboxInspection, SyncComparison, SyncInspection, SyncReport } from '@shared/inspection'
import type { Waiting, WaitReason } from '@shared/message'
import { failed, type Result } from '@shared/result'
import type { ChatSession } from '../../kinds/kind/chat-session'
import { toMessage } from '../../store/message-row'
import type { OutboxEntry } from '../../store/outbox-table'
import type { Store } from '../../store/store'
import type { ChatRequests } from '../../kinds/kind/chat-requests'
import type { Clock } from '../../lib/clock'
import type { History } from '../history/history'
import { Comparison } from './comparison'
import type { Outbox } from '../outbox/outbox'
import { countSeqs, intersect, missingIn } from '../history/seq-ranges'
import type { StoreWriter } from '../../store/store-writer'

/** Refused messages that are listed; a person who has more has other worries. */
const MAX_FAILED = 100

type InspectorDeps = {
  readonly store: Store
  readonly writer: StoreWriter
  readonly outbox: Outbox
  readonly history: Pick<History, 'backfill' | 'catchUp'>
  readonly api: ChatRequests
  readonly clock: Clock
  readonly session: () => ChatSession | undefined
}

/** What the sync inspector shows, and its repair. */
export class SyncInspector {
  readonly #deps: InspectorDeps
  readonly #comparison: Comparison

  constructor(deps: InspectorDeps) {
    this.#deps = deps
    this.#comparison = new Comparison(deps)
  }

  close(): void {
    this.#comparison.close()
  }

  report(): SyncReport {
    return { conversations: this.#conversations(), outbox: this.#outbox() }
  }

  /** Codes: `not_online`; `unsupported` where nothing is numbered; those of the server and the link. */
  async compare(): Promise<Result<SyncComparison>> {
    const current = this.#deps.session()
    if (current === undefined) return failed('not_online')
    return current.features.history === 'ranges' ? this.#comparison.compare() : failed('unsupported')
  }

  /** Fetches everything that is missing now, whatever failed before; without a conversation, asks what there is too. */
  repairNow(conversationId?: ConversationId): void {
    const { backfill, catchUp } = this.#deps.history
    if (conversationId === undefined) catchUp.againWhole()
    backfill.repairNow(conversationId)
  }

  /** Per conversation what the server has, what is held, and what is missing. */
  #conversations(): readonly SyncInspection[] {
    const { store } = this.#deps
    const ranges = store.ranges.all()
    return store.conversations.list().map(({ conversationId, title, lastSeq, hasLeft }) => {
      const held = ranges.get(conversationId) ?? []
      return {
        conversationId,
        title,
        serverLastSeq: lastSeq,
        held,
        holes: lastSeq === 0 || hasLeft ? [] : missingIn(held, 1, lastSeq),
        heldCount: lastSeq === 0 ? 0 : countSeqs(intersect(held, [[1, lastSeq]])),
        hasLeft,
        lastRepair: store.repairs.last(conversationId),
      }
    })
  }

  /** What waits, in the order in which it was written, then what was refused. */
  #outbox(): readonly OutboxInspection[] {
    const { store, outbox } = this.#deps
    outbox.saveWrites()
    const waiting = store.outbox.list().map((entry): OutboxInspection => {
      const { message, tries, lastWrittenAt } = entry
      return {
        message: toMessage(message),
        title: this.#titleOf(message.conversationId),
        reason: this.#reasonOf(entry),
        tries,
        lastWrittenAt,
      }
    })
    const refused = store.outbox.failed(MAX_FAILED).map((row): OutboxInspection => {
      return { message: toMessage(row), title: this.#titleOf(row.conversationId), reason: 'failed', tries: 0 }
    })
    return [...waiting, ...refused]
  }

  /** Why a message has not been acknowledged, and when it goes out as far as that is known; `undefined` once it is. */
  waitOf(localId: LocalId): Waiting | undefined {
    const { store, outbox } = this.#deps
    const entry = store.outbox.get(localId)
    if (entry === undefined) return undefined
    const reason = this.#reasonOf(entry)
    const tryAt = reason === 'paused' ? outbox.pausedUntil : undefined
    const part = reason === 'part' ? entry.part?.partId : undefined
    return { reason, ...(tryAt === undefined ? {} : { tryAt }), ...(part === undefined ? {} : { part }) }
  }

  #reasonOf({ message, conversationId, localId, part }: OutboxEntry): WaitReason {
    const { outbox, writer, session } = this.#deps
    if (part?.state === 'waiting') return 'part'
    if (session() === undefined) return 'offline'
    if (writer.blockedBy !== undefined) return 'blocked'
    if (message.status === 'sending') return 'sending'
    if (outbox.pausedUntil !== undefined) return 'paused'
    return outbox.nextOf(conversationId) === localId ? 'next' : 'behind'
  }

  #titleOf(conversationId: ConversationId): string {
    return this.#deps.store.conversations.get(conversationId)?.title ?? conversationId
  }
}
