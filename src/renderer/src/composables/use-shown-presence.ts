import type { UserId } from '@shared/ids'
import type { Presence } from '@shared/roster'
import { useLinkStore } from '../stores/link'
import { usePeopleStore } from '../stores/people'

/** Somebody's presence as far as it is known: without a link nothing is claimed. */
export function useShownPresence() {
  const link = useLinkStore()
  const people = usePeopleStore()
  return (userId: UserId | undefined): Presence | undefined =>
    userId === undefined || !link.isOnline ? undefined : people.presence.get(userId)
}
