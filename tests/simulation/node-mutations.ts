import { hasty, naive } from '../server/nodes/broken-nodes'
import type { MessageDraft, ServerStore } from '../../src/server/store/server-store'
import { type Harness, soundHarness } from './harness'
import { variantOf } from './variant-of'

/** Rules of an office of several nodes that are broken on purpose, as in `MUTATIONS`. */
export const NODE_MUTATIONS = {
  /** What the bus brings is told as it comes. */
  'no-watermark': { ...soundHarness, deliveries: naive },
  /** The other nodes hear of messages that are about to be stored. */
  'published-before-commit': { ...soundHarness, nodeStore: hasty },
  /** Whether a sender is a member is looked at before the transaction that stores what they say. */
  'membership-outside': { ...soundHarness, serverStore: withMembershipOutside },
  /** What the bus loses is lost. */
  'no-tail-scan': {
    ...soundHarness,
    serverStore: (store) => ({ ...store, messages: variantOf(store.messages, { tail: async () => [] }) }),
  },
  /** What somebody has got and read is told to people of the same node alone. */
  'marks-unpublished': {
    ...soundHarness,
    nodeBus: (bus) =>
      variantOf(bus, {
        publish: (published) => {
          if (published.news.kind !== 'marks') bus.publish(published)
        },
      }),
  },
} as const satisfies Record<string, Harness>

function withMembershipOutside(store: ServerStore): ServerStore {
  const isOutsider = async ({ ifMember, conversationId, senderId }: MessageDraft): Promise<boolean> =>
    ifMember === true && (await store.conversations.member(conversationId, senderId)) === undefined
  return {
    ...store,
    messages: variantOf(store.messages, {
      append: async (drafts) => {
        const outside = await Promise.all(drafts.map(isOutsider))
        const taken = drafts.filter((_, index) => !outside[index])
        const outcomes = [...(await store.messages.append(taken.map((draft) => ({ ...draft, ifMember: false }))))]
        return outside.map((isOut) => (isOut ? { refused: 'not_member' } : outcomes.shift()!))
      },
    }),
  }
}
