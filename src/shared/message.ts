import type { LocalFile, SharedFile } from './file'
import type { CliMid, ConversationId, LocalId, Mid, PartId, Seq, UserId } from './ids'

/**
 * What a message says, by kind (PROTOCOL 4 and 9, in the UI's words). A file of mine that is not up yet has an empty
 * address. Sizes in bytes, durations in seconds, edges in px,
 * amounts in cents. Links come from other people: nothing opens one without the check in main.
 */
export type MessageContent =
  /** `length` where `text` is only the beginning (`shared/long-text`): of the whole, in UTF-16 code units. */
  | { readonly kind: 'text'; readonly text: string; readonly length?: number }
  | { readonly kind: 'face'; readonly symbol: string }
  | {
      readonly kind: 'location'
      /** In degrees; absent when what was sent is nowhere on earth. */ readonly place?: { readonly lat: number; readonly lng: number }
      readonly name: string
      readonly mapUrl?: string
      readonly coverUrl?: string
    }
  | (SharedFile & {
      readonly kind: 'sound'
      readonly url: string
      readonly name?: string
      readonly size?: number
      readonly seconds?: number
      /** 64 levels (`shared/wave`); absent where nobody told them. */
      readonly wave?: string
    })
  | (SharedFile & {
      readonly kind: 'image'
      readonly url: string
      readonly name?: string
      readonly thumbUrl?: string
      readonly size?: number
      readonly width?: number
      readonly height?: number
      readonly format?: string
      /** Sent as a sticker: shown small, by itself. */
      readonly isSticker?: true
    })
  | (SharedFile & {
      readonly kind: 'file'
      readonly url: string
      readonly name: string
      readonly size?: number
      readonly thumbUrl?: string
    })
  | (SharedFile & {
      readonly kind: 'video'
      readonly url: string
      readonly name?: string
      readonly size?: number
      readonly seconds?: number
      readonly width?: number
      readonly height?: number
      readonly thumbUrl?: string
      readonly thumbWidth?: number
      readonly thumbHeight?: number
      readonly format?: string
    })
  | { readonly kind: 'link'; readonly url: string; readonly title: string; readonly desc?: string; readonly pictureUrl?: string }
  | { readonly kind: 'contact'; readonly userId: string; readonly name: string; readonly avatar?: string }
  | { readonly kind: 'red_packet'; readonly url: string; readonly amountCents: number; readonly memo?: string }
  /**
   * `of`, where the sender tells it, lets the reader's own language name it; `title` is in the sender's. `count` is how
   * many messages it has where `items` are only the first, hinted at.
   */
  | {
      readonly kind: 'bundle'
      readonly title: string
      readonly of?: BundleOrigin
      readonly items: readonly BundleItem[]
      readonly count?: number
    }
  /** A notice in the place of the `recall` message itself: somebody took a message back. */
  | { readonly kind: 'recall'; readonly targetMid: Mid; readonly targetSeq: Seq; readonly by: UserId }
  /** A message whose content is gone because its sender, or a group owner, took it back. */
  | { readonly kind: 'recalled' }
  | { readonly kind: 'group_event'; readonly event: GroupEvent }
  /** `custom` of a kind we do not draw ourselves; `length` as of a text. */
  | { readonly kind: 'custom'; readonly name: string; readonly fallbackText: string; readonly length?: number }
  /** A type, or a shape, that this version cannot read; kept whole so that a later one can. */
  | { readonly kind: 'unsupported'; readonly type: string; readonly raw: string }

export type ContentKind = MessageContent['kind']

/**
 * Nobody said it to anybody: it tells what happened to a message or to a group, is never unread, and calls for nobody's
 * attention (PROTOCOL 7.4). Also where this version cannot read what happened.
 */
export function isNoticeContent(content: MessageContent): boolean {
  switch (content.kind) {
    case 'recall':
    case 'recalled':
    case 'group_event':
      return true
    case 'custom':
      return content.name === 'group.event'
    case 'unsupported':
      return content.type === 'recall'
    default:
      return false
  }
}

/** Where the messages of a bundle were said: in a group by its title, or between two people by their names. */
export type BundleOrigin =
  { readonly kind: 'c2g'; readonly title: string } | { readonly kind: 'c2c'; readonly names: readonly [string, string] }

/** Where content stands: in a message itself, or in a bundle of it; `within` has the place of the item in each bundle. */
export type ContentPlace = { readonly localId: LocalId; readonly within: readonly number[] }

/** `senderId` as the sender of the bundle says: good for a colour, no proof of anything. */
export type BundleItem = {
  readonly senderId?: string
  readonly senderName: string
  readonly sentAt?: number
  readonly content: MessageContent
}

/** What happened to a group; the server writes each as a message of type `custom`, kind `group.event` (PROTOCOL 6). */
export type GroupEvent =
  | { readonly event: 'created' | 'renamed'; readonly by: string; readonly title: string }
  | {
      readonly event: 'members_added' | 'members_removed'
      readonly by: string
      readonly members: readonly { readonly userId: string; readonly name: string }[]
      /** How many they are, where `members` are only the first. */
      readonly count?: number
    }
  | { readonly event: 'left'; readonly by: string }
  | { readonly event: 'notice_changed'; readonly by: string; readonly notice: string }
  | { readonly event: 'avatar_changed'; readonly by: string }
  | {
      readonly event: 'role_changed'
      readonly by: string
      readonly member: { readonly userId: string; readonly name: string }
      readonly role: string
    }

/**
 * How far a message of mine has come, as this device knows by itself:
 *
 * ```
 *   queued ──▶ sending ──▶ sent
 *     ▲           │  ╲         ▲
 *     │           │   ▶ unconfirmed        no ack, which may still come: after four tries where acks are `accepted`, after
 *     │           │                        one where a second copy would be a second message (`Features.resend`)
 *     └─ retry ─ failed, unconfirmed       nack, with its code
 * ```
 *
 * `delivered` and `read` are not steps of the row: they follow from the peer's marks, or from what the server told of
 * this message, see `deliveryOf`.
 * Messages of others are `received`.
 */
export type MessageStatus = 'queued' | 'sending' | 'sent' | 'unconfirmed' | 'failed' | 'received'

export type Message = {
  readonly localId: LocalId
  readonly conversationId: ConversationId
  /** Order in the timeline: ascending `(position, localId)`. */
  readonly position: number
  readonly seq?: Seq
  readonly mid?: Mid
  readonly cliMid?: CliMid
  readonly senderId: UserId
  readonly senderName: string
  readonly senderAvatar: string
  readonly isMine: boolean
  readonly content: MessageContent
  /** What this device has of its file. */
  readonly file?: LocalFile
  readonly replyTo?: Mid
  /** What `replyTo` says, where this device holds it. */
  readonly quote?: { readonly senderName: string; readonly content: MessageContent }
  /** In groups, for a message of mine: how many others have read it, and how many others there are. */
  readonly readBy?: { readonly count: number; readonly of: number }
  /** User ids, or `*` for everyone. */
  readonly mentions: readonly string[]
  /** True when `mentions` names the signed-in user or everyone, and somebody else wrote it. */
  readonly mentionsMe: boolean
  /** Epoch ms: the server's time once it named the message, before that this device's. */
  readonly at: number
  readonly status: MessageStatus
  /** For a message of mine, where the server tells of each: how far it has come with the other person. */
  readonly reached?: 'delivered' | 'read'
  /** Why it failed: the server's code, or why this server could never take it (`ChatLink.pack`). */
  readonly failure?: { readonly code: string; readonly reason: string }
}

/** What the tick at a message of mine shows. */
export type Delivery = 'queued' | 'sending' | 'sent' | 'unconfirmed' | 'delivered' | 'read' | 'failed'

/**
 * The tick of a message of mine, the same wherever it is shown; `undefined` for messages of others, and for what was
 * taken back. Marks and receipts only grow, so it only moves forward. In groups nobody's mark stands for all: it is read once
 * everybody has read it.
 */
export function deliveryOf(
  message: Pick<Message, 'status' | 'seq' | 'readBy' | 'reached' | 'content'>,
  marks: { readonly peerReadSeq: number; readonly peerDeliveredSeq: number },
): Delivery | undefined {
  if (message.status === 'received' || message.content.kind === 'recalled') return undefined
  if (message.status !== 'sent') return message.status
  if (message.reached !== undefined) return message.reached
  if (message.seq === undefined) return 'sent'
  if (message.readBy !== undefined) return message.readBy.count >= message.readBy.of ? 'read' : 'sent'
  if (message.seq <= marks.peerReadSeq) return 'read'
  return message.seq <= marks.peerDeliveredSeq ? 'delivered' : 'sent'
}

/** The order of the timeline, for `Array.sort`. */
export function compareMessages(a: Pick<Message, 'position' | 'localId'>, b: Pick<Message, 'position' | 'localId'>): number {
  return a.position - b.position || a.localId - b.localId
}

/** One step in a message's life on this device, for the delivery details. */
export type DeliveryStep = {
  readonly step:
    | 'composed'
    | 'part_began'
    | 'part_interrupted'
    | 'part_done'
    | 'part_failed'
    | 'written'
    | 'acknowledged'
    | 'refused'
    | 'requeued'
    | 'unconfirmed'
    | 'received'
    | 'delivered'
    | 'read'
  /** Epoch ms of this device's clock, so that differences are true. */
  readonly at: number
  /** For `written`: which try it was. */
  readonly try?: number
  readonly code?: string
}

/** How far a message has come with one member of a group. */
export type DeliveryPerson = {
  readonly userId: UserId
  readonly name: string
  readonly avatar: string
  readonly reached: 'read' | 'delivered' | 'sent'
  /** Epoch ms of this device's clock; absent for what happened while it was away, or long ago. */
  readonly at?: number
}

/**
 * Why a message has not been acknowledged: a part of it is being uploaded, there is no connection, the disk cannot be
 * written, the server asked to wait, another one of its conversation goes first, it is on its way, it goes next, or the
 * server refused it.
 */
export type WaitReason = 'part' | 'offline' | 'blocked' | 'paused' | 'behind' | 'sending' | 'next' | 'failed'

/**
 * `tryAt`: epoch ms, where this device decides; an offline one is tried once the link is back. `part`: what is uploaded,
 * for that reason.
 */
export type Waiting = { readonly reason: WaitReason; readonly tryAt?: number; readonly part?: PartId }

export type DeliveryDetails = {
  readonly message: Message
  readonly steps: readonly DeliveryStep[]
  /** In groups: everybody but the sender, by name. */
  readonly people: readonly DeliveryPerson[]
  /** While the server does not have it. */
  readonly waiting?: Waiting
}

/** A hole in what this device holds, as the timeline shows it: both ends included. */
export type Gap = {
  readonly conversationId: ConversationId
  readonly fromSeq: Seq
  readonly toSeq: Seq
  /** `deferred`: an older part that is fetched when somebody scrolls to it. */
  readonly repair: 'waiting' | 'fetching' | 'failed' | 'deferred'
  /** Epoch ms of the next try, for `failed`. */
  readonly retryAt?: number
}

/**
 * A stretch of a timeline. Messages ascend by `(position, localId)`; the gaps are those that touch the stretch,
 * its ends included.
 */
export type TimelinePage = {
  readonly conversationId: ConversationId
  readonly messages: readonly Message[]
  readonly gaps: readonly Gap[]
  readonly hasOlder: boolean
  readonly hasNewer: boolean
  /**
   * Of the conversation as the page was read, as in `Conversation`: its row comes to the window by another road, a
   * moment later.
   */
  readonly readSeq: number
  readonly unread: number
}
