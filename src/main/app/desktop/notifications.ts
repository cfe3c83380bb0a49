import type { NotificationConstructorOptions } from 'electron'
import type { ConversationId } from '@shared/ids'
import type { Logger } from '../../lib/logger'
import { notificationId } from './notification-id'
import { escapeMarkup, type NotificationText } from './notification-text'

export type NotificationRequest = {
  readonly conversationId: ConversationId
  readonly text: NotificationText
  /** The path of a picture of whoever it is from. */
  readonly icon?: string | undefined
  readonly hasSound: boolean
  readonly onClick: () => void
}

/** One notification, as Electron makes it. */
export type SystemNotification = {
  on(event: 'click' | 'close' | 'show', listener: () => void): unknown
  on(event: 'failed', listener: (event: unknown, error: string) => void): unknown
  show(): void
  close(): void
}

export type NotificationsOptions = {
  readonly platform: NodeJS.Platform
  readonly isSupported: () => boolean
  readonly create: (options: NotificationConstructorOptions) => SystemNotification
  /** The system takes none of ours, or takes them again. */
  readonly onRefused: (isRefused: boolean) => void
  readonly logger: Logger
}

/** The system's notifications: one per conversation, the newer in the older's place. */
export class Notifications {
  readonly #options: NotificationsOptions
  readonly #logger: Logger
  /** Held while they are shown: a notification that is collected as garbage no longer hears its click. */
  readonly #shown = new Map<ConversationId, SystemNotification>()
  /** Of this run. */
  readonly #ids = new Set<string>()
  readonly #putAway = new Set<ConversationId>()
  #told: SystemNotification | undefined
  #isRefused = false

  constructor(options: NotificationsOptions) {
    this.#options = options
    this.#logger = options.logger.scoped('notifications')
  }

  /** The last one was refused by the system: by its settings, or, on macOS, since nobody has signed the program. */
  get isRefused(): boolean {
    return this.#isRefused
  }

  /** This run has shown a notification of this id. */
  has(id: string): boolean {
    return this.#ids.has(id)
  }

  /** Says less than before, in silence. What the person has put away does not come back, and leaves the system's list. */
  replace(request: NotificationRequest): void {
    if (this.#putAway.has(request.conversationId)) this.dismiss(request.conversationId)
    else if (this.#shown.has(request.conversationId)) this.show({ ...request, hasSound: false })
  }

  show({ conversationId, text, icon, hasSound, onClick }: NotificationRequest): void {
    if (!this.#options.isSupported()) return
    this.dismiss(conversationId)
    const id = notificationId(conversationId)
    this.#ids.add(id)
    const notification = this.#create({
      // Where the system knows ids, the newer one takes the older's place in its history too.
      id,
      ...this.#words(text),
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
    notification.show()
  }

  /** Says something that belongs to no conversation. */
  tell(text: NotificationText, onClick: () => void = () => undefined): void {
    if (!this.#options.isSupported()) return
    const notification = this.#create({ ...this.#words(text), silent: true })
    this.#told = notification
    notification.on('click', onClick)
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

  #create(options: NotificationConstructorOptions): SystemNotification {
    const notification = this.#options.create(options)
    notification.on('show', () => this.#setRefused(false))
    notification.on('failed', (_, error) => {
      this.#logger.warn('a notification failed', { error })
      this.#setRefused(true)
    })
    return notification
  }

  /** Desktops of Linux read the body as markup. */
  #words({ title, body }: NotificationText): NotificationText {
    return { title, body: this.#options.platform === 'linux' ? escapeMarkup(body) : body }
  }

  #setRefused(isRefused: boolean): void {
    if (isRefused === this.#isRefused) return
    this.#isRefused = isRefused
    this.#options.onRefused(isRefused)
  }
}
