import type { PartId } from '@shared/ids'
import { ok, type Result } from '@shared/result'
import type { Clock } from '../../lib/clock'
import type { Changes } from '../../store/changes'
import type { Store } from '../../store/store'
import type { StoreWriter } from '../../store/store-writer'
import type { OutboxAnswers } from './outbox-answers'
import type { OutboxQueue } from './outbox-queue'

type OutboxPartsDeps = {
  readonly store: Store
  readonly writer: StoreWriter
  readonly clock: Clock
  readonly answers: OutboxAnswers
  readonly queue: OutboxQueue
  /** After the commit: something may go now. */
  readonly onDone: () => void
}

/**
 * How whoever makes a part of a message, an upload, tells the outbox what became of it. Everything may be said again:
 * only the first time counts, and a part that nothing waits for any more is none of the outbox's business.
 */
export class OutboxParts {
  readonly #deps: OutboxPartsDeps

  constructor(deps: OutboxPartsDeps) {
    this.#deps = deps
  }

  /** What messages wait for, after a restart too: a part that will never be made has to be told as failed. */
  awaited(): readonly PartId[] {
    return this.#deps.store.parts.awaited()
  }

  /**
   * It is there: the messages that wait for it may go. A message that failed before stays failed, and goes when it is
   * tried again. Codes: the store's.
   * @param content keys of the wire's content that only the finished part tells, its address
   * @param along a part of the transaction
   */
  done(partId: PartId, content: Readonly<Record<string, unknown>> = {}, along?: (changes: Changes) => void): Result<void> {
    const { store, writer, clock, queue, onDone } = this.#deps
    const stored = writer.commit((changes) => {
      along?.(changes)
      return store.parts.lacking(partId).filter((localId) => {
        const row = store.messages.get(localId)
        if (row === undefined) return false
        store.messages.setContent(localId, { ...row.content, ...content })
        store.parts.setState(localId, 'done')
        store.deliveryLog.add(localId, 'part_done', clock.now())
        changes.noteMessage(row)
        return true
      })
    })
    if (!stored.ok) return stored
    for (const localId of stored.value) queue.setPart(localId, 'done')
    onDone()
    return ok()
  }

  /** It will not be made: its messages fail with this code, and those behind them go on. Codes: the store's. */
  failed(partId: PartId, code: string, reason = ''): Result<void> {
    const { store, writer, answers } = this.#deps
    return writer.commit((changes) => {
      for (const localId of store.parts.lacking(partId)) {
        const row = store.messages.get(localId)
        if (row === undefined || row.status === 'failed') continue
        answers.fail(row, code, reason, changes, 'part_failed')
        store.parts.setState(localId, 'failed')
      }
    })
  }
}
