import type { ServerClock } from '../../../src/server/clock'
import type { ServerStore } from '../../../src/server/store/server-store'
import { below } from '../../fuzz/random'

/** Milliseconds that a question, and its answer, are on their way at most. */
const MAX_WAY_MS = 12

/** A store at the other end of a network: what it is asked reaches it later, and its answer takes as long again. */
export function slowStore(store: ServerStore, clock: ServerClock, random: () => number, isDead: () => boolean): ServerStore {
  const way = (): Promise<void> => new Promise((resolve) => void clock.after(below(random, MAX_WAY_MS), resolve))
  const slow = <T extends object>(part: T): T =>
    new Proxy(part, {
      get: (target, key): unknown => {
        const method: unknown = Reflect.get(target, key)
        if (typeof method !== 'function') return method
        return async (...args: unknown[]): Promise<unknown> => {
          await way()
          if (isDead()) return new Promise(() => undefined)
          const answer: unknown = await Reflect.apply(method, target, args)
          await way()
          return answer
        }
      },
    })
  const { users, tokens, conversations, messages, files } = store
  return {
    ...store,
    users: slow(users),
    tokens: slow(tokens),
    conversations: slow(conversations),
    messages: slow(messages),
    files: slow(files),
  }
}
