import type { Conversation } from '@shared/conversation'
import { computed, type Ref, ref, shallowRef, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import type { WrittenMention } from '@shared/conversation'
import type { Selection } from '../model/edit-history'
import { loadPinyin } from '../model/match-text'
import { EVERYONE, mentionCandidates, mentionQuery } from '../model/mentions'
import type { Written } from '../model/written'
import { useAccountStore } from '../stores/account'
import { usePeopleStore } from '../stores/people'

export type MentionCandidate = { readonly userId: string; readonly name: string; readonly avatar: string }

/** The list that opens behind an `@` in a group: found by name, id or pinyin, chosen by arrows, Enter or Tab. */
export function useMentionPicker(
  conversation: Readonly<Ref<Conversation>>,
  field: { readonly isThere: () => boolean; readonly selection: Selection },
  written: Readonly<Ref<Written>>,
  insert: (text: string, place?: { readonly from: number; readonly to: number; readonly mentions: readonly WrittenMention[] }) => void,
) {
  const { t } = useI18n()
  const account = useAccountStore()
  const people = usePeopleStore()
  const found = shallowRef<{ readonly start: number; readonly query: string }>()
  const active = ref(0)

  const candidates = computed<readonly MentionCandidate[]>(() => {
    if (found.value === undefined || conversation.value.kind !== 'c2g') return []
    const members = people.members.get(conversation.value.conversationId) ?? []
    const others = members.filter((member) => member.userId !== account.me?.userId)
    const role = members.find((member) => member.userId === account.me?.userId)?.role
    const everyone: MentionCandidate = { userId: EVERYONE, name: t('composer.everyone'), avatar: '' }
    // To call everyone is a matter of those who run a group: others find it, but not under their Enter key.
    const offered = role === 'owner' || role === 'admin' ? [everyone, ...others] : [...others, everyone]
    return mentionCandidates<MentionCandidate>(found.value.query, offered)
  })
  const isOpen = computed(() => candidates.value.length > 0)

  function look(): void {
    const next = field.isThere() ? mentionQuery(written.value.text, field.selection[0]) : undefined
    if (next?.start !== found.value?.start || next?.query !== found.value?.query) active.value = 0
    if (next !== undefined) void loadPinyin()
    found.value = next
  }

  function pick(index: number): void {
    const member = candidates.value[index]
    if (member === undefined || found.value === undefined) return
    const { name, userId } = member
    const { start } = found.value
    insert(`@${name} `, { from: start, to: field.selection[0], mentions: [{ at: 0, name, userId }] })
    found.value = undefined
  }

  /** Takes the keys that belong to the open list; true = taken. An input method that composes keeps its keys. */
  function onKeydown(event: KeyboardEvent): boolean {
    if (!isOpen.value || event.isComposing || event.keyCode === 229) return false
    const count = candidates.value.length
    if (event.key === 'ArrowDown') active.value = (active.value + 1) % count
    else if (event.key === 'ArrowUp' && !event.ctrlKey) active.value = (active.value + count - 1) % count
    else if (event.key === 'Enter' || event.key === 'Tab') pick(active.value)
    else if (event.key === 'Escape') found.value = undefined
    else return false
    event.preventDefault()
    event.stopPropagation()
    return true
  }

  watch(
    () => conversation.value.conversationId,
    () => (found.value = undefined),
  )

  /** Opens the list from its button. */
  function start(): void {
    const before = written.value.text.slice(0, field.selection[0])
    insert(before === '' || /\s$/.test(before) ? '@' : ' @')
    look()
  }

  return { candidates, active, isOpen, look, pick, start, onKeydown }
}
