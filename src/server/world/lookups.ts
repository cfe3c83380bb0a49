import type { ExclusiveStore, UserRecord } from '../store/server-store'

/** What one batch of messages needs to know, asked of the store once each. */
export class Lookups {
  readonly #store: Pick<ExclusiveStore, 'users' | 'conversations' | 'messages'>
  readonly #users = new Map<string, Promise<UserRecord | undefined>>()
  readonly #places = new Map<string, Promise<string | undefined>>()
  readonly #members = new Map<string, Promise<readonly string[]>>()

  constructor(store: Pick<ExclusiveStore, 'users' | 'conversations' | 'messages'>) {
    this.#store = store
  }

  user(userId: string): Promise<UserRecord | undefined> {
    return once(this.#users, userId, () => this.#store.users.get(userId))
  }

  /** Where a message was said; `undefined` when there is none of that id. */
  conversationOf(mid: string): Promise<string | undefined> {
    return once(this.#places, mid, async () => (await this.#store.messages.byMid(mid))?.conversationId)
  }

  memberIds(conversationId: string): Promise<readonly string[]> {
    return once(this.#members, conversationId, () => this.#store.conversations.memberIds(conversationId))
  }
}

function once<T>(known: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> {
  let answer = known.get(key)
  if (answer === undefined) {
    answer = ask()
    known.set(key, answer)
  }
  return answer
}
