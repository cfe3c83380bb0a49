import type { ConversationId, UserId } from '@shared/ids'
import type { GroupMember, OwnPresence, Presence, TypingPerson } from '@shared/roster'
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

const UNKNOWN: OwnPresence = { chosen: 'online', shown: 'online', status: '' }

export const usePeopleStore = defineStore('people', () => {
  const own = shallowRef<OwnPresence>(UNKNOWN)
  const presence = shallowRef<ReadonlyMap<UserId, Presence>>(new Map())
  const members = shallowRef<ReadonlyMap<ConversationId, readonly GroupMember[]>>(new Map())
  const typing = shallowRef<readonly TypingPerson[]>([])

  function setOwn(next: OwnPresence): void {
    own.value = next
  }

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
    own.value = UNKNOWN
    presence.value = new Map()
    members.value = new Map()
    typing.value = []
  }

  return { own, presence, members, typing, setOwn, setPresence, setMembers, setTyping, clear }
})
