import type { IpcResult } from '@shared/ipc'
import { failed, ok, type Result } from '@shared/result'
import type { ConversationId } from '@shared/ids'
import type { CurrentSession, SignedIn } from './session'
import { whileSignedIn } from './signed-in-handlers'
import type { IpcHandlers } from './typed-ipc'

type GroupChannel = Extract<keyof IpcHandlers, `groups:${string}`>

/** What the user does with groups. */
export function groupHandlers(current: CurrentSession): Pick<IpcHandlers, GroupChannel> {
  return {
    'groups:create': whileSignedIn(current, async ({ engine, store }, { title, memberIds }) => {
      const created = await engine.groups.create(title, memberIds)
      return created.ok ? conversationOf(store, created.value) : created
    }),
    'groups:update': whileSignedIn(current, async ({ engine }, { conversationId, title, notice }) =>
      done(await engine.groups.update(conversationId, { title, notice })),
    ),
    'groups:set-picture': whileSignedIn(current, async (session, { conversationId, picture }) => {
      const avatar = picture === undefined ? ok('') : await session.bringPicture(picture.id, picture.square)
      return avatar.ok ? done(await session.engine.groups.update(conversationId, { avatar: avatar.value })) : avatar
    }),
    'groups:add-members': whileSignedIn(current, async ({ engine }, { conversationId, userIds }) =>
      done(await engine.groups.addMembers(conversationId, userIds)),
    ),
    'groups:remove-members': whileSignedIn(current, async ({ engine }, { conversationId, userIds }) =>
      done(await engine.groups.removeMembers(conversationId, userIds)),
    ),
    'groups:set-role': whileSignedIn(current, async ({ engine }, { conversationId, userId, role }) =>
      done(await engine.groups.setRole(conversationId, userId, role)),
    ),
    'groups:leave': whileSignedIn(current, ({ engine }, { conversationId }) => engine.groups.leave(conversationId)),
  }
}

/** The window learns of the changed group by an event; the call only says whether it worked. */
function done(result: Result<unknown>): Result<void> {
  return result.ok ? ok() : result
}

function conversationOf(store: SignedIn['store'], conversationId: ConversationId): IpcResult<'groups:create'> {
  const conversation = store.conversations.get(conversationId)
  return conversation === undefined ? failed('not_found') : ok(conversation)
}
