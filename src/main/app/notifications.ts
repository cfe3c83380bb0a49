import { Notification } from 'electron'
import type { ConversationId } from '@shared/ids'
import type { Logger } from '../lib/logger'
import { escapeMarkup, type NotificationText } from './notification-text'

export type NotificationRequest = {
  readonly conversationId: ConversationId
  readonly text: NotificationText
  readonly hasSound: boolean
  readonly onClick: () => void
}

/** The system's notifications: one per conversation, the newer in the older's place. */
export class Notifications {
  readonly #logger: Logger
  /** Held while they are shown: a notification that is collected as garbage no longer hears its click. */
  readonly #shown = new Map<ConversationId, Notification>()

  constructor(logger: Logger) {
    this.#logger = logger.scoped('notifications')
  }

  show({ conversationId, text, hasSound, onClick }: NotificationRequest): void {
    if (!Notification.isSupported()) return
    this.dismiss(conversationId)
    const notification = new Notification({
      // Where the system knows ids, the newer one takes the older's place in its history too.
      id: conversationId,
      title: text.title,
      body: process.platform === 'linux' ? escapeMarkup(text.body) : text.body,
      silent: !hasSound,
    })
    this.#shown.set(conversationId, notification)
    notification.on('click', () => {
      this.#shown.delete(conversationId)
      onClick()
    })
    notification.on('failed', (_, error) => this.#logger.warn('a notification failed', { error }))
    notification.show()
  }

  /** Takes it away; of a conversation without one, nothing. */
  dismiss(conversationId: ConversationId): void {
    this.#shown.get(conversationId)?.close()
    this.#shown.delete(conversationId)
  }

  close(): void {
    for (const conversationId of [...this.#shown.keys()]) this.dismiss(conversationId)
  }
}
