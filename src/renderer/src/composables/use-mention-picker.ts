import type { Conversation } from '@shared/conversation'
import { computed, type Ref, ref, shallowRef, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { insertText } from '../model/insert-text'
import { EVERYONE, mentionCandidates, mentionQuery } from '../model/mentions'
import { useAccountStore } from '../stores/account'
import { usePeopleStore } from '../stores/people'

export type MentionCandidate = { readonly userId: string; readonly name: string; readonly avatar: string }

/** The list that opens behind an `@` in a group: found by name, id or pinyin, chosen by arrows, Enter or Tab. */
export function useMentionPicker(
  conversation: Readonly<Ref<Conversation>>,
  input: Readonly<Ref<HTMLTextAreaElement | null>>,
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
    const everyone: MentionCandidate = { userId: EVERYONE, name: t('composer.everyone'), avatar: '' }
    return mentionCandidates<MentionCandidate>(found.value.query, [everyone, ...others])
  })
  const isOpen = computed(() => candidates.value.length > 0)

  function look(): void {
    const element = input.value
    const next = element === null ? undefined : mentionQuery(element.value, element.selectionStart)
    if (next?.start !== found.value?.start || next?.query !== found.value?.query) active.value = 0
    found.value = next
  }

  function pick(index: number): void {
    const element = input.value
    const member = candidates.value[index]
    if (element === null || member === undefined || found.value === undefined) return
    insertText(element, `@${member.name} `, found.value.start, element.selectionStart)
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
  function start(insert: (text: string) => void): void {
    const element = input.value
    const before = element?.value.slice(0, element.selectionStart) ?? ''
    insert(before === '' || /\s$/.test(before) ? '@' : ' @')
    look()
  }

  return { candidates, active, isOpen, look, pick, start, onKeydown }
}
