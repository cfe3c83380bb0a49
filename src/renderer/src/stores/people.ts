import type { ConversationId, UserId } from '@shared/ids'
import type { GroupMember, Presence, TypingPerson } from '@shared/roster'
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

export const usePeopleStore = defineStore('people', () => {
  const presence = shallowRef<ReadonlyMap<UserId, Presence>>(new Map())
  const members = shallowRef<ReadonlyMap<ConversationId, readonly GroupMember[]>>(new Map())
  const typing = shallowRef<readonly TypingPerson[]>([])

  function setPresence(changed: readonly Presence[]): void {
    const next = new Map(presence.value)
    for (const entry of changed) next.set(entry.userId, entry)
    presence.value = next
  }

  function setMembers(conversationId: ConversationId, next: readonly GroupMember[]): void {
    members.value = new Map(members.value).set(conversationId, next)
  }

  function setTyping(next: readonly TypingPerson[]): void {
    typing.value = next
  }

  function clear(): void {
    presence.value = new Map()
    members.value = new Map()
    typing.value = []
  }

  return { presence, members, typing, setPresence, setMembers, setTyping, clear }
})
