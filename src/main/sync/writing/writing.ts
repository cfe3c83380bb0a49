import type { WrittenDraft } from '@shared/conversation'
import type { ConversationId, LocalId } from '@shared/ids'
import { failed, type Result } from '@shared/result'
import type { Store } from '../../store/store'
import type { Outbox } from '../outbox/outbox'
import type { StoreWriter } from '../../store/store-writer'

type WritingDeps = { readonly store: Store; readonly writer: StoreWriter; readonly outbox: Outbox }

/** What the composer needs beside sending: its drafts, and messages that come back into it. */
export class Writing {
  readonly #deps: WritingDeps

  constructor(deps: WritingDeps) {
    this.#deps = deps
  }

  setDraft(conversationId: ConversationId, draft: WrittenDraft): Result<void> {
    const { store, writer } = this.#deps
    return writer.commit((changes) => {
      store.conversations.setDraft(conversationId, draft)
      changes.conversations.add(conversationId)
    })
  }

  /**
   * Takes back a message of mine that waits, as long as its first byte has not left: afterwards the server may have it,
   * and only a recall helps. With `draft` its words stand in the composer of its conversation again: one transaction, so
   * that they are never in neither place. Codes: `already_sent`, `not_found`, those of the store.
   */
  withdraw(localId: LocalId, draft: WrittenDraft | undefined): Result<void> {
    const { store, writer, outbox } = this.#deps
    const row = store.messages.get(localId)
    if (row === undefined || !row.isMine) return failed('not_found')
    if (row.status !== 'queued') return failed('already_sent')
    // A try that was made a moment ago may not be on disk yet.
    outbox.saveWrites()
    if (store.deliveryLog.isWritten(localId)) return failed('already_sent')
    const { conversationId } = row
    return writer.commit((changes) => {
      store.messages.delete(localId)
      if (draft !== undefined) store.conversations.setDraft(conversationId, draft)
      changes.removed.push({ conversationId, localId })
      changes.settled.add(localId)
      changes.conversations.add(conversationId)
    })
  }
}
