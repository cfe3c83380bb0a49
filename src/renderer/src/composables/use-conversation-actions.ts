import type { Conversation } from '@shared/conversation'
import type { ConversationId, UserId } from '@shared/ids'
import { bridge } from '../bridge'
import { type MuteChoice, muteEnd } from '../model/mute'
import { useConversationsStore } from '../stores/conversations'
import { useLayoutStore } from '../stores/layout'
import { useReport } from './use-report'

/** What can be done to a conversation as a whole. Each shows its effect by the event that follows. */
export function useConversationActions() {
  const conversations = useConversationsStore()
  const layout = useLayoutStore()
  const { report } = useReport()

  function open(conversation: Pick<Conversation, 'conversationId'>): void {
    layout.setPane('chats')
    conversations.setOpen(conversation.conversationId)
    const { isMarkedUnread } = conversations.byId.get(conversation.conversationId) ?? {}
    if (isMarkedUnread === true) void setFlags(conversation, { isMarkedUnread: false })
  }

  /** Resolves to whether it stands open. */
  async function start(userId: UserId): Promise<boolean> {
    const result = await bridge.call('conversations:start', { userId })
    if (!report(result)) return false
    conversations.upsert([result.value])
    open(result.value)
    return true
  }

  async function setFlags(
    { conversationId }: Pick<Conversation, 'conversationId'>,
    flags: { readonly isPinned?: boolean; readonly isArchived?: boolean; readonly isMarkedUnread?: boolean },
  ): Promise<void> {
    report(await bridge.call('conversations:set-flags', { conversationId, ...flags }))
  }

  /** @param until epoch ms; 0 = sound again */
  async function muteUntil(conversationId: ConversationId, until: number): Promise<boolean> {
    return report(await bridge.call('conversations:mute', { conversationId, until }))
  }

  async function mute({ conversationId }: Conversation, choice: MuteChoice | 'off'): Promise<void> {
    await muteUntil(conversationId, choice === 'off' ? 0 : muteEnd(choice, Date.now()))
  }

  async function markRead({ conversationId, lastSeq, unread, isMarkedUnread }: Conversation): Promise<void> {
    if (isMarkedUnread) await setFlags({ conversationId }, { isMarkedUnread: false })
    if (lastSeq > 0 || unread > 0) report(await bridge.call('conversations:mark-read', { conversationId, upToSeq: lastSeq }))
  }

  return { open, start, setFlags, mute, muteUntil, markRead }
}
