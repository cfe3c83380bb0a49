import { fileIdIn, withFileLinks } from '@protocol/file-links'

/** Keys of sync/1 that a base client has no use for; `cli_mid` stays, by it a peer drops a duplicate (PROTOCOL 8). */
const SYNC_KEYS: ReadonlySet<string> = new Set(['conversation_id', 'mid', 'seq', 'sent_at', 'reply_to', 'mentions'])
/** What only a sync/1 client can act on. */
const SYNC_TYPES: ReadonlySet<string> = new Set(['recall', 'recalled'])
/** Keys of an image that the original gateway's own clients spell with a space behind (PROTOCOL 8.6). */
const SPACED_IMAGE_KEYS = ['size', 'width', 'height', 'icon_url', 'big_url'] as const

/**
 * A message's `data` for a base client, or `undefined` when there is nothing in it for one.
 *
 * @param link where a client without a token gets a file (PROTOCOL 9)
 */
export function baseMessageData(
  type: string,
  data: Readonly<Record<string, unknown>>,
  link: (fileId: string) => string,
): Record<string, unknown> | undefined {
  if (SYNC_TYPES.has(type)) return undefined
  const plain: Record<string, unknown> = Object.fromEntries(
    Object.entries(withFileLinks(type, data, link)).filter(([key]) => !SYNC_KEYS.has(key)),
  )
  const avatarId = fileIdIn(String(plain['sender_avatar'] ?? ''))
  if (avatarId !== undefined) plain['sender_avatar'] = link(avatarId)
  if (type === 'image') for (const key of SPACED_IMAGE_KEYS) if (Object.hasOwn(plain, key)) plain[`${key} `] = plain[key]
  return plain
}
