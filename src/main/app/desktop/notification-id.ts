import { createHash } from 'node:crypto'
import type { ConversationId } from '@shared/ids'

/**
 * What the system knows the notification of a conversation by. Windows takes 64 letters and digits, `_` and `-`, and shows
 * nothing for a longer one; a conversation's own id has up to 133 characters of others' choice. It is the same at every
 * start, so that a newer one takes the older's place in the system's list.
 */
export function notificationId(conversationId: ConversationId): string {
  return createHash('sha256').update(conversationId).digest('base64url')
}

const OURS = /^[A-Za-z0-9_-]{43}$/
/** What Electron gives the system is shorter; strangers may start us with anything. */
const MAX_ARGUMENTS = 512

/** The id in what Windows says of a notification that was clicked: `type=click&tag=<id>`. */
export function clickedId(activation: { readonly type: string; readonly arguments: string }): string | undefined {
  if (activation.type !== 'click' || activation.arguments.length > MAX_ARGUMENTS) return undefined
  const id = new URLSearchParams(activation.arguments).get('tag')
  return id !== null && OURS.test(id) ? id : undefined
}
