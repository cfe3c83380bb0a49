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

  /** Asks for all of them at once, before anybody asks for each: on another machine every question is a way there and back. */
  expectUsers(userIds: readonly string[]): void {
    const asked = [...new Set(userIds)].filter((userId) => !this.#users.has(userId))
    if (asked.length < 2) return
    const answer = this.#store.users.getMany(asked).then((users) => new Map(users.map((user) => [user.userId, user])))
    for (const userId of asked) {
      const user = answer.then((users) => users.get(userId))
      // Whoever asks hears of it; perhaps nobody does.
      user.catch(() => undefined)
      this.#users.set(userId, user)
    }
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
