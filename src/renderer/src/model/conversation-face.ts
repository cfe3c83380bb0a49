import type { Conversation } from '@shared/conversation'

/** What the avatar of a chat is drawn of: the other one's picture and colour, or the group's. */
export function faceOf({ conversationId, kind, peerId, title, avatar }: Conversation) {
  return { id: peerId ?? conversationId, name: title, picture: avatar, isGroup: kind === 'c2g' } as const
}
