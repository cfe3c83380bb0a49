import type { Conversation } from '@shared/conversation'
import type { UserId } from '@shared/ids'
import { bridge } from '../bridge'
import { useConversationsStore } from '../stores/conversations'
import { useUiStore } from '../stores/ui'
import { useReport } from './use-report'

/** Muted "for ever": far enough, and still a date. */
const FOREVER = Date.UTC(9999, 0, 1)
export const MUTE_CHOICES = { hour: 3_600_000, day: 86_400_000, forever: Infinity } as const
export type MuteChoice = keyof typeof MUTE_CHOICES

/** What can be done to a conversation as a whole. Each shows its effect by the event that follows. */
export function useConversationActions() {
  const conversations = useConversationsStore()
  const ui = useUiStore()
  const { report } = useReport()

  function open(conversation: Pick<Conversation, 'conversationId'>): void {
    ui.setPane('chats')
    conversations.setOpen(conversation.conversationId)
    const { isMarkedUnread } = conversations.byId.get(conversation.conversationId) ?? {}
    if (isMarkedUnread === true) void setFlags(conversation, { isMarkedUnread: false })
  }

  async function start(userId: UserId): Promise<void> {
    const result = await bridge.call('conversations:start', { userId })
    if (!report(result)) return
    conversations.upsert([result.value])
    open(result.value)
  }

  async function setFlags(
    { conversationId }: Pick<Conversation, 'conversationId'>,
    flags: { readonly isPinned?: boolean; readonly isArchived?: boolean; readonly isMarkedUnread?: boolean },
  ): Promise<void> {
    report(await bridge.call('conversations:set-flags', { conversationId, ...flags }))
  }

  async function mute({ conversationId }: Conversation, choice: MuteChoice | 'off'): Promise<void> {
    const until = choice === 'off' ? 0 : Math.min(FOREVER, Date.now() + MUTE_CHOICES[choice])
    report(await bridge.call('conversations:mute', { conversationId, until }))
  }

  async function markRead({ conversationId, lastSeq, isMarkedUnread }: Conversation): Promise<void> {
    if (isMarkedUnread) await setFlags({ conversationId }, { isMarkedUnread: false })
    if (lastSeq > 0) report(await bridge.call('conversations:mark-read', { conversationId, upToSeq: lastSeq }))
  }

  return { open, start, setFlags, mute, markRead }
}
