import type { ConversationId, LocalId, Seq } from '@shared/ids'
import type { Message } from '@shared/message'
import type { Cancel, Clock } from '../../lib/clock'

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
  /** It only takes the place of one that said more: no sound, and nothing where none is to be seen any more. */
  readonly isQuiet: boolean
}

/** What is kept of a message in a group. */
export type Announced = { readonly localId: LocalId; readonly seq?: Seq; readonly mentionsMe: boolean }

export type NotificationGroupsOptions = {
  readonly clock: Clock
  readonly show: (group: NotificationGroup) => void
  /** Nothing is left of what was shown. */
  readonly withdraw: (conversationId: ConversationId) => void
  /** A message that was announced, as it is now. */
  readonly messageOf: (localId: LocalId) => Message | undefined
}

type Group = { announced: Announced[]; last: Message; shown: NotificationGroup | undefined; isStale: boolean; wait: Cancel | undefined }

/**
 * One notification per conversation, each replacing the one before: the first message shows at once, those that follow
 * within two seconds wait and show together. What was taken back, or read elsewhere, is taken off at once.
 *
 * ```
 *            add                    add                     2 s over, something new: show
 *  (none) ──▶ shown, waiting ──▶ shown, waiting, stale ──▶ shown, waiting
 *     ▲            │ 2 s over, nothing new: shown           │
 *     ├── clear ───┴────────────────────────────────────────┤
 *     └── retract of all: withdrawn; of some: shown anew, quietly
 * ```
 */
export class NotificationGroups {
  readonly #options: NotificationGroupsOptions
  readonly #groups = new Map<ConversationId, Group>()

  constructor(options: NotificationGroupsOptions) {
    this.#options = options
  }

  has(conversationId: ConversationId): boolean {
    return this.#groups.has(conversationId)
  }

  add(message: Message): void {
    const { conversationId, localId, seq, mentionsMe } = message
    const announced: Announced = { localId, mentionsMe, ...(seq === undefined ? {} : { seq }) }
    const held = this.#groups.get(conversationId)
    if (held === undefined) {
      const fresh: Group = { announced: [announced], last: message, shown: undefined, isStale: false, wait: undefined }
      this.#groups.set(conversationId, fresh)
      this.#present(fresh)
      return
    }
    held.announced.push(announced)
    held.last = message
    if (held.wait === undefined) this.#present(held)
    else held.isStale = true
  }

  /** These need no look any more: they were taken back, or read elsewhere. Returns what is announced last now. */
  retract(conversationId: ConversationId, isDone: (announced: Announced) => boolean): LocalId | undefined {
    const held = this.#groups.get(conversationId)
    if (held === undefined) return undefined
    const left = held.announced.filter((announced) => !isDone(announced))
    if (left.length === held.announced.length) return held.last.localId
    held.announced = left
    const last = left.at(-1)
    const message = last === undefined || last.localId === held.last.localId ? held.last : this.#options.messageOf(last.localId)
    if (last === undefined || message === undefined) {
      this.clear(conversationId)
      this.#options.withdraw(conversationId)
      return undefined
    }
    held.last = message
    const group = groupOf(held, true)
    if (isSaid(group, held.shown)) held.isStale = false
    else this.#show(held, group)
    return last.localId
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
    held.wait = this.#options.clock.after(GROUP_PERIOD_MS, () => {
      held.wait = undefined
      if (held.isStale) this.#present(held)
    })
    this.#show(held, groupOf(held, false))
  }

  #show(held: Group, group: NotificationGroup): void {
    held.isStale = false
    held.shown = group
    this.#options.show(group)
  }
}

function groupOf({ announced, last }: Group, isQuiet: boolean): NotificationGroup {
  return {
    conversationId: last.conversationId,
    count: announced.length,
    firstLocalId: announced[0]?.localId ?? last.localId,
    last,
    hasMention: announced.some(({ mentionsMe }) => mentionsMe),
    isQuiet,
  }
}

function isSaid(group: NotificationGroup, shown: NotificationGroup | undefined): boolean {
  return shown?.count === group.count && shown.last.localId === group.last.localId && shown.hasMention === group.hasMention
}
