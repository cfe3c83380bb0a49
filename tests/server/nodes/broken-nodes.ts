import type { NodeBus } from '../../../src/server/bus/node-bus'
import type { Deliveries } from '../../../src/server/nodes/deliveries'
import type { OfficeNode } from '../../../src/server/nodes/office-node'
import type { ServerStore } from '../../../src/server/store/server-store'
import { messageEnvelope } from '../../../src/server/world/wire'
import type { Breaking } from './test-nodes'

/** Ways to be wrong, each of which the run has to find. */
export const BROKEN: Readonly<Record<string, Breaking>> = {
  'no scan of the tail': { store: (store) => withMessages(store, { tail: async () => [] }) },
  'no watermark: what the bus brings is told as it comes': { deliveries: naive },
  'told before it is committed': { store: hasty },
  'where the conversations of whoever connects stand is not read': {
    store: (store) => ({ ...store, conversations: variant(store.conversations, { heads: async () => [] }) }),
  },
}

function withMessages(store: ServerStore, other: Partial<ServerStore['messages']>): ServerStore {
  return { ...store, messages: variant(store.messages, other) }
}

function variant<T extends object>(part: T, other: Partial<T>): T {
  return new Proxy(part, { get: (target, key): unknown => Reflect.get(Object.hasOwn(other, key) ? other : target, key) })
}

/** Hands on what comes, to everybody whom it may concern. */
export function naive({ bus, deliveries }: OfficeNode, nodeBus: NodeBus): Deliveries {
  nodeBus.subscribe(({ news }) => {
    if (news.kind !== 'messages') return
    for (const message of news.items) {
      const { type, data } = messageEnvelope(message)
      const to = [message.senderId, String(message.data['receiver_id'])]
      bus.publish({ to, event: { kind: 'message', command: 'c2c', type, data } })
    }
  })
  return deliveries
}

/** Tells the others what it is about to store, by the names that it expects. */
export function hasty(store: ServerStore, nodeBus: NodeBus): ServerStore {
  let count = 1_000_000
  return withMessages(store, {
    append: async (drafts) => {
      for (const draft of drafts) {
        const head = await store.conversations.get(draft.conversationId)
        const last = (head?.lastSeq ?? 0) + 1
        const items = [{ ...draft, mid: String(count), seq: last }]
        nodeBus.publish({ node: 'hasty', count: ++count, news: { kind: 'messages', conversationId: draft.conversationId, last, items } })
      }
      return store.messages.append(drafts)
    },
  })
}
