import type { ConversationId, LocalId } from '@shared/ids'
import type { Message } from '@shared/message'
import type { Cancel, Clock } from '../lib/clock'

/** Milliseconds between two notifications of one conversation. */
export const GROUP_PERIOD_MS = 2000

/** The messages of one conversation since the user last looked at it, as one notification. */
export type NotificationGroup = {
  readonly conversationId: ConversationId
  readonly count: number
  /** The first of them: reading begins there. */
  readonly firstLocalId: LocalId
  readonly last: Message
  readonly hasMention: boolean
}

type Group = { group: NotificationGroup; isStale: boolean; wait: Cancel | undefined }

/**
 * One notification per conversation, each replacing the one before: the first message shows at once, those that follow
 * within two seconds wait and show together.
 *
 * ```
 *            add                    add                     2 s over, something new: show
 *  (none) ──▶ shown, waiting ──▶ shown, waiting, stale ──▶ shown, waiting
 *     ▲            │ 2 s over, nothing new: shown           │
 *     └── clear ───┴────────────────────────────────────────┘
 * ```
 */
export class NotificationGroups {
  readonly #clock: Clock
  readonly #show: (group: NotificationGroup) => void
  readonly #groups = new Map<ConversationId, Group>()

  constructor(clock: Clock, show: (group: NotificationGroup) => void) {
    this.#clock = clock
    this.#show = show
  }

  add(message: Message): void {
    const { conversationId, localId, mentionsMe } = message
    const held = this.#groups.get(conversationId)
    if (held === undefined) {
      const group = { conversationId, count: 1, firstLocalId: localId, last: message, hasMention: mentionsMe }
      const fresh: Group = { group, isStale: false, wait: undefined }
      this.#groups.set(conversationId, fresh)
      this.#present(fresh)
      return
    }
    const { group } = held
    held.group = { ...group, count: group.count + 1, last: message, hasMention: group.hasMention || mentionsMe }
    if (held.wait === undefined) this.#present(held)
    else held.isStale = true
  }

  /** The user has seen it, or put it away: the next message begins anew. */
  clear(conversationId: ConversationId): void {
    this.#groups.get(conversationId)?.wait?.()
    this.#groups.delete(conversationId)
  }

  close(): void {
    for (const conversationId of [...this.#groups.keys()]) this.clear(conversationId)
  }

  #present(held: Group): void {
    held.isStale = false
    held.wait = this.#clock.after(GROUP_PERIOD_MS, () => {
      held.wait = undefined
      if (held.isStale) this.#present(held)
    })
    this.#show(held.group)
  }
}
