import { Notification } from 'electron'
import type { ConversationId } from '@shared/ids'
import type { Logger } from '../../lib/logger'
import { escapeMarkup, type NotificationText } from './notification-text'

export type NotificationRequest = {
  readonly conversationId: ConversationId
  readonly text: NotificationText
  /** The path of a picture of whoever it is from. */
  readonly icon?: string | undefined
  readonly hasSound: boolean
  readonly onClick: () => void
}

/** The system's notifications: one per conversation, the newer in the older's place. */
export class Notifications {
  readonly #logger: Logger
  /** Held while they are shown: a notification that is collected as garbage no longer hears its click. */
  readonly #shown = new Map<ConversationId, Notification>()

  readonly #putAway = new Set<ConversationId>()
  #told: Notification | undefined

  constructor(logger: Logger) {
    this.#logger = logger.scoped('notifications')
  }

  /** Says less than before, in silence. What the person has put away does not come back, and leaves the system's list. */
  replace(request: NotificationRequest): void {
    if (this.#putAway.has(request.conversationId)) this.dismiss(request.conversationId)
    else if (this.#shown.has(request.conversationId)) this.show({ ...request, hasSound: false })
  }

  show({ conversationId, text, icon, hasSound, onClick }: NotificationRequest): void {
    if (!Notification.isSupported()) return
    this.dismiss(conversationId)
    const notification = new Notification({
      // Where the system knows ids, the newer one takes the older's place in its history too.
      id: conversationId,
      title: text.title,
      body: process.platform === 'linux' ? escapeMarkup(text.body) : text.body,
      silent: !hasSound,
      ...(icon === undefined ? {} : { icon }),
    })
    this.#shown.set(conversationId, notification)
    notification.on('click', () => {
      this.#shown.delete(conversationId)
      onClick()
    })
    // It may still stand in the system's list, and hear its click there.
    notification.on('close', () => {
      if (this.#shown.get(conversationId) === notification) this.#putAway.add(conversationId)
    })
    notification.on('failed', (_, error) => this.#logger.warn('a notification failed', { error }))
    notification.show()
  }

  /** Says something that belongs to no conversation. */
  tell({ title, body }: NotificationText, onClick: () => void = () => undefined): void {
    if (!Notification.isSupported()) return
    const notification = new Notification({ title, body: process.platform === 'linux' ? escapeMarkup(body) : body, silent: true })
    this.#told = notification
    notification.on('click', onClick)
    notification.on('failed', (_, error) => this.#logger.warn('a notification failed', { error }))
    notification.show()
  }

  /** Takes it away; of a conversation without one, nothing. */
  dismiss(conversationId: ConversationId): void {
    const shown = this.#shown.get(conversationId)
    this.#shown.delete(conversationId)
    shown?.close()
    this.#putAway.delete(conversationId)
  }

  close(): void {
    this.#told?.close()
    for (const conversationId of [...this.#shown.keys()]) this.dismiss(conversationId)
  }
}
