import type { ConversationId, LocalId } from '@shared/ids'
import type { BundleOrigin } from '@shared/message'
import { failed, ok, type Result } from '@shared/result'
import type { StoredMessage } from '../../store/message-row'
import { isGroupEvent } from '../../store/group-event'
import type { Store } from '../../store/store'
import type { Draft } from './own-message'

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
 * What forwarding sends, of messages that are whole (a file that is still being uploaded is not): each anew under its own
 * type, or one `bundle` of them, in timeline order, to each conversation. Codes: `empty`; whether a bundle is too large or too deep is told when it is packed.
 */
export function forwardDrafts(store: Store, { localIds, to, as, title, of }: Forward): Result<readonly Draft[]> {
  const messages = localIds
    .flatMap((localId) => store.messages.get(localId) ?? [])
    .filter(({ type, content }) => !NOT_FORWARDED.has(type) && !isGroupEvent(type, content))
    .filter(({ localId }) => (store.parts.get(localId)?.state ?? 'done') === 'done')
    .sort((a, b) => a.position - b.position || a.localId - b.localId)
  if (messages.length === 0) return failed('empty')
  const items = as === 'bundle' ? messages.map(bundleItem) : []
  const contents =
    as === 'each'
      ? messages.map(({ type, content }) => ({ kind: 'stored' as const, type, content }))
      : [{ kind: 'stored' as const, type: 'bundle', content: { title, ...(of === undefined ? {} : { of }), items } }]
  return ok(to.flatMap((conversationId) => contents.map((content) => ({ conversationId, content }))))
}

function bundleItem(message: StoredMessage): { readonly type: string; readonly data: Record<string, unknown> } {
  const { type, content, senderId, senderName, senderAvatar, sentAt, localAt } = message
  return {
    type,
    data: { ...content, sender_id: senderId, sender_name: senderName, sender_avatar: senderAvatar, sent_at: sentAt ?? localAt },
  }
}
