import type { NodeNews } from '../bus/node-bus'
import type { StoredMessage } from '../store/server-store'

export type Hint = Extract<NodeNews, { readonly kind: 'messages' }>

/** Bytes of messages that come along with a hint, about: a bus has a largest message, often 1 MiB. */
const MAX_ITEM_BYTES = 64 * 1024

/**
 * Of what one transaction stored, in its order: a hint for each conversation.
 *
 * @param isAlone no other node is known: one that has just come reads them from the store
 */
export function hintsOf(messages: readonly StoredMessage[], isAlone: boolean): readonly Hint[] {
  const byConversation = new Map<string, StoredMessage[]>()
  for (const message of messages) {
    const others = byConversation.get(message.conversationId)
    if (others === undefined) byConversation.set(message.conversationId, [message])
    else others.push(message)
  }
  return [...byConversation].map(([conversationId, own]) => ({
    kind: 'messages',
    conversationId,
    last: own.at(-1)!.seq,
    items: isAlone ? [] : smallOnes(own),
  }))
}

/** The first ones, as many as may come along. */
function smallOnes(messages: readonly StoredMessage[]): readonly StoredMessage[] {
  let bytes = 0
  const end = messages.findIndex((message) => (bytes += Buffer.byteLength(JSON.stringify(message))) > MAX_ITEM_BYTES)
  return end === -1 ? messages : messages.slice(0, end)
}
