import { type LibraryCursor, type LibraryKind, LIBRARY_KINDS, type LibraryPage, type LibraryQuery } from '@shared/library'
import type { LocalId } from '@shared/ids'
import type { ContentKind, Message } from '@shared/message'
import { ok } from '@shared/result'
import { presentMessage } from './present-message'
import type { CurrentSession, SignedIn } from './session'
import { whileSignedIn } from './signed-in-handlers'
import type { IpcHandlers } from './typed-ipc'

const KINDS: { readonly [K in LibraryKind]: readonly ContentKind[] } = {
  pictures: ['image'],
  videos: ['video'],
  documents: ['file'],
  voice: ['sound'],
  links: ['link', 'text'],
  others: ['file'],
}
/** Found messages that one call looks through, whatever remains of them. */
const [FOUND_PAGES, FOUND_PAGE] = [5, 100]

type LibraryChannel = Extract<keyof IpcHandlers, `library:${string}`>

/** What was sent in all conversations. */
export function libraryHandlers(current: CurrentSession): Pick<IpcHandlers, LibraryChannel> {
  return {
    'library:page': whileSignedIn(current, (session, query) => {
      if (query.text !== undefined && query.text.trim() !== '') return ok(find(session, query, query.text))
      const { localIds, next } = session.store.library.page(query)
      return ok({ messages: presented(session, localIds), ...(next === undefined ? {} : { next }) })
    }),
    'library:counts': whileSignedIn(current, ({ store }, filters) => ok(store.library.counts(filters))),
    'library:messages': whileSignedIn(current, (session, { localIds }) => ok(presented(session, localIds))),
  }
}

/** By words, in the order of the search: newest first. What it does not know to narrow is left out here. */
function find(session: SignedIn, query: LibraryQuery, text: string): LibraryPage {
  const { store } = session
  const { kind, senderId, conversationId, from, to, limit } = query
  const kinds = [...new Set((kind === undefined ? LIBRARY_KINDS : [kind]).flatMap((each) => KINDS[each]))]
  const found: LocalId[] = []
  let before: LibraryCursor | undefined = query.after
  for (let page = 0; page < FOUND_PAGES; page++) {
    const { items, hasMore } = store.search.messages({
      text,
      kinds,
      limit: FOUND_PAGE,
      ...(senderId === undefined ? {} : { senderId }),
      ...(conversationId === undefined ? {} : { conversationId }),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      ...(before === undefined ? {} : { before: { at: before.at, localId: before.localId } }),
    })
    for (const { message } of items) {
      if (found.length === limit) return { messages: presented(session, found), ...(before && { next: before }) }
      before = cursorOf(message)
      if (store.library.has(message.localId, query)) found.push(message.localId)
    }
    if (!hasMore) return { messages: presented(session, found) }
  }
  return { messages: presented(session, found), ...(before && { next: before }) }
}

function cursorOf({ at, localId }: Message): LibraryCursor {
  return { at, localId, bytes: 0 }
}

function presented({ store, files }: SignedIn, localIds: readonly LocalId[]): readonly Message[] {
  return localIds.flatMap((localId) => {
    const row = store.messages.get(localId)
    return row === undefined ? [] : [presentMessage(store, row, files.localFile(row))]
  })
}
