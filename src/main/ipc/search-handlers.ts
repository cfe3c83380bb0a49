import { ok } from '@shared/result'
import { excerptOf } from './found-excerpt'
import { messageHint } from './present-message'
import type { CurrentSession } from './session'
import { whileSignedIn } from './signed-in-handlers'
import type { IpcHandlers } from './typed-ipc'

type SearchChannel = Extract<keyof IpcHandlers, `search:${string}`>

/** Full-text search over the messages on this device. */
export function searchHandlers(current: CurrentSession): Pick<IpcHandlers, SearchChannel> {
  return {
    'search:messages': whileSignedIn(current, ({ store }, query) => {
      const { items, hasMore } = store.search.messages(query)
      return ok({
        items: items.map(({ message, text, ranges }) => ({ message: messageHint(message), ...excerptOf(text, ranges) })),
        hasMore,
      })
    }),
  }
}
