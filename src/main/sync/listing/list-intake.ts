import type { ConversationId } from '@shared/ids'
import type { ConversationsPage } from '../../kinds/kind/chat-requests'
import type { ChatConversation } from '../../kinds/kind/facts'
import type { Logger } from '../../lib/logger'
import type { Store } from '../../store/store'
import type { StoreWriter } from '../../store/store-writer'
import type { RosterSync } from '../roster/roster-sync'
import type { Receipts } from '../signals/receipts'

type ListIntakeDeps = {
  readonly store: Store
  readonly writer: StoreWriter
  readonly roster: RosterSync
  readonly receipts: Receipts
  readonly logger: Logger
  /** These are in the store as the server has them: what was missed of them may be fetched. */
  readonly onListed: (conversations: readonly ChatConversation[]) => void
  /** The server has fewer messages than are held. */
  readonly onDoubt: (conversationId: ConversationId) => void
}

/** Pages of the conversation list become rows. */
export class ListIntake {
  readonly #deps: ListIntakeDeps

  constructor(deps: ListIntakeDeps) {
    this.#deps = deps
  }

  /** One page, one transaction. What breaks a rule of the store is left out; the rest goes on. The code of a blocked store. */
  apply(items: readonly ChatConversation[], left: ConversationsPage['left']): string | undefined {
    try {
      return this.#applyAll(items, left)
    } catch (error) {
      const reason = error instanceof Error ? error.message : undefined
      const [item] = items
      this.#deps.logger.error('a list breaks a rule of the store', {
        reason,
        conversations: items.length,
        conversationId: item?.conversationId,
      })
      if (items.length + left.length <= 1) return undefined
      for (const each of items) this.apply([each], [])
      for (const each of left) this.apply([], [each])
      return this.#deps.writer.blockedBy
    }
  }

  #applyAll(items: readonly ChatConversation[], left: ConversationsPage['left']): string | undefined {
    const { store, writer, roster, receipts, onListed, onDoubt } = this.#deps
    const doubtful: ConversationId[] = []
    const stored = writer.commit((changes) => {
      for (const item of items) {
        const { conversationId } = item
        if (item.lastSeq < store.conversations.lastSeq(conversationId)) doubtful.push(conversationId)
        roster.applyConversation(item, changes, true)
      }
      for (const { conversationId, seq } of left) roster.applyLeft(conversationId, seq, changes)
    })
    if (!stored.ok) return stored.error.code
    onListed(items)
    // Signals of a session that was lost may be lost with it: said again.
    receipts.listed(items.map(({ conversationId }) => conversationId))
    for (const conversationId of doubtful) onDoubt(conversationId)
    return undefined
  }
}
