import { groupOf, peerOf } from '@shared/conversation-id'
import type { CliMid, ConversationId, UserId } from '@shared/ids'

/** A message as this chat system keeps it. Its `mid` counts in its conversation alone, so that every conversation has a 1. */
export type OtherMessage = {
  readonly mid: number
  readonly cliMid: CliMid
  readonly from: UserId
  readonly text: string
  /** Epoch ms, ascending in a conversation; it is what messages are ordered by. */
  readonly at: number
}

/** What a client hears. */
export interface OtherEar {
  readonly userId: UserId
  hear(event: OtherEvent): void
}

export type OtherEvent =
  | { readonly event: 'message'; readonly conversationId: ConversationId; readonly message: OtherMessage }
  | { readonly event: 'accepted'; readonly cliMid: CliMid; readonly mid: number; readonly at: number }
  /** Not now. */
  | { readonly event: 'busy'; readonly cliMid: CliMid; readonly forMs: number }
  | { readonly event: 'received'; readonly conversationId: ConversationId; readonly mid: number; readonly by: UserId }

export type OtherFaults = {
  /** True: this push does not reach this person. */
  dropPush?: (userId: UserId) => boolean
  /** True: the message is stored, nobody hears that it is. */
  dropAck?: () => boolean
  /** Milliseconds for which this message is not taken. */
  putOff?: (cliMid: CliMid) => number | undefined
}

/**
 * A chat system that is nothing like ours, after the facts of those that are to come: no numbers, history page by page
 * from the newest one back, ids that repeat in other conversations, each delivery told by itself. It keeps everything,
 * and takes the same `cliMid` once (`isSafe`) or as often as it comes.
 */
export class OtherServer {
  readonly talks = new Map<ConversationId, OtherMessage[]>()
  readonly faults: OtherFaults = {}
  readonly pages: string[] = []
  now = 1_790_000_000_000
  readonly #ears = new Set<OtherEar>()

  /** Messages of a page at most, whatever is asked for. */
  mostPerPage = 50

  constructor(readonly isSafe = true) {}

  join(ear: OtherEar): () => void {
    this.#ears.add(ear)
    return () => void this.#ears.delete(ear)
  }

  /** Somebody writes; nobody hears of it unless `isPushed`. */
  post(conversationId: ConversationId, from: UserId, text: string, isPushed = true): OtherMessage {
    const cliMid = `posted-${++this.now}` as CliMid
    return this.#store(conversationId, from, cliMid, text, isPushed ? undefined : 'nobody')
  }

  /** A client writes, and hears that it was taken. */
  accept(ear: OtherEar, conversationId: ConversationId, cliMid: CliMid, text: string): void {
    const forMs = this.faults.putOff?.(cliMid)
    if (forMs !== undefined) return ear.hear({ event: 'busy', cliMid, forMs })
    const held = this.isSafe ? this.of(conversationId).find((message) => message.cliMid === cliMid) : undefined
    const message = held ?? this.#store(conversationId, ear.userId, cliMid, text, ear)
    if (this.faults.dropAck?.() !== true) ear.hear({ event: 'accepted', cliMid, mid: message.mid, at: message.at })
  }

  /** A client has received one message: its sender is told, if they listen. */
  received(by: UserId, conversationId: ConversationId, mid: number): void {
    const message = this.of(conversationId).find((held) => held.mid === mid)
    for (const ear of this.#ears) if (ear.userId === message?.from) ear.hear({ event: 'received', conversationId, mid, by })
  }

  /** The newest messages before the cursor, oldest first, and the cursor of those before them. */
  page(conversationId: ConversationId, before: string | undefined, limit: number): { items: OtherMessage[]; older: string | undefined } {
    this.pages.push(`${conversationId} ${before ?? 'newest'}`)
    const all = this.of(conversationId).filter(({ at }) => before === undefined || at < Number(before))
    const items = all.slice(-Math.min(limit, this.mostPerPage))
    return { items, older: items.length < all.length ? String(items[0]?.at) : undefined }
  }

  conversationsOf(userId: UserId): readonly ConversationId[] {
    return [...this.talks.keys()].filter((id) => isMember(id, userId))
  }

  of(conversationId: ConversationId): OtherMessage[] {
    const talk = this.talks.get(conversationId) ?? []
    this.talks.set(conversationId, talk)
    return talk
  }

  #store(
    conversationId: ConversationId,
    from: UserId,
    cliMid: CliMid,
    text: string,
    except: OtherEar | 'nobody' | undefined,
  ): OtherMessage {
    const talk = this.of(conversationId)
    const message = { mid: talk.length + 1, cliMid, from, text, at: ++this.now }
    talk.push(message)
    if (except === 'nobody') return message
    for (const ear of this.#ears) {
      if (ear === except || !isMember(conversationId, ear.userId) || this.faults.dropPush?.(ear.userId) === true) continue
      ear.hear({ event: 'message', conversationId, message })
    }
    return message
  }
}

function isMember(conversationId: ConversationId, userId: UserId): boolean {
  if (groupOf(conversationId) !== undefined) return true
  const peer = peerOf(conversationId, userId)
  return peer !== undefined && conversationId.split(':').includes(userId)
}
