import type { Message } from '@shared/message'

/** Notices of one conversation mean nothing in another. */
export function isForwardable({ content }: Pick<Message, 'content'>): boolean {
  return content.kind !== 'recalled' && content.kind !== 'recall' && content.kind !== 'group_event'
}
