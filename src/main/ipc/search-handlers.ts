import type { ContentKind } from '@shared/message'
import { ok } from '@shared/result'
import type { CurrentSession } from './session'
import { whileSignedIn } from './signed-in-handlers'
import type { IpcHandlers } from './typed-ipc'

type SearchChannel = Extract<keyof IpcHandlers, `search:${string}`>

/** Kinds that stand under another name, or several, in the store. */
const WIRE_TYPES: { readonly [K in ContentKind]?: readonly string[] } = { group_event: ['custom'] }

/** Full-text search over the messages on this device. */
export function searchHandlers(current: CurrentSession): Pick<IpcHandlers, SearchChannel> {
  return {
    'search:messages': whileSignedIn(current, ({ store }, { kinds, ...query }) => {
      const found = store.search.messages({ ...query, kinds: kinds?.flatMap((kind) => WIRE_TYPES[kind] ?? [kind]) })
      return ok({
        items: found.items.map(({ message, text, snippetRanges }) => ({ message, text, ranges: snippetRanges })),
        hasMore: found.hasMore,
      })
    }),
  }
}
