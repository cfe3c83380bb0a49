import type { Bus } from '../bus/bus'
import type { ServerStore } from '../store/server-store'
import { conversationObject } from './wire'

/** Tells members that a conversation is new or changed: each gets the object as they see it (PROTOCOL 5). */
export class ConversationNews {
  readonly #store: ServerStore
  readonly #bus: Bus

  constructor(store: ServerStore, bus: Bus) {
    this.#store = store
    this.#bus = bus
  }

  async changed(conversationId: string): Promise<void> {
    await this.changedFor(conversationId, await this.#store.conversations.memberIds(conversationId))
  }

  async changedFor(conversationId: string, userIds: readonly string[]): Promise<void> {
    for (const userId of userIds) {
      const view = await this.#store.conversations.view(conversationId, userId)
      if (view !== undefined) {
        this.#bus.publish({
          to: [userId],
          event: { kind: 'push', type: 'conversation', data: conversationObject(view) },
        })
      }
    }
  }
}
