import type { Message } from '@shared/message'
import { isOnItsWay } from './file-face'

/** Notices of one conversation mean nothing in another, and a file that the server does not have cannot be passed on. */
export function isForwardable(message: Pick<Message, 'content' | 'isMine' | 'status'>): boolean {
  const { kind } = message.content
  return kind !== 'recalled' && kind !== 'recall' && kind !== 'group_event' && !isOnItsWay(message)
}

/**
 * Whether a message can be answered with a quote: the server has named it, and it still says something.
 * @param here whether one may still write here, and the server carries quotes
 */
export function isAnswerable(
  { mid, content }: Pick<Message, 'mid' | 'content'>,
  here: { readonly hasLeft: boolean; readonly hasReplies: boolean },
): boolean {
  return mid !== undefined && content.kind !== 'recalled' && !here.hasLeft && here.hasReplies
}
