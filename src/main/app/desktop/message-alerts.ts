import type { ConversationId, LocalId } from '@shared/ids'
import type { OpenTarget } from '@shared/ipc'
import { isNoticeContent } from '@shared/message'
import type { Settings } from '@shared/settings'
import type { Clock } from '../../lib/clock'
import { toMessage } from '../../store/message-row'
import type { AccountSession } from '../account/account-session'
import { alertFor } from './alert-policy'
import { type Announced, type NotificationGroup, NotificationGroups } from './notification-groups'

/** The parts of a signed-in account that alerts come from. */
export type AlertSource = {
  readonly engine: Pick<AccountSession['engine'], 'on'>
  readonly link: Pick<AccountSession['link'], 'on' | 'session'>
  readonly loop: Pick<AccountSession['loop'], 'status'>
  readonly store: {
    readonly messages: Pick<AccountSession['store']['messages'], 'get'>
    readonly conversations: Pick<AccountSession['store']['conversations'], 'get'>
  }
}

export type MessageAlertsOptions = {
  readonly clock: Clock
  readonly settings: () => Settings
  /** The window is there and has the focus. */
  readonly isWindowFocused: () => boolean
  readonly notify: (group: NotificationGroup) => void
  /** Something wants a look: once per batch of messages. */
  readonly flash: () => void
  /** What was notified of is taken back, or read elsewhere. */
  readonly withdraw: (conversationId: ConversationId) => void
}

/** Watches what an account's engine commits, and tells which of it deserves the user's attention. */
export class MessageAlerts {
  readonly #options: MessageAlertsOptions
  readonly #groups: NotificationGroups
  #source: AlertSource | undefined
  #stops: readonly (() => void)[] = []
  #watchedSince = 0
  /** Milliseconds that the server's clock is ahead of ours. */
  #serverAheadMs = 0
  #openConversation: ConversationId | undefined
  #latest: OpenTarget | undefined
  /** The highest row that was looked at. */
  #highest = 0

  constructor(options: MessageAlertsOptions) {
    this.#options = options
    this.#groups = new NotificationGroups({
      clock: options.clock,
      show: options.notify,
      withdraw: options.withdraw,
      messageOf: (localId) => {
        const row = this.#source?.store.messages.get(localId)
        return row === undefined ? undefined : toMessage(row)
      },
    })
  }

  /** The message that last called for attention and has not been looked at since. */
  get latest(): OpenTarget | undefined {
    return this.#latest
  }

  attach(source: AlertSource): void {
    this.detach()
    this.#source = source
    const { clock } = this.#options
    const { link, loop } = source
    this.#watchedSince = clock.now()
    const serverTime = link.session?.serverTime
    if (serverTime !== undefined) this.#serverAheadMs = serverTime - loop.status.since
    this.#stops = [
      link.on('online', (online) => (this.#serverAheadMs = online.serverTime === undefined ? 0 : online.serverTime - clock.now())),
      source.engine.on('messages', ({ upserted }) => this.#arrived(source, upserted)),
      source.engine.on('conversations', (changed) => this.#readElsewhere(source, changed)),
    ]
  }

  /** Forgets the account and what it had to say. Twice is harmless. */
  detach(): void {
    for (const stop of this.#stops) stop()
    this.#stops = []
    this.#source = undefined
    this.#groups.close()
    this.#serverAheadMs = 0
    this.#openConversation = undefined
    this.#latest = undefined
    this.#highest = 0
  }

  /** Which conversation is on screen. */
  focus(conversationId: ConversationId | undefined): void {
    this.#openConversation = conversationId
  }

  get openConversation(): ConversationId | undefined {
    return this.#openConversation
  }

  /** The user has looked at a conversation, here or on another device. */
  seen(conversationId: ConversationId): void {
    this.#groups.clear(conversationId)
    if (this.#latest?.conversationId === conversationId) this.#latest = undefined
  }

  #arrived({ store }: AlertSource, localIds: readonly LocalId[]): void {
    const { clock, settings, isWindowFocused } = this.#options
    const now = clock.now()
    const around = {
      settings: settings(),
      now,
      serverNow: now + this.#serverAheadMs,
      watchedSince: this.#watchedSince,
      isWindowFocused: isWindowFocused(),
      openConversation: this.#openConversation,
    }
    let hasCalled = false
    let highest = this.#highest
    for (const localId of localIds) {
      const row = store.messages.get(localId)
      if (row === undefined || row.isMine) continue
      const message = toMessage(row)
      // Rows only ever get higher ids: what is not above the highest is an older row that was changed.
      if (localId <= this.#highest) {
        if (isNoticeContent(message.content)) this.#retract(row.conversationId, (announced) => announced.localId === localId)
        continue
      }
      highest = Math.max(highest, localId)
      const conversation = store.conversations.get(row.conversationId)
      if (conversation === undefined) continue
      const alert = alertFor({ message, arrivedAt: row.localAt, conversation }, around)
      if (alert === 'none') continue
      hasCalled = true
      this.#latest = { conversationId: row.conversationId, localId }
      if (alert === 'notify') this.#groups.add(message)
    }
    this.#highest = highest
    if (hasCalled) this.#options.flash()
  }

  /** Part of what was notified of may have been read on another device; all of it is `seen`. */
  #readElsewhere({ store }: AlertSource, conversationIds: readonly ConversationId[]): void {
    for (const conversationId of conversationIds) {
      if (!this.#groups.has(conversationId)) continue
      const readSeq = store.conversations.get(conversationId)?.readSeq ?? 0
      this.#retract(conversationId, ({ seq }) => seq !== undefined && seq <= readSeq)
    }
  }

  #retract(conversationId: ConversationId, isDone: (announced: Announced) => boolean): void {
    const hadLatest = this.#latest?.conversationId === conversationId
    const last = this.#groups.retract(conversationId, isDone)
    if (hadLatest) this.#latest = last === undefined ? undefined : { conversationId, localId: last }
  }
}
