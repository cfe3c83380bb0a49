import type { Conversation } from '@shared/conversation'

/** What the rows of a timeline know of their conversation: little, because each change of it draws them all. */
export type TimelineChat = Pick<Conversation, 'conversationId' | 'kind' | 'hasLeft' | 'peerReadSeq' | 'peerDeliveredSeq'>

/** The same object as before while it says the same. */
export function timelineChat(conversation: Conversation, before: TimelineChat | undefined): TimelineChat {
  const { conversationId, kind, hasLeft, peerReadSeq, peerDeliveredSeq } = conversation
  const isSame =
    before?.conversationId === conversationId &&
    before.kind === kind &&
    before.hasLeft === hasLeft &&
    before.peerReadSeq === peerReadSeq &&
    before.peerDeliveredSeq === peerDeliveredSeq
  return isSame ? before : { conversationId, kind, hasLeft, peerReadSeq, peerDeliveredSeq }
}
