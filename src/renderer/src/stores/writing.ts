import type { ConversationId, LocalId, Mid } from '@shared/ids'
import type { Message } from '@shared/message'
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

/** Words that come back into the composer, as their message had them. */
export type TakenBack = {
  readonly text: string
  /** The user ids that it called. */
  readonly calls: readonly string[]
  /** What it answered. */
  readonly replyTo?: Mid
}
/** Text for the composer of a conversation; `withdraws` is a message that waits, which goes when its words come. */
export type Insertion = TakenBack & { readonly conversationId: ConversationId; readonly withdraws?: LocalId }

/** What goes into a composer from elsewhere in the window. */
export const useWritingStore = defineStore('writing', () => {
  /** What is being quoted, per conversation, until it is sent or dismissed. */
  const replies = shallowRef<ReadonlyMap<ConversationId, Message>>(new Map())
  /** Messages that I recalled in this session, to be edited again. */
  const recalled = shallowRef<ReadonlyMap<Mid, TakenBack>>(new Map())
  const insertion = shallowRef<Insertion>()

  function setReply(conversationId: ConversationId, message: Message | undefined): void {
    const next = new Map(replies.value)
    if (message === undefined) next.delete(conversationId)
    else next.set(conversationId, message)
    replies.value = next
  }

  /** Messages that have changed, in case one is being quoted: it may have been taken back. */
  function updateReplies(messages: readonly Message[]): void {
    for (const message of messages) {
      const quoted = replies.value.get(message.conversationId)
      if (quoted?.mid !== undefined && quoted.mid === message.mid) setReply(message.conversationId, message)
    }
  }

  function rememberRecalled(mid: Mid, message: TakenBack): void {
    recalled.value = new Map(recalled.value).set(mid, message)
  }

  function setInsertion(next: Insertion | undefined): void {
    insertion.value = next
  }

  function clear(): void {
    replies.value = new Map()
    recalled.value = new Map()
    insertion.value = undefined
  }

  return { replies, recalled, insertion, setReply, updateReplies, rememberRecalled, setInsertion, clear }
})
