import type { ConversationId } from '@shared/ids'
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { listConversations } from '../model/conversation-list'
import { useConversationsStore } from '../stores/conversations'
import { useLinkStore } from '../stores/link'

/** Conversations that something can be sent to, as they are chosen from: those of the list, then the archived ones. */
export function useConversationPicks() {
  const { t } = useI18n()
  const link = useLinkStore()
  const store = useConversationsStore()

  return computed(() =>
    (['all', 'archived'] as const)
      .flatMap((filter) => listConversations(store.byId.values(), filter, ''))
      .filter((row) => !row.hasLeft && (row.kind === 'c2c' || link.features.groups))
      .map((row) => ({
        value: row.conversationId as ConversationId,
        label: row.title,
        note: row.kind === 'c2g' ? t('chat.members', { n: row.membersCount }, row.membersCount) : (row.peerId ?? ''),
        picture: row.avatar,
        avatarId: row.peerId ?? row.conversationId,
        isGroup: row.kind === 'c2g',
      })),
  )
}
