import type { Mid } from '@shared/ids'
import type { Message } from '@shared/message'

/** What a reply shows of the message that it answers. */
export type QuotedMessage = Pick<Message, 'senderName' | 'content'> & { readonly isMine: boolean }

/**
 * What a message quotes: from the window where it is there, because it may have been recalled since, else as main
 * found it in the store.
 */
export function quotedBy(message: Message, held: readonly Message[]): QuotedMessage | undefined {
  if (message.replyTo === undefined) return undefined
  const { replyTo, quote } = message
  return held.find(({ mid }) => mid === replyTo) ?? (quote === undefined ? undefined : { ...quote, isMine: false })
}

/** What a message that is being written answers: nothing, once that was taken back. */
export function answeredMid(quoted: Message | undefined): Mid | undefined {
  return quoted?.content.kind === 'recalled' ? undefined : quoted?.mid
}
