import type { Conversation } from '@shared/conversation'
import type { ConversationId } from '@shared/ids'
import type { OpenTarget } from '@shared/ipc'
import type { Settings } from '@shared/settings'
import type { Texts } from '../texts'
import { notificationId } from './notification-id'
import type { NotificationGroup } from './notification-groups'
import { notificationText } from './notification-text'
import type { Notifications } from './notifications'
import type { ScreenLock } from './screen-lock'

/** The parts of a signed-in account that notifications are about. */
export type NoticeSource = {
  readonly store: {
    readonly conversations: { get(id: ConversationId): Conversation | undefined; ids(): readonly ConversationId[] }
  }
  readonly avatars: { held(avatar: string): string | undefined }
}

export type MessageNoticesOptions = {
  readonly notifications: Pick<Notifications, 'show' | 'replace' | 'dismiss'>
  readonly lock: Pick<ScreenLock, 'isLocked'>
  readonly settings: () => Pick<Settings, 'notifications' | 'sound'>
  readonly texts: () => Texts
  readonly open: (target: OpenTarget) => void
}

/** What notifications say of messages: as much as the person wants, and no more than who wrote on a locked screen. */
export class MessageNotices {
  readonly #options: MessageNoticesOptions
  /** Groups for which the lock is being asked for: the latest of each conversation counts. */
  readonly #asked = new Map<ConversationId, NotificationGroup>()
  #source: NoticeSource | undefined

  constructor(options: MessageNoticesOptions) {
    this.#options = options
  }

  attach(source: NoticeSource): void {
    this.detach()
    this.#source = source
  }

  /** What was not shown yet is not shown any more. Twice is harmless. */
  detach(): void {
    this.#source = undefined
    this.#asked.clear()
  }

  notify(group: NotificationGroup): void {
    const before = this.#asked.get(group.conversationId)
    // Which has not been seen yet: what follows it in silence is the first that is.
    const isFirst = before !== undefined && !before.isQuiet
    const asked = isFirst ? { ...group, isQuiet: false } : group
    this.#asked.set(group.conversationId, asked)
    void this.#options.lock.isLocked().then((isLocked) => {
      if (this.#asked.get(group.conversationId) !== asked) return
      this.#asked.delete(group.conversationId)
      this.#show(asked, isLocked)
    })
  }

  withdraw(conversationId: ConversationId): void {
    this.#asked.delete(conversationId)
    this.#options.notifications.dismiss(conversationId)
  }

  /** The conversation that a notification of an earlier run was about, if this account has it. */
  conversationOf(id: string): ConversationId | undefined {
    return this.#source?.store.conversations.ids().find((conversationId) => notificationId(conversationId) === id)
  }

  #show(group: NotificationGroup, isLocked: boolean): void {
    const { conversationId } = group
    const { notifications, settings, texts, open } = this.#options
    const conversation = this.#source?.store.conversations.get(conversationId)
    const { notifications: level, sound } = settings()
    if (conversation === undefined || level === 'off') return
    // Whoever passes a locked screen may read it.
    const detail = isLocked ? 'sender_only' : level
    const request = {
      conversationId,
      text: notificationText(group, conversation, detail, texts()),
      // The picture says no more than the title.
      icon: this.#source?.avatars.held(conversation.avatar),
      hasSound: sound,
      onClick: () => open({ conversationId, localId: group.firstLocalId }),
    }
    if (group.isQuiet) notifications.replace(request)
    else notifications.show(request)
  }
}
