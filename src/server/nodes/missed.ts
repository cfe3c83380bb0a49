import type { MessageStore, ServerStore, StoredMessage } from '../store/server-store'
import { membershipChange } from './membership'

/** Messages that are read at once where some are missing, and their bytes, about. */
const PAGE = 200
const PAGE_BYTES = 1024 * 1024

/** The beginning of what comes after `seq` and up to `to`; empty only when there is nothing. */
export function missedPage(
  messages: Pick<MessageStore, 'range'>,
  conversationId: string,
  seq: number,
  to: number,
): Promise<readonly StoredMessage[]> {
  return messages.range(conversationId, { from: seq + 1, to, limit: PAGE, maxBytes: PAGE_BYTES })
}

/**
 * With whom a group began: those who are in it now, without those who came since, with those who left since. Asked when the
 * news of its beginning is told, so that there is little since.
 */
export async function openingMembers(
  { conversations, messages }: Pick<ServerStore, 'conversations' | 'messages'>,
  conversationId: string,
): Promise<readonly string[]> {
  const members = new Set(await conversations.memberIds(conversationId))
  const since: StoredMessage[] = []
  for (let page: readonly StoredMessage[]; ; since.push(...page)) {
    page = await missedPage(messages, conversationId, since.length, Number.MAX_SAFE_INTEGER)
    if (page.length === 0) break
  }
  for (const message of since.reverse()) {
    const { joining, leaving } = membershipChange(message) ?? { joining: [], leaving: [] }
    for (const userId of leaving) members.add(userId)
    for (const userId of joining) members.delete(userId)
  }
  return [...members]
}

/** The `seq` above which all messages up to `last` have ids above the mark; 0: all have. */
export async function seqAtMark(
  messages: Pick<MessageStore, 'range'>,
  conversationId: string,
  last: number,
  mark: number,
): Promise<number> {
  for (let to = last; to > 0;) {
    const page = await messages.range(conversationId, { from: 1, to, limit: PAGE, newest: true, maxBytes: PAGE_BYTES })
    const older = page.findLast(({ mid }) => Number(mid) <= mark)
    if (older !== undefined) return older.seq
    to = (page[0]?.seq ?? 1) - 1
  }
  return 0
}
