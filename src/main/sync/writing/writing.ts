import type { WrittenDraft } from '@shared/conversation'
import { asCliMid, type ConversationId, type LocalId } from '@shared/ids'
import { failed, ok, type Result } from '@shared/result'
import type { ChatLink } from '../../kinds/kind/chat-link'
import type { PackedMessage } from '../../kinds/kind/chat-session'
import type { Clock } from '../../lib/clock'
import type { Changes } from '../../store/changes'
import type { NewMessage } from '../../store/message-row'
import type { Store } from '../../store/store'
import type { StoreWriter } from '../../store/store-writer'
import type { Outbox } from '../outbox/outbox'
import { DraftCheck } from './draft-check'
import { type Forward, forwardDrafts } from './forwarding'
import { type Draft, type Me, newOwnMessage } from './own-message'

type WritingDeps = {
  readonly store: Store
  readonly writer: StoreWriter
  readonly outbox: Outbox
  readonly link: ChatLink
  readonly clock: Clock
  readonly me: () => Me
  /** A UUIDv7. */
  readonly newCliMid: () => string
}

/** What the composer needs: its drafts, what becomes a message of them, and messages that come back into it. */
export class Writing {
  readonly check: DraftCheck
  readonly #deps: WritingDeps

  constructor(deps: WritingDeps) {
    this.#deps = deps
    this.check = new DraftCheck(deps)
  }

  setDraft(conversationId: ConversationId, draft: WrittenDraft): Result<void> {
    const { store, writer } = this.#deps
    return writer.commit((changes) => {
      store.conversations.setDraft(conversationId, draft)
      changes.conversations.add(conversationId)
    })
  }

  /** Stores a message to be sent; on disk when this returns. Codes: those of `DraftCheck`, of `ChatLink.pack`, of the store. */
  send(draft: Draft): Result<LocalId> {
    const made = this.#made(draft)
    return made.ok ? this.#deps.outbox.enqueue(made.value.message, made.value.packed, draft.waitsFor) : made
  }

  /**
   * Stores messages that each wait for something, all of them or none, in one transaction, of which `along` is a part.
   * Codes as of `send`: of the first draft that could never be sent.
   */
  sendAll(
    drafts: readonly Draft[],
    along: (localIds: readonly LocalId[], changes: Changes) => void = () => undefined,
  ): Result<readonly LocalId[]> {
    const messages: { readonly message: NewMessage; readonly waitsFor: Draft['waitsFor'] }[] = []
    for (const draft of drafts) {
      const made = this.#made(draft)
      if (!made.ok) return made
      messages.push({ message: made.value.message, waitsFor: draft.waitsFor })
    }
    return this.#deps.outbox.enqueueAll(messages, along)
  }

  #made(draft: Draft): Result<{ readonly message: NewMessage; readonly packed: PackedMessage }> {
    const { link, clock, me, newCliMid } = this.#deps
    const refusal = this.check.refusalOf(draft)
    if (refusal !== undefined) return failed(refusal)
    const message = newOwnMessage(this.check.withoutGoneQuote(draft), me(), asCliMid(newCliMid()), clock.now())
    const packed = link.pack(message)
    return packed.ok ? ok({ message, packed: packed.value }) : packed
  }

  /** Queues copies of messages, in order; the first that can never be sent stops it with its code. */
  forward(forward: Forward): Result<void> {
    const drafts = forwardDrafts(this.#deps.store, forward)
    if (!drafts.ok) return drafts
    for (const draft of drafts.value) {
      const sent = this.send(draft)
      if (!sent.ok) return sent
    }
    return ok()
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
