import type { Conversation } from '../../src/shared/conversation'
import { asUserId, type ConversationId } from '../../src/shared/ids'
import { expect } from 'vitest'
import { must } from '../helpers/results'
import type { Colleague } from './colleague'
import type { Desktop } from './desktop'

/** A group that one test has for itself, in which nothing was said yet. */
export class Room {
  private constructor(
    readonly conversationId: ConversationId,
    readonly owner: Desktop,
  ) {}

  static async create(owner: Desktop, memberIds: readonly string[], title = 'Reading room 阅览室'): Promise<Room> {
    const created = await owner.call('groups:create', { title, memberIds: memberIds.map(asUserId) })
    if (!created.ok) throw new Error(created.error.code)
    const room = new Room(created.value.conversationId, owner)
    await owner.row(room.conversationId).waitFor()
    return room
  }

  open(desktop: Desktop = this.owner): Promise<void> {
    return desktop.openConversation(this.conversationId)
  }

  /** Out of the list, so that the rows of all others stay in view. */
  async putAway(...desktops: readonly Desktop[]): Promise<void> {
    for (const desktop of desktops)
      must(await desktop.call('conversations:set-flags', { conversationId: this.conversationId, isArchived: true }))
  }

  /** As the owner's app knows it. */
  async state(): Promise<Conversation> {
    const list = await this.owner.call('conversations:list')
    const found = list.ok ? list.value.find(({ conversationId }) => conversationId === this.conversationId) : undefined
    if (found === undefined) throw new Error(`no conversation ${this.conversationId}`)
    return found
  }

  async unread(): Promise<number> {
    return (await this.state()).unread
  }

  async write(author: Colleague, ...texts: readonly string[]): Promise<void> {
    for (const content of texts) await author.say(this.conversationId.replace('c2g:', ''), 'text', { content }, 'B102')
  }

  /** The same while the owner looks elsewhere: resolves once all of it counts as unread. */
  async receive(author: Colleague, ...texts: readonly string[]): Promise<void> {
    const before = await this.unread()
    await this.write(author, ...texts)
    await expect.poll(() => this.unread()).toBe(before + texts.length)
  }

  /** Everything so far is read, without being looked at. */
  async markRead(): Promise<void> {
    must(await this.owner.call('conversations:mark-read', { conversationId: this.conversationId, upToSeq: (await this.state()).lastSeq }))
    await expect.poll(() => this.unread()).toBe(0)
  }
}
