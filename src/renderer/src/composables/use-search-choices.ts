import type { ConversationId, UserId } from '@shared/ids'
import { computed, type Ref, ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { listConversations } from '../model/conversation-list'
import type { SearchFilters } from '../model/search-filters'
import { useAccountStore } from '../stores/account'
import { useConversationsStore } from '../stores/conversations'
import { usePeopleStore } from '../stores/people'
import { useContacts } from './use-contacts'

type Choice<T extends string> = {
  readonly value: T
  readonly label: string
  readonly picture: string
  readonly avatar: 'person' | 'group'
  readonly words?: string
}

/** The conversations and people that a search can be narrowed to, and what those that are chosen are called. */
export function useSearchChoices(filters: Readonly<Ref<Pick<SearchFilters, 'conversationId' | 'senderId'>>>) {
  const { t } = useI18n()
  const account = useAccountStore()
  const conversations = useConversationsStore()
  const people = usePeopleStore()
  const personQuery = ref('')
  const { people: contacts } = useContacts(personQuery)

  const chats = computed(() =>
    listConversations(conversations.byId.values(), 'all', '').map((row): Choice<ConversationId> => ({
      value: row.conversationId,
      label: row.title,
      picture: row.avatar,
      avatar: row.kind === 'c2g' ? 'group' : 'person',
    })),
  )
  /** Of one conversation its members; of all whomever the directory knows. I am first. */
  const senders = computed(() => {
    const { me } = account
    const { conversationId } = filters.value
    const members = conversationId === undefined ? undefined : people.members.get(conversationId)
    const others = (members ?? contacts.value)
      .filter(({ userId }) => userId !== me?.userId)
      .map(({ userId, name, avatar }): Choice<UserId> => ({
        value: userId,
        label: name || userId,
        picture: avatar,
        avatar: 'person',
        words: userId,
      }))
    if (me === undefined) return others
    const self: Choice<UserId> = {
      value: me.userId,
      label: me.name || me.userId,
      words: t('people.you'),
      picture: me.avatar,
      avatar: 'person',
    }
    return [self, ...others]
  })

  const chatName = computed(() => {
    const { conversationId } = filters.value
    return conversationId === undefined ? undefined : (conversations.byId.get(conversationId)?.title ?? conversationId)
  })
  const senderName = computed(() => {
    const { senderId } = filters.value
    return senderId === undefined ? undefined : (senders.value.find(({ value }) => value === senderId)?.label ?? senderId)
  })

  return { chats, senders, personQuery, chatName, senderName }
}
