import { ok } from '@shared/result'
import { presentMessage } from './present-message'
import type { CurrentSession } from './session'
import { whileSignedIn } from './signed-in-handlers'
import type { IpcHandlers } from './typed-ipc'

/** What conversations show beside their timelines. */
export function shelfHandlers(current: CurrentSession): Pick<IpcHandlers, 'shelf:page' | 'shelf:counts'> {
  return {
    'shelf:page': whileSignedIn(current, ({ store, files }, query) => {
      const { rows, older, newer } = store.shelves.page(query)
      return ok({ messages: rows.map((row) => presentMessage(store, row, files.localFile(row))), older, newer })
    }),
    'shelf:counts': whileSignedIn(current, ({ store }, { conversationId, shelf, spans }) =>
      ok(spans.map(({ from, to }) => store.shelves.count(conversationId, shelf, from, to))),
    ),
  }
}
