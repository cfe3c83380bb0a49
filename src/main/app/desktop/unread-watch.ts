import type { ConversationId } from '@shared/ids'
import type { Cancel, Clock } from '../../lib/clock'
import { Gathering } from '../../lib/gathering'
import type { AccountSession } from '../account/account-session'
import { UnreadTally } from './unread-tally'

/** Milliseconds between counts without a change, because mutes end by themselves. */
const RECOUNT_MS = 60_000

/** The parts of a signed-in account that are counted. */
export type UnreadSource = {
  readonly engine: Pick<AccountSession['engine'], 'on'>
  readonly store: { readonly conversations: Pick<AccountSession['store']['conversations'], 'unread' | 'getMany'> }
}

export type UnreadWatchOptions = {
  readonly clock: Clock
  /** The total that the badge shows; told only when it differs. */
  readonly onTotal: (total: number) => void
  /** A conversation in which nothing is unread any more, here or on another device. */
  readonly onRead: (conversationId: ConversationId) => void
}

/** Keeps the badge's number: all conversations are read once, afterwards only those that changed. */
export class UnreadWatch {
  readonly #options: UnreadWatchOptions
  readonly #tally = new UnreadTally()
  readonly #changed = new Set<ConversationId>()
  readonly #gathering: Gathering
  #source: UnreadSource | undefined
  #stopListening: () => void = () => undefined
  #stopRecount: Cancel | undefined
  #total = 0

  constructor(options: UnreadWatchOptions) {
    this.#options = options
    this.#gathering = new Gathering(options.clock, () => this.#recount())
  }

  attach(source: UnreadSource): void {
    this.detach()
    this.#source = source
    for (const conversation of source.store.conversations.unread()) this.#tally.set(conversation)
    this.#stopListening = source.engine.on('conversations', (changed) => {
      for (const id of changed) this.#changed.add(id)
      this.#gathering.note()
    })
    this.#stopRecount = this.#options.clock.every(RECOUNT_MS, () => this.#tell())
    this.#tell()
  }

  /** Counts nothing from now on. Twice is harmless. */
  detach(): void {
    this.#stopListening()
    this.#stopListening = () => undefined
    this.#stopRecount?.()
    this.#stopRecount = undefined
    this.#gathering.forget()
    this.#source = undefined
    this.#changed.clear()
    this.#tally.clear()
    this.#tell()
  }

  #recount(): void {
    const changed = [...this.#changed]
    this.#changed.clear()
    for (const conversation of this.#source?.store.conversations.getMany(changed) ?? []) {
      const hadUnread = this.#tally.has(conversation.conversationId)
      this.#tally.set(conversation)
      if (hadUnread && !this.#tally.has(conversation.conversationId)) this.#options.onRead(conversation.conversationId)
    }
    this.#tell()
  }

  #tell(): void {
    const total = this.#tally.total(this.#options.clock.now())
    if (total === this.#total) return
    this.#total = total
    this.#options.onTotal(total)
  }
}
