import type { ExclusiveStore, UserRecord } from '../store/server-store'

/** What one batch of messages needs to know, asked of the store once each. */
export class Lookups {
  readonly #store: Pick<ExclusiveStore, 'users' | 'conversations' | 'messages'>
  readonly #places = new Map<string, Promise<string | undefined>>()
  readonly #members = new Map<string, Promise<readonly string[]>>()

  constructor(store: Pick<ExclusiveStore, 'users' | 'conversations' | 'messages'>) {
    this.#store = store
  }

  /** Those of them that there are, by their ids; in one question, for on another machine each is a way there and back. */
  async users(userIds: readonly string[]): Promise<ReadonlyMap<string, UserRecord>> {
    const asked = [...new Set(userIds)]
    if (asked.length === 0) return new Map()
    return new Map((await this.#store.users.getMany(asked)).map((user) => [user.userId, user]))
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
