import type { Conversation } from '@shared/conversation'
import type { ConversationId } from '@shared/ids'

type Entry = { readonly unread: number; readonly hasMention: boolean; readonly mutedUntil: number }

/**
 * What the badge counts: unread messages of all conversations that may make a sound. A muted one counts only as one,
 * and only while somebody in it mentions me; one that was marked unread by hand counts as one at least.
 */
export class UnreadTally {
  /** Only conversations with something unread: of thousands, few. */
  readonly #entries = new Map<ConversationId, Entry>()

  set(conversation: Conversation): void {
    const unread = Math.max(conversation.unread, conversation.isMarkedUnread ? 1 : 0)
    if (unread === 0) this.#entries.delete(conversation.conversationId)
    else {
      const { hasUnreadMention: hasMention, mutedUntil } = conversation
      this.#entries.set(conversation.conversationId, { unread, hasMention, mutedUntil })
    }
  }

  /** Something in it is unread, muted or not. */
  has(conversationId: ConversationId): boolean {
    return this.#entries.has(conversationId)
  }

  clear(): void {
    this.#entries.clear()
  }

  /** `now` is epoch ms: a conversation that is muted until then counts again afterwards. */
  total(now: number): number {
    let total = 0
    for (const { unread, hasMention, mutedUntil } of this.#entries.values()) {
      if (mutedUntil <= now) total += unread
      else if (hasMention) total += 1
    }
    return total
  }
}
