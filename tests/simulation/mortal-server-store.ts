import type { ServerStore } from '../../src/server/store/server-store'

/** What changes the disk, of all that a store can do. */
const WRITES: ReadonlySet<PropertyKey> = new Set([
  ...['append', 'recall', 'createGroup', 'raiseMark', 'raiseMarks', 'touchC2cOf', 'setMutedUntil'],
  ...['create', 'setPassword', 'setProfile', 'setLastSeen', 'save', 'remove', 'removeExpired', 'removeOfUser'],
  ...['touch', 'removeOthersOfDevice', 'begin', 'setContent', 'complete', 'discard', 'expire', 'claim', 'removeUnnamed'],
])

/** One run of the server's program. */
export interface StoreUser {
  readonly isDead: boolean
  /** Something was committed; the program may end here. */
  onWrite(): void
}

/** The store as one life of the server sees it: after its end nothing is written, whatever was still to be done. */
export function mortalServerStore(store: ServerStore, user: StoreUser): ServerStore {
  const guard = <T extends object>(part: T): T =>
    new Proxy(part, {
      get: (target, key): unknown => {
        const method: unknown = Reflect.get(target, key)
        if (typeof method !== 'function') return method
        return (...args: unknown[]): unknown => {
          if (user.isDead) return Promise.reject(new Error('the server is dead'))
          const result: unknown = Reflect.apply(method, target, args)
          if (WRITES.has(key)) user.onWrite()
          return result
        }
      },
    })
  const { users, tokens, conversations, messages, files } = store
  return {
    users: guard(users),
    tokens: guard(tokens),
    conversations: guard(conversations),
    messages: guard(messages),
    files: guard(files),
    exclusive: (conversationIds, run) =>
      store.exclusive(conversationIds, (within) =>
        run({
          users: guard(within.users),
          conversations: guard(within.conversations),
          messages: guard(within.messages),
          files: guard(within.files),
        }),
      ),
    foreignChanges: (since) => store.foreignChanges(since),
    probe: (at) => store.probe(at),
    copyTo: (file) => store.copyTo(file),
    close: async () => undefined,
  }
}
