import { wholeEnd } from '@shared/clip-text'
import type { IpcArgument, IpcResult } from '@shared/ipc'
import type { ContentPlace, Gap, Message, MessageContent } from '@shared/message'
import { failed, ok } from '@shared/result'
import { toMessage } from '../store/message-row'
import { openedContent, wholeText } from '../store/shown-content'
import { libraryHandlers } from './library-handlers'
import { messageHint, presentMessage } from './present-message'
import type { CurrentSession, SignedIn } from './session'
import { shelfHandlers } from './shelf-handlers'
import { whileSignedIn } from './signed-in-handlers'
import type { IpcHandlers } from './typed-ipc'

type MessageChannel = Extract<keyof IpcHandlers, `messages:${string}` | `timeline:${string}` | `shelf:${string}` | `library:${string}`>

/** The timeline, what stands beside it, and what the user does with a message. */
export function messageHandlers(current: CurrentSession): Pick<IpcHandlers, MessageChannel> {
  return {
    'timeline:page': whileSignedIn(current, timelinePage),
    ...shelfHandlers(current),
    ...libraryHandlers(current),
    'messages:send': whileSignedIn(current, ({ engine }, message) => {
      const sent = engine.send(message)
      return sent.ok ? ok() : sent
    }),
    'messages:room': whileSignedIn(current, ({ engine }, draft) => ok(engine.writing.check.roomForText(draft))),
    'messages:retry': whileSignedIn(current, ({ engine }, { localId }) => engine.retry(localId)),
    'messages:delete': whileSignedIn(current, ({ engine }, { localId }) => engine.remove(localId)),
    'messages:withdraw': whileSignedIn(current, ({ engine }, { localId, draft }) => engine.writing.withdraw(localId, draft)),
    'messages:by-mid': whileSignedIn(current, ({ store, files }, { conversationId, mid }) => {
      const row = store.messages.byMid(conversationId, mid)
      return row === undefined ? failed('not_found') : ok(presentMessage(store, row, files.localFile(row)))
    }),
    'messages:content': whileSignedIn(current, ({ store }, place) => {
      const content = contentAt(store, place)
      return content === undefined ? failed('not_found') : ok(openedContent(content))
    }),
    'messages:text': whileSignedIn(current, ({ store }, { from, length, ...place }) => {
      const content = contentAt(store, place)
      const text = content === undefined ? undefined : wholeText(content)
      if (text === undefined) return failed('not_found')
      return ok(text.slice(from, length === undefined ? text.length : wholeEnd(text, from + length)))
    }),
    'messages:recall': whileSignedIn(current, ({ engine }, { localId }) => engine.recall(localId)),
    'messages:forward': whileSignedIn(current, ({ engine }, forward) => engine.forward(forward)),
    'messages:details': whileSignedIn(current, ({ engine, store }, { localId }) => {
      const details = store.deliveryLog.details(localId)
      const waiting = engine.inspector.waitOf(localId)
      if (details === undefined) return failed('not_found')
      return ok({ ...details, message: messageHint(details.message), ...(waiting === undefined ? {} : { waiting }) })
    }),
  }
}

/** What stands at a place now: it may have been taken back since it was shown. */
function contentAt(store: SignedIn['store'], { localId, within }: ContentPlace): MessageContent | undefined {
  const row = store.messages.get(localId)
  return within.reduce<MessageContent | undefined>(
    (content, index) => (content?.kind === 'bundle' ? content.items[index]?.content : undefined),
    row === undefined ? undefined : toMessage(row).content,
  )
}

function timelinePage({ engine, store, files }: SignedIn, query: IpcArgument<'timeline:page'>): IpcResult<'timeline:page'> {
  const page = store.messages.page(query)
  const messages = page.rows.map((row) => presentMessage(store, row, files.localFile(row)))
  const gaps = touching(engine.gaps(query.conversationId), messages, page)
  if (!page.hasOlder) engine.needOldest(query.conversationId)
  // An older hole is left alone until somebody comes near it: that is now.
  for (const gap of gaps) if (gap.repair === 'deferred') engine.needOlder(gap.conversationId, gap.toSeq + 1)
  const { hasOlder, hasNewer } = page
  return ok({
    conversationId: query.conversationId,
    messages,
    gaps,
    hasOlder,
    hasNewer,
    ...store.conversations.readState(query.conversationId),
  })
}

/** The gaps inside a stretch and at its ends; where the stretch is the end of what is held, all beyond it. */
function touching(
  gaps: readonly Gap[],
  messages: readonly Message[],
  ends: { readonly hasOlder: boolean; readonly hasNewer: boolean },
): readonly Gap[] {
  const seqs = messages.flatMap(({ seq }) => (seq === undefined ? [] : [seq as number]))
  if (seqs.length === 0) return gaps
  const from = ends.hasOlder ? Math.min(...seqs) - 1 : 0
  const to = ends.hasNewer ? Math.max(...seqs) + 1 : Infinity
  return gaps.filter((gap) => gap.toSeq >= from && gap.fromSeq <= to)
}
