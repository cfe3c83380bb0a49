import { Activity, ArrowDownUp, Keyboard, LogOut, MessageSquarePlus, MoonStar, Settings, TextSearch, UsersRound } from '@lucide/vue'
import { type Component, computed, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { listConversations } from '../model/conversation-list'
import { matchesText } from '../model/match-text'
import { useConversationsStore } from '../stores/conversations'
import { useLinkStore } from '../stores/link'
import { useSettingsStore } from '../stores/settings'
import { useDialogsStore } from '../stores/dialogs'
import { useLayoutStore } from '../stores/layout'
import { useTransfersStore } from '../stores/transfers'
import { useConversationActions } from './use-conversation-actions'
import { usePeopleSearch } from './use-people-search'
import { useSettings } from './use-settings'
import { useWriteTo } from './use-write-to'

export type SwitcherChoice = {
  readonly id: string
  readonly group: 'chats' | 'people' | 'commands'
  readonly title: string
  readonly note: string
  readonly run: () => void
  readonly icon?: Component
  readonly avatarId: string
  readonly picture: string
  readonly isGroup: boolean
}

const CHATS_SHOWN = 8
const PEOPLE_SHOWN = 6

/** What Ctrl+K finds: conversations, people of the directory, commands. */
export function useQuickSwitcher(query: Readonly<Ref<string>>) {
  const { t } = useI18n()
  const conversations = useConversationsStore()
  const link = useLinkStore()
  const settings = useSettingsStore()
  const dialogs = useDialogsStore()
  const layout = useLayoutStore()
  const transfers = useTransfersStore()
  const { open, start } = useConversationActions()
  const { change } = useSettings()
  const { people, settle } = usePeopleSearch(query)
  const { target } = useWriteTo(query)

  const chats = computed<SwitcherChoice[]>(() =>
    listConversations(conversations.byId.values(), 'all', query.value)
      .slice(0, CHATS_SHOWN)
      .map((row) => ({
        id: row.conversationId,
        group: 'chats',
        title: row.title,
        note: row.unread > 0 ? t('list.unread', { n: row.unread }, row.unread) : '',
        run: () => open(row),
        avatarId: row.peerId ?? row.conversationId,
        picture: row.avatar,
        isGroup: row.kind === 'c2g',
      })),
  )
  const found = computed<SwitcherChoice[]>(() => {
    const known = new Set([...conversations.byId.values()].map((row) => row.peerId))
    return people.value
      .filter((person) => !known.has(person.userId))
      .slice(0, PEOPLE_SHOWN)
      .map((person) => ({
        id: `person:${person.userId}`,
        group: 'people',
        title: person.name || person.userId,
        note: person.userId,
        run: () => void start(person.userId),
        avatarId: person.userId,
        picture: person.avatar,
        isGroup: false,
      }))
  })
  const writeTo = computed<SwitcherChoice[]>(() => {
    const id = target.value
    if (id === undefined) return []
    const title = t('writeTo.row', { id })
    const run = (): void => void start(id)
    return [{ id: 'write_to', group: 'people', title, note: '', run, icon: MessageSquarePlus, avatarId: '', picture: '', isGroup: false }]
  })
  const commands = computed<SwitcherChoice[]>(() => {
    const isDark = document.documentElement.dataset.theme === 'dark'
    const all: readonly { readonly id: string; readonly icon: Component; readonly run: () => void }[] = [
      { id: 'settings', icon: Settings, run: () => dialogs.open({ dialog: 'settings' }) },
      { id: 'new_group', icon: UsersRound, run: () => dialogs.open({ dialog: 'group_create' }) },
      { id: 'search', icon: TextSearch, run: () => layout.openSearch({}) },
      { id: 'transfers', icon: ArrowDownUp, run: () => transfers.setPanel(true) },
      { id: 'theme', icon: MoonStar, run: () => void change({ theme: isDark ? 'light' : 'dark' }) },
      { id: 'keys', icon: Keyboard, run: () => dialogs.open({ dialog: 'cheat_sheet' }) },
      { id: 'diagnostics', icon: Activity, run: () => layout.setPane('diagnostics') },
      { id: 'sign_out', icon: LogOut, run: () => dialogs.open({ dialog: 'sign_out' }) },
    ]
    return all
      .filter(({ id }) => (id !== 'new_group' || link.features.groups) && (id !== 'transfers' || link.features.files))
      .map(({ id, icon, run }): SwitcherChoice => ({
        id: `command:${id}`,
        group: 'commands',
        title: t(`command.${id}`),
        note: commandKeys(id),
        run,
        icon,
        avatarId: '',
        picture: '',
        isGroup: false,
      }))
      .filter((choice) => matchesText(query.value, choice.title))
  })

  function commandKeys(id: string): string {
    if (id === 'keys') return 'F1'
    if (id === 'search') return settings.isMac ? '⌘⇧F' : 'Ctrl+Shift+F'
    return id === 'settings' ? (settings.isMac ? '⌘,' : 'Ctrl+,') : ''
  }

  return { choices: computed(() => [...chats.value, ...found.value, ...writeTo.value, ...commands.value]), settle }
}
