import { asCliMid, asLocalId, asMid, asSeq, type ConversationId, type Mid } from '@shared/ids'
import type { Message, MessageContent } from '@shared/message'
import type { Person } from '@shared/roster'

/** A message of mine as it stands before the server has named it. */
export function queuedMessage(
  localId: number,
  me: Person,
  at: number,
  message: {
    readonly conversationId: ConversationId
    readonly content: MessageContent
    readonly replyTo?: Mid | undefined
    readonly mentions?: readonly string[] | undefined
  },
): Message {
  return {
    localId: asLocalId(localId),
    conversationId: message.conversationId,
    position: 1e12 + localId,
    cliMid: asCliMid(`01920000-0000-7000-8000-${String(localId).padStart(12, '0')}`),
    senderId: me.userId,
    senderName: me.name,
    senderAvatar: '',
    isMine: true,
    content: message.content,
    ...(message.replyTo === undefined ? {} : { replyTo: message.replyTo }),
    mentions: message.mentions ?? [],
    mentionsMe: false,
    at,
    status: 'queued',
  }
}

/** What somebody else says, as it arrives. */
export function receivedMessage(
  localId: number,
  sender: Person,
  at: number,
  place: { readonly conversationId: ConversationId; readonly seq: number; readonly content: MessageContent },
): Message {
  return {
    localId: asLocalId(localId),
    conversationId: place.conversationId,
    position: place.seq,
    seq: asSeq(place.seq),
    mid: asMid(String(localId)),
    senderId: sender.userId,
    senderName: sender.name,
    senderAvatar: '',
    isMine: false,
    content: place.content,
    mentions: [],
    mentionsMe: false,
    at,
    status: 'received',
  }
}
