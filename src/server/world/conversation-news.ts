import type { Bus } from '../bus/bus'
import type { ServerStore } from '../store/server-store'
import type { WorldContext } from './session'
import { conversationObject } from './wire'

/** Objects that are made in one go; a group of a thousand would keep everybody else waiting. */
const AT_ONCE = 25

/** Tells members that a conversation is new or changed: each gets the object as they see it (PROTOCOL 5). */
export class ConversationNews {
  readonly #store: ServerStore
  readonly #bus: Bus

  readonly #context: WorldContext
  #sinceBreath = 0

  constructor(store: ServerStore, bus: Bus, context: WorldContext) {
    this.#store = store
    this.#bus = bus
    this.#context = context
  }

  async changed(conversationId: string): Promise<void> {
    await this.changedFor(conversationId, await this.#store.conversations.memberIds(conversationId))
  }

  async changedFor(conversationId: string, userIds: readonly string[]): Promise<void> {
    for (const userId of userIds) {
      await this.#breathe()
      const view = await this.#store.conversations.view(conversationId, userId)
      if (view !== undefined) {
        this.#bus.publish({
          to: [userId],
          event: { kind: 'push', type: 'conversation', data: conversationObject(view) },
        })
      }
    }
  }

  async #breathe(): Promise<void> {
    this.#sinceBreath += 1
    if (this.#sinceBreath <= AT_ONCE) return
    this.#sinceBreath = 0
    await new Promise<void>((resolve) => this.#context.defer(resolve))
  }
}
