import type { Message } from '@shared/message'

/** Notices of one conversation mean nothing in another. */
export function isForwardable({ content }: Pick<Message, 'content'>): boolean {
  return content.kind !== 'recalled' && content.kind !== 'recall' && content.kind !== 'group_event'
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
