import type { ContentKind, Message } from '@shared/message'
import { ok } from '@shared/result'
import type { Shelf, ShelfPage, ShelfQuery } from '@shared/shelf'
import { presentMessage } from './present-message'
import type { CurrentSession, SignedIn } from './session'
import { whileSignedIn } from './signed-in-handlers'
import type { IpcHandlers } from './typed-ipc'

const KINDS: { readonly [S in Shelf]: readonly ContentKind[] } = {
  media: ['image', 'video'],
  files: ['file'],
  voice: ['sound'],
  links: ['link', 'text'],
}
/** Pages of what was found that are looked through for texts with a link, at most. */
const MOST_PAGES = 5

/** Of its kinds, as the index has them (`store/shelves`). */
function isShelved({ content }: Message): boolean {
  return content.kind === 'text' ? content.text.includes('://') : content.kind !== 'image' || content.isSticker !== true
}

/** What conversations show beside their timelines. */
export function shelfHandlers(current: CurrentSession): Pick<IpcHandlers, 'shelf:page' | 'shelf:counts'> {
  return {
    'shelf:page': whileSignedIn(current, (session, query) => {
      if (query.text !== undefined && query.text.trim() !== '') return ok(find(session, query, query.text))
      const { store, files } = session
      const { rows, older, newer } = store.shelves.page(query)
      return ok({ messages: rows.map((row) => presentMessage(store, row, files.localFile(row))), older, newer })
    }),
    'shelf:counts': whileSignedIn(current, ({ store }, { conversationId, shelf, spans }) =>
      ok(spans.map(({ from, to }) => store.shelves.count(conversationId, shelf, from, to))),
    ),
  }
}

function find({ store, files }: SignedIn, { conversationId, shelf, anchor, limit }: ShelfQuery, text: string): ShelfPage {
  const cursor = anchor.at === 'before' ? store.messages.get(anchor.localId) : undefined
  let before = cursor && { at: cursor.sentAt ?? cursor.localAt, localId: cursor.localId as number }
  const found: Message[] = []
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const { items, hasMore } = store.search.messages({
      text,
      conversationId,
      kinds: KINDS[shelf],
      limit: limit - found.length,
      ...(before === undefined ? {} : { before }),
    })
    const last = items.at(-1)?.message
    found.push(...items.map(({ message }) => message).filter(isShelved))
    if (!hasMore || last === undefined) return { messages: shown(found), older: 0, newer: 0 }
    if (found.length === limit) break
    before = { at: last.at, localId: last.localId }
  }
  return { messages: shown(found), older: 1, newer: 0 }

  function shown(newestFirst: readonly Message[]): readonly Message[] {
    return newestFirst.toReversed().flatMap(({ localId }) => {
      const row = store.messages.get(localId)
      return row === undefined ? [] : [presentMessage(store, row, files.localFile(row))]
    })
  }
}
