import type { Features } from '@shared/features'
import type { LocalId } from '@shared/ids'
import type { Clock } from '../../lib/clock'
import type { Changes } from '../../store/changes'
import type { Store } from '../../store/store'
import type { WriteLog } from './write-log'

/** How often one connection tries where an ack says that a message is stored (PROTOCOL 7.5). */
const TRIES = 5
/** How often a link that answers is tried again for an ack that says no more than "taken" (PROTOCOL 8). */
const BARE_RETRIES = 3

type Resending = Pick<Features, 'acks' | 'resend'>

/**
 * What follows when a link that answers has brought no word of a message after so many tries: it is tried again, this
 * link is not to be trusted, or nobody knows and the person decides. Where a second copy would be a second message
 * nothing is tried twice by itself.
 */
export function afterSilence({ acks, resend }: Resending, tries: number): 'again' | 'new_link' | 'unconfirmed' {
  if (resend === 'duplicates') return 'unconfirmed'
  if (acks === 'stored') return tries < TRIES ? 'again' : 'new_link'
  return tries <= BARE_RETRIES ? 'again' : 'unconfirmed'
}

/** Whether a message of which no word came before its link was lost goes out again by itself. */
export function goesAgain({ resend }: Resending, isWritten: boolean): boolean {
  return resend === 'safe' || !isWritten
}

type NoAnswerDeps = { readonly store: Store; readonly clock: Clock; readonly writeLog: WriteLog }

/** What becomes of the rows of messages of which no word came: parts of a transaction, the store only. */
export class NoAnswer {
  readonly #deps: NoAnswerDeps

  constructor(deps: NoAnswerDeps) {
    this.#deps = deps
  }

  /** It waits for the next link. */
  requeue(localId: LocalId, changes: Changes): void {
    const { store, clock } = this.#deps
    const row = store.messages.get(localId)
    if (row?.status !== 'sending') return
    store.messages.setStatus(localId, 'queued')
    store.deliveryLog.add(localId, 'requeued', clock.now())
    changes.noteMessage(row)
  }

  /** It is not tried again by itself. */
  leave(localId: LocalId, status: 'sent' | 'unconfirmed', changes: Changes): void {
    const { store, clock, writeLog } = this.#deps
    writeLog.save(changes)
    const row = store.messages.get(localId)
    if (row === undefined) return
    store.messages.setStatus(localId, status)
    store.outbox.remove(localId)
    if (status === 'unconfirmed') {
      store.deliveryLog.add(localId, 'unconfirmed', clock.now())
      // History may tell that it arrived.
      store.edges.doubt(row.conversationId, store.messages.places.newestBefore(row))
    }
    changes.settled.add(localId)
    changes.noteMessage(row)
  }

  /** The app ended while these were on their way, and nobody noted whether their first byte had left. */
  restart(features: Resending, changes: Changes): void {
    const { store } = this.#deps
    if (!goesAgain(features, true)) {
      for (const { localId, message } of store.outbox.list()) if (message.status === 'sending') this.leave(localId, 'unconfirmed', changes)
    }
    store.messages.resetSending()
  }
}
