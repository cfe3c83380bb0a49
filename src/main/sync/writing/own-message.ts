import type { CliMid, ConversationId, Mid, PartId, UserId } from '@shared/ids'
import type { SendableContent } from '@shared/ipc'
import { assertNever } from '@shared/result'
import type { NewMessage } from '../../store/message-row'

/** Who is signed in, as the messages of this device say it. */
export type Me = { readonly userId: UserId; readonly name: string; readonly avatar: string }

/** What a draft says: the composer's words, or a message that is forwarded as it is stored. */
export type DraftContent =
  SendableContent | { readonly kind: 'stored'; readonly type: string; readonly content: Readonly<Record<string, unknown>> }

export type Draft = {
  readonly conversationId: ConversationId
  readonly content: DraftContent
  readonly replyTo?: Mid
  readonly mentions?: readonly string[]
  /** It goes once this is there, and is stored and shown at once. */
  readonly waitsFor?: PartId
}

/** A message as it is queued. */
export function newOwnMessage(draft: Draft, me: Me, cliMid: CliMid, now: number): NewMessage {
  return {
    conversationId: draft.conversationId,
    cliMid,
    senderId: me.userId,
    senderName: me.name,
    senderAvatar: me.avatar,
    isMine: true,
    ...storedContent(draft.content),
    replyTo: draft.replyTo,
    mentions: draft.mentions ?? [],
    mentionsMe: false,
    localAt: now,
    status: 'queued',
  }
}

/** A draft's type and content as they are stored. */
function storedContent(content: DraftContent): { readonly type: string; readonly content: Readonly<Record<string, unknown>> } {
  switch (content.kind) {
    case 'text':
      return { type: 'text', content: { content: content.text } }
    case 'face':
      return { type: 'face', content: { symbol: content.symbol } }
    case 'location': {
      const { place, name, mapUrl = '' } = content
      return { type: 'location', content: { cover_image: '', ...place, map_link: mapUrl, desc: name } }
    }
    case 'contact':
      return { type: 'contact', content: { user_id: content.userId, name: content.name, avatar: content.avatar ?? '' } }
    case 'stored':
      return { type: content.type, content: content.content }
    default:
      return assertNever(content)
  }
}
