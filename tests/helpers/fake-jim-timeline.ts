import type { Conversation } from '@shared/conversation'
import { asConversationId, asSeq, type ConversationId, type UserId } from '@shared/ids'
import type { IpcArgument } from '@shared/ipc'
import { compareMessages, type DeliveryDetails, type Gap, type Message, type TimelinePage } from '@shared/message'
import type { GroupMember } from '@shared/roster'
import { shownContent } from '../../src/main/store/shown-content'

/** Answers `timeline:page` from messages in memory. */
export function pageOf(
  held: readonly Message[],
  { readSeq, unread }: Pick<Conversation, 'readSeq' | 'unread'>,
  { conversationId, anchor, limit }: IpcArgument<'timeline:page'>,
): TimelinePage {
  const all = held.filter((message) => message.conversationId === conversationId).sort(compareMessages)
  const around = (index: number): readonly [number, number] => [Math.max(0, index - Math.floor(limit / 2)), index + Math.ceil(limit / 2)]
  const [from, to] = ((): readonly [number, number] => {
    switch (anchor.at) {
      case 'end':
        return [all.length - limit, all.length]
      case 'unread': {
        const index = all.findIndex((message) => !message.isMine && (message.seq ?? 0) > readSeq)
        return index === -1 ? [all.length - Math.ceil(limit / 2), all.length] : around(index)
      }
      case 'message':
        return around(all.findIndex((message) => message.localId === anchor.localId))
      case 'mid':
        return around(all.findIndex((message) => message.mid === anchor.mid))
      case 'date': {
        const index = all.findIndex((message) => message.at >= anchor.time)
        return index === -1 ? [all.length - limit, all.length] : around(index)
      }
      case 'before': {
        const index = all.findIndex((message) => compareMessages(message, anchor) >= 0)
        return [index - limit, index]
      }
      case 'after': {
        const index = all.findIndex((message) => compareMessages(message, anchor) > 0)
        return index === -1 ? [all.length, all.length] : [index, index + limit]
      }
    }
  })()
  const messages = all.slice(Math.max(0, from), Math.max(0, to))
  return {
    conversationId,
    messages,
    gaps: gapsOf(conversationId, messages),
    hasOlder: from > 0,
    hasNewer: to < all.length,
    readSeq,
    unread,
  }
}

/** A message as the window gets it: with what it quotes, and in groups with how many have read it. */
export function presentMessage(message: Message, all: readonly Message[], members: readonly GroupMember[]): Message {
  const quoted = message.replyTo === undefined ? undefined : all.find((candidate) => candidate.mid === message.replyTo)
  const { seq } = message
  const others = members.filter((member) => member.userId !== message.senderId)
  return {
    ...message,
    content: shownContent(message.content),
    ...(quoted === undefined ? {} : { quote: { senderName: quoted.senderName, content: quoted.content } }),
    ...(message.isMine && seq !== undefined && others.length > 0
      ? { readBy: { count: others.filter((member) => member.readSeq >= seq).length, of: others.length } }
      : {}),
  }
}

/** The holes between the seqs of a page. */
function gapsOf(conversationId: ConversationId, messages: readonly Message[]): Gap[] {
  const seqs = messages.flatMap((message) => (message.seq === undefined ? [] : [message.seq]))
  return seqs.slice(1).flatMap((seq, index) => {
    const before = seqs[index] ?? seq
    return seq - before > 1 ? [{ conversationId, fromSeq: asSeq(before + 1), toSeq: asSeq(seq - 1), repair: 'fetching' as const }] : []
  })
}

/** A life of a message as it usually goes; in groups three have read it and three more have it. */
export function detailsOf(message: Message, others: readonly GroupMember[]): DeliveryDetails {
  return {
    message,
    steps: message.isMine
      ? [
          { step: 'composed', at: message.at },
          { step: 'written', at: message.at + 3, try: 1 },
          { step: 'acknowledged', at: message.at + 27 },
          { step: 'delivered', at: message.at + 61 },
          { step: 'read', at: message.at + 4200 },
        ]
      : [{ step: 'received', at: message.at + 40 }],
    people: others.map(({ userId, name, avatar }, index) => ({
      userId,
      name,
      avatar,
      ...(index < 3 ? { reached: 'read', at: message.at + 60_000 * (index + 1) } : { reached: index < 6 ? 'delivered' : 'sent' }),
    })),
  }
}

/** A conversation with somebody to whom nothing was said yet. */
export function emptyConversation(me: UserId, peerId: UserId, title: string, activeAt: number): Conversation {
  return {
    conversationId: asConversationId(`c2c:${[me, peerId].sort().join(':')}`),
    kind: 'c2c',
    title,
    avatar: '',
    notice: '',
    peerId,
    membersCount: 2,
    lastSeq: 0,
    readSeq: 0,
    peerReadSeq: 0,
    peerDeliveredSeq: 0,
    unread: 0,
    hasUnreadMention: false,
    activeAt,
    mutedUntil: 0,
    isPinned: false,
    isArchived: false,
    isMarkedUnread: false,
    draft: '',
    hasLeft: false,
  }
}
