import type { ConversationId } from '@shared/ids'
import { usePeopleStore } from '../stores/people'

/** The names of those who type in a conversation now. */
export function useTyping() {
  const people = usePeopleStore()

  return (conversationId: ConversationId): readonly string[] =>
    people.typing.filter((person) => person.conversationId === conversationId).map((person) => person.name)
}
