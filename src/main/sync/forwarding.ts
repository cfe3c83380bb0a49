import { bundleFault } from '@protocol/bundle'
import { MAX_BUNDLE_ITEMS } from '@protocol/constants'
import type { ConversationId, LocalId } from '@shared/ids'
import type { BundleOrigin } from '@shared/message'
import { failed, ok, type Result } from '@shared/result'
import type { StoredMessage } from '../store/message-row'
import type { Store } from '../store/store'
import type { Draft } from '../kinds/jim1/wire-message'

/** Notices of one conversation mean nothing in another. */
const NOT_FORWARDED: ReadonlySet<string> = new Set(['recall', 'recalled'])

export type Forward = {
  readonly localIds: readonly LocalId[]
  readonly to: readonly ConversationId[]
  readonly as: 'each' | 'bundle'
  readonly title: string
  readonly of?: BundleOrigin | undefined
}

/**
 * What forwarding sends: each message anew under its own type, or one `bundle` of them (PROTOCOL 4), in timeline
 * order, to each conversation. Codes: `empty`, `too_many` (over 100 in a bundle, or 500 with
 * what its bundles hold), `too_deep` (bundles in bundles).
 */
export function forwardDrafts(store: Store, { localIds, to, as, title, of }: Forward): Result<readonly Draft[]> {
  const messages = localIds
    .flatMap((localId) => store.messages.get(localId) ?? [])
    .filter(({ type, content }) => !NOT_FORWARDED.has(type) && content['kind'] !== 'group.event')
    .sort((a, b) => a.position - b.position || a.localId - b.localId)
  if (messages.length === 0) return failed('empty')
  const items = as === 'bundle' ? messages.map(bundleItem) : []
  const fault = items.length > MAX_BUNDLE_ITEMS ? 'too_many' : bundleFault(items)
  if (fault !== undefined) return failed(fault)
  const contents =
    as === 'each'
      ? messages.map(({ type, content }) => ({ kind: 'wire' as const, type, content }))
      : [{ kind: 'wire' as const, type: 'bundle', content: { title, ...(of === undefined ? {} : { of }), items } }]
  return ok(to.flatMap((conversationId) => contents.map((content) => ({ conversationId, content }))))
}

function bundleItem(message: StoredMessage): { readonly type: string; readonly data: Record<string, unknown> } {
  const { type, content, senderId, senderName, senderAvatar, sentAt, localAt } = message
  return {
    type,
    data: { ...content, sender_id: senderId, sender_name: senderName, sender_avatar: senderAvatar, sent_at: sentAt ?? localAt },
  }
}
