import type { ConversationId } from '@shared/ids'
import type { Logger } from '../../lib/logger'
import type { Store } from '../../store/store'
import type { Changes } from '../../store/changes'
import { holdRange } from '../history/hold-range'
import type { Inbox, IncomingMessage } from './inbox'
import type { StoreWriter } from '../../store/store-writer'

/** The type under which a message that cannot be stored as it is keeps its place. */
export const SET_ASIDE_TYPE = 'unsupported'

type PageIntakeDeps = {
  readonly store: Store
  readonly writer: StoreWriter
  readonly inbox: Inbox
  readonly logger: Logger
}

type Also = (changes: Changes) => void

/**
 * Messages of a history page, to where they belong. One that breaks a rule of the store must not take the others with
 * it, nor be asked for again for ever: what is left of it, its names, is kept as an unsupported message.
 */
export class PageIntake {
  readonly #deps: PageIntakeDeps

  constructor(deps: PageIntakeDeps) {
    this.#deps = deps
  }

  /**
   * One transaction, unless a message is set aside; `also` is a part of it. `isProven`: the server's history itself
   * says that there are so many. False when the store is blocked.
   */
  store(conversationId: ConversationId, messages: readonly IncomingMessage[], also: Also, isProven = false): boolean {
    const { writer, inbox, logger } = this.#deps
    try {
      return writer.commit((changes) => {
        inbox.apply(messages, changes, isProven)
        also(changes)
      }).ok
    } catch (error) {
      logger.error('a page breaks a rule of the store', { conversationId, messages: messages.length, reason: reasonOf(error) })
    }
    const isStored = messages.every((message) => this.#storeOne(message, isProven))
    // What is said beside the messages may be what is broken: then it is left out.
    return isStored && this.#attempt(also) !== 'blocked'
  }

  /** As it is, or what is left of it, or at least its place. */
  #storeOne(message: IncomingMessage, isProven: boolean): boolean {
    const { inbox, store } = this.#deps
    const { conversationId, seq } = message
    const ways: readonly Also[] = [
      (changes) => inbox.apply([message], changes, isProven),
      (changes) => inbox.apply([bareOf(message)], changes, isProven),
      (changes) => seq !== undefined && holdRange(store, conversationId, [seq, seq], changes),
    ]
    for (const way of ways) {
      const outcome = this.#attempt(way)
      if (outcome !== 'broken') return outcome === 'stored'
    }
    return true
  }

  #attempt(work: Also): 'stored' | 'blocked' | 'broken' {
    try {
      return this.#deps.writer.commit(work).ok ? 'stored' : 'blocked'
    } catch (error) {
      this.#deps.logger.error('a message could not be stored', { reason: reasonOf(error) })
      return 'broken'
    }
  }
}

/** The names of a message without anything that somebody wrote. */
function bareOf(message: IncomingMessage): IncomingMessage {
  const { conversationId, seq, mid, senderId, isMine, localAt, status } = message
  return {
    ...{ conversationId, seq, mid, senderId, isMine, localAt, status },
    senderName: '',
    senderAvatar: '',
    type: SET_ASIDE_TYPE,
    content: {},
    mentions: [],
    mentionsMe: false,
  }
}

function reasonOf(error: unknown): string | undefined {
  return error instanceof Error ? error.message : undefined
}
