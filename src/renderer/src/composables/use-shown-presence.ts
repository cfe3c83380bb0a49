import type { UserId } from '@shared/ids'
import type { Presence } from '@shared/roster'
import { useAccountStore } from '../stores/account'
import { useLinkStore } from '../stores/link'
import { usePeopleStore } from '../stores/people'

/** Somebody's presence as far as it is known, my own as others see it: without a link nothing is claimed. */
export function useShownPresence() {
  const account = useAccountStore()
  const link = useLinkStore()
  const people = usePeopleStore()

  return (userId: UserId | undefined): Presence | undefined => {
    if (userId === undefined || !link.isOnline || !link.features.presence) return undefined
    if (userId !== account.me?.userId) return people.presence.get(userId)
    return { userId, state: people.own.shown, status: people.own.status, lastSeen: 0 }
  }
}
