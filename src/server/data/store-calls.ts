import type { ServerStore } from '../store/server-store'

/** Puts `around` every question to the store and every change of it, each of which is one transaction. */
export function aroundCalls(store: ServerStore, around: (call: () => Promise<unknown>) => Promise<unknown>): ServerStore {
  const wrap = <T extends object>(part: T): T =>
    new Proxy(part, {
      get: (target, key): unknown => {
        const method: unknown = Reflect.get(target, key)
        if (typeof method !== 'function') return method
        return (...args: unknown[]) => around(async () => (await Reflect.apply(method, target, args)) as unknown)
      },
    })
  const { users, tokens, conversations, messages, files } = store
  return {
    ...store,
    users: wrap(users),
    tokens: wrap(tokens),
    conversations: wrap(conversations),
    messages: wrap(messages),
    files: wrap(files),
    exclusive: (conversationIds, run) =>
      store.exclusive(conversationIds, (within) =>
        run({
          users: wrap(within.users),
          conversations: wrap(within.conversations),
          messages: wrap(within.messages),
          files: wrap(within.files),
        }),
      ),
  }
}
