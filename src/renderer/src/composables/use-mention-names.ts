import type { Message } from '@shared/message'
import { EVERYONE, EVERYONE_WORDS } from '../model/mentions'
import { useAccountStore } from '../stores/account'
import { usePeopleStore } from '../stores/people'

/** What a message may call people by: `mine` are the names that mean me, everyone among them. */
export type MentionNames = { readonly all: readonly string[]; readonly mine: readonly string[] }

const NOBODY: MentionNames = { all: [], mine: [] }

/** The names behind the ids that a message mentions, as its text may write them. */
export function useMentionNames() {
  const account = useAccountStore()
  const people = usePeopleStore()

  return ({ conversationId, mentions, mentionsMe }: Message): MentionNames => {
    if (mentions.length === 0 && !mentionsMe) return NOBODY
    const members = people.members.get(conversationId) ?? []
    const me = account.me?.userId
    const called = mentions.filter((id) => id !== EVERYONE)
    const names = called.flatMap((id) => [id, ...members.filter(({ userId }) => userId === id).map(({ name }) => name)])
    const everyone = mentions.includes(EVERYONE) ? EVERYONE_WORDS : []
    const own = me !== undefined && called.includes(me) ? [me as string, account.me?.name ?? ''] : []
    const mine = mentionsMe ? [...own, ...everyone] : []
    return { all: [...names, ...own, ...everyone], mine }
  }
}
