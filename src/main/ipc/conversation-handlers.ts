import type { ConversationId } from '@shared/ids'
import type { IpcResult } from '@shared/ipc'
import { failed, ok } from '@shared/result'
import { messageHint } from './present-message'
import type { OnScreen } from './on-screen'
import type { CurrentSession, SignedIn } from './session'
import { whileSignedIn } from './signed-in-handlers'
import type { IpcHandlers } from './typed-ipc'

type ConversationChannel = Extract<keyof IpcHandlers, `conversations:${string}` | `sync:${string}`>

/** More rows than the highest screen shows. */
const FIRST_ROWS = 60

/** The conversation list, what the user does with a conversation, and the sync inspector. */
export function conversationHandlers(
  current: CurrentSession,
  page: { readonly onListed: () => void; readonly screen: Pick<OnScreen, 'focus'> },
): Pick<IpcHandlers, ConversationChannel> {
  return {
    'conversations:list': whileSignedIn(current, ({ store }) => {
      page.onListed()
      return ok(store.conversations.list())
    }),
    'conversations:first': whileSignedIn(current, ({ store }) => ok(store.conversations.first(FIRST_ROWS))),
    'conversations:focus': ({ conversationId }) => ok(page.screen.focus(conversationId)),
    'conversations:start': whileSignedIn(current, ({ engine, store }, { userId }) => {
      const started = engine.startConversation(userId)
      return started.ok ? conversationOf(store, started.value) : started
    }),
    'conversations:set-draft': whileSignedIn(current, ({ engine }, { conversationId, ...draft }) =>
      engine.writing.setDraft(conversationId, draft),
    ),
    'conversations:set-flags': whileSignedIn(current, ({ engine }, { conversationId, ...flags }) => engine.setFlags(conversationId, flags)),
    'conversations:mute': whileSignedIn(current, ({ engine }, { conversationId, until }) => engine.mute(conversationId, until)),
    'conversations:mark-read': whileSignedIn(current, ({ engine }, { conversationId, upToSeq }) =>
      engine.markRead(conversationId, upToSeq),
    ),
    'conversations:members': whileSignedIn(current, async ({ engine }, { conversationId }) => ok(await engine.members(conversationId))),
    'conversations:typing': whileSignedIn(current, ({ engine }, { conversationId }) => ok(engine.typing(conversationId))),
    'sync:status': whileSignedIn(current, ({ engine }) => ok(engine.status)),
    'sync:inspect': whileSignedIn(current, ({ engine }) => {
      const { conversations, outbox } = engine.inspector.report()
      return ok({ conversations, outbox: outbox.map((row) => ({ ...row, message: messageHint(row.message) })) })
    }),
    'sync:compare': whileSignedIn(current, ({ engine }) => engine.inspector.compare()),
    'sync:repair-now': whileSignedIn(current, ({ engine }, { conversationId }) => ok(engine.inspector.repairNow(conversationId))),
  }
}

function conversationOf(store: SignedIn['store'], conversationId: ConversationId): IpcResult<'conversations:start'> {
  const conversation = store.conversations.get(conversationId)
  return conversation === undefined ? failed('not_found') : ok(conversation)
}
