import { c2gConversationId } from '@protocol/schemas/ids'
import { v7 as uuidV7 } from 'uuid'
import type { FileStorage } from './files/file-storage'
import { demoOffice } from './seed/demo-office'
import { Samples } from './seed/store-samples'
import { mustBeStored } from './store/must-be-stored'
import { hashPassword, SAMPLE_COST } from './store/passwords'
import type { MessageDraft, ServerStore, StoredMessage } from './store/server-store'

/** The password of every sample account; it is public, in the README. */
export const DEMO_PASSWORD = 'demo'

/** Fills an empty store with the sample office; one that has users already is left as it is. */
export async function seedDemo(store: ServerStore, storage: FileStorage, now: number, messages?: number): Promise<void> {
  if ((await store.users.list()).length > 0) return
  const office = demoOffice({ now, messages })
  const passwordHash = await hashPassword(DEMO_PASSWORD, SAMPLE_COST)
  for (const user of office.users) await store.users.create({ ...user, passwordHash, lastSeen: 0 })
  for (const group of office.groups) {
    const conversationId = c2gConversationId(group.groupId)
    const { title, notice, members, createdAt } = group
    await store.conversations.createGroup(conversationId, { title, avatar: '', notice, members }, createdAt)
  }
  const names = new Map(office.users.map(({ userId, name }) => [userId, name]))
  // A reply needs the mid of what it quotes; in an empty store mids count from 1 in the order of the messages.
  const midOf = (index: number): string => String(index + 1)
  const recalled = new Set(office.messages.flatMap(({ recalls }) => (recalls === undefined ? [] : [recalls])))
  const seqs = new Map<string, number>()
  const seqOf: number[] = []
  const samples = new Samples(storage)
  const drafts: MessageDraft[] = []
  for (const [index, message] of office.messages.entries()) {
    const { conversationId, kind, senderId, receiverId, type, content, sentAt, mentions, replyToIndex, recalls } = message
    seqOf.push((seqs.get(conversationId) ?? 0) + 1)
    seqs.set(conversationId, seqOf[index]!)
    const header = { sender_name: names.get(senderId) ?? senderId, sender_avatar: '', receiver_id: receiverId }
    const extra = {
      ...(mentions === undefined ? {} : { mentions }),
      ...(replyToIndex === undefined ? {} : { reply_to: midOf(replyToIndex) }),
      ...(recalls === undefined ? {} : { target_mid: midOf(recalls), target_seq: seqOf[recalls], by: senderId }),
    }
    const isRecalled = recalled.has(index)
    const said = isRecalled ? { content: {}, files: [] } : await samples.behind(type, content, senderId)
    drafts.push({
      conversationId,
      senderId,
      cliMid: uuidV7({ msecs: sentAt }),
      type: isRecalled ? 'recalled' : type,
      data: isRecalled ? header : { ...header, ...said.content, ...extra },
      sentAt,
      files: said.files,
      ...(kind === 'c2c' ? { between: [senderId, receiverId] } : {}),
    })
  }
  await samples.store(store.files, now)
  const stored = mustBeStored(await store.messages.append(drafts))
  await markRead(
    store,
    stored.map(({ message }) => message),
    office.reads,
  )
}

/** Everyone has read everything, but for what the sample says. */
async function markRead(
  store: ServerStore,
  stored: readonly StoredMessage[],
  reads: readonly { readonly userId: string; readonly conversationId: string; readonly unread: number }[],
): Promise<void> {
  const byConversation = new Map<string, StoredMessage[]>()
  for (const message of stored) {
    const messages = byConversation.get(message.conversationId)
    if (messages === undefined) byConversation.set(message.conversationId, [message])
    else messages.push(message)
  }
  for (const [conversationId, messages] of byConversation) {
    for (const userId of await store.conversations.memberIds(conversationId)) {
      const unread = reads.find((read) => read.userId === userId && read.conversationId === conversationId)?.unread ?? 0
      const ofOthers = messages.filter((message) => message.senderId !== userId && saysSomething(message))
      const firstUnread = unread === 0 ? undefined : ofOthers.at(-unread)
      const last = messages.at(-1)!
      const readSeq = firstUnread === undefined ? last.seq : firstUnread.seq - 1
      await store.conversations.raiseMark(conversationId, userId, 'read', readSeq, last.sentAt)
      await store.conversations.raiseMark(conversationId, userId, 'delivered', last.seq, last.sentAt)
    }
  }
}

/** What was recalled, a recall and a group's events are nobody's unread messages (PROTOCOL 7.4). */
function saysSomething({ type, data }: StoredMessage): boolean {
  return type !== 'recall' && type !== 'recalled' && !(type === 'custom' && data['kind'] === 'group.event')
}
