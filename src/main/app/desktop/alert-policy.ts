import type { Conversation } from '@shared/conversation'
import type { ConversationId } from '@shared/ids'
import { isNoticeContent, type Message } from '@shared/message'
import type { Settings } from '@shared/settings'
import { isQuiet } from './do-not-disturb'

/** Milliseconds; what was sent longer ago is history that arrives, not news. */
export const NEWS_MS = 2 * 60 * 1000

/** A message that has just been committed, beside its conversation as it is after that. */
export type Arrival = {
  readonly message: Message
  /** Epoch ms of this device's clock. */
  readonly arrivedAt: number
  readonly conversation: Pick<Conversation, 'readSeq' | 'mutedUntil'>
}

export type Surroundings = {
  readonly settings: Settings
  /** Epoch ms of this device's clock, and of the server's as far as it is known. */
  readonly now: number
  readonly serverNow: number
  /** Epoch ms of this device's clock since when this account is watched. */
  readonly watchedSince: number
  readonly isWindowFocused: boolean
  /** The conversation on screen. */
  readonly openConversation: ConversationId | undefined
}

/** `flash`: the tray and the task bar; `notify`: a notification as well. */
export type Alert = 'none' | 'flash' | 'notify'

/**
 * What a committed message may do to the user's attention.
 *
 * ```
 * mine, a notice, read, history, held before          none
 * its conversation is on screen and has the focus     none
 * do not disturb, quiet hours                         none
 * muted, and does not mention me                      none
 * notifications are off                               flash
 * anything else                                       notify
 * ```
 */
export function alertFor(arrival: Arrival, around: Surroundings): Alert {
  if (!isNews(arrival, around)) return 'none'
  const { message, conversation } = arrival
  if (around.isWindowFocused && around.openConversation === message.conversationId) return 'none'
  if (isQuiet(around.settings, around.now)) return 'none'
  if (conversation.mutedUntil > around.now && !message.mentionsMe) return 'none'
  return around.settings.notifications === 'off' ? 'flash' : 'notify'
}

/** Written by somebody else, unread, just sent, and not on this device before. */
function isNews({ message, arrivedAt, conversation }: Arrival, around: Surroundings): boolean {
  if (message.isMine || message.status !== 'received' || isNoticeContent(message.content)) return false
  // A row that is written anew, because its content was repaired, keeps the time of its first arrival.
  if (arrivedAt < around.watchedSince) return false
  // Without a seq there is no history either: whatever comes is live, and its time is our own.
  if (message.seq === undefined) return true
  return message.seq > conversation.readSeq && around.serverNow - message.at <= NEWS_MS
}
