import type { MessageStore, ServerStore } from './server-store'

/** Measures how long messages take into the store. `startTimer` returns the function that stops the watch. */
export function meteredStore(store: ServerStore, startTimer: () => () => void): ServerStore {
  return {
    ...store,
    messages: metered(store.messages, startTimer),
    exclusive: (conversationIds, run) =>
      store.exclusive(conversationIds, (within) => run({ ...within, messages: metered(within.messages, startTimer) })),
  }
}

function metered(messages: MessageStore, startTimer: () => () => void): MessageStore {
  return {
    append: async (drafts) => {
      const stop = startTimer()
      try {
        return await messages.append(drafts)
      } finally {
        stop()
      }
    },
    byMid: (mid) => messages.byMid(mid),
    byCliMid: (senderId, cliMid) => messages.byCliMid(senderId, cliMid),
    range: (conversationId, range) => messages.range(conversationId, range),
    recall: (targetMid, notice) => messages.recall(targetMid, notice),
    count: () => messages.count(),
    tail: (afterMid, limit) => messages.tail(afterMid, limit),
    lastMid: () => messages.lastMid(),
  }
}
