import type { ConversationId } from '@shared/ids'
import type { Message } from '@shared/message'
import { type TakenBack, useWritingStore } from '../stores/writing'

/** What I wrote and took back in this session: to be written better. */
export function useTakenBackWords() {
  const writing = useWritingStore()

  /** Of a message that was taken back, or of the notice that says so. */
  function wordsOf({ content, mid }: Pick<Message, 'content' | 'mid'>): TakenBack | undefined {
    const target = content.kind === 'recall' ? content.targetMid : content.kind === 'recalled' ? mid : undefined
    return target === undefined ? undefined : writing.recalled.get(target)
  }

  /** Puts them into the composer. */
  function rewrite(conversationId: ConversationId, words: TakenBack): void {
    writing.setInsertion({ conversationId, ...words })
  }

  return { wordsOf, rewrite }
}
