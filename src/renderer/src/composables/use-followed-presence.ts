import type { UserId } from '@shared/ids'
import { createSharedComposable, useDebounceFn } from '@vueuse/core'
import { bridge } from '../bridge'
import { usePeopleStore } from '../stores/people'

/** Milliseconds over which people who come into view are gathered. */
const GATHER_MS = 150

const useGathering = createSharedComposable(() => {
  const people = usePeopleStore()
  const wanted = new Set<UserId>()

  const ask = useDebounceFn(async () => {
    const userIds = [...wanted]
    wanted.clear()
    if (userIds.length === 0) return
    const result = await bridge.call('presence:subscribe', { userIds })
    if (result.ok) people.setPresence(result.value)
  }, GATHER_MS)

  function want(userId: UserId): void {
    wanted.add(userId)
    void ask()
  }

  return { want }
})

/** Watches the presence of somebody who has come into view, wherever that is; main says it again after a reconnect. */
export function useFollowedPresence(userId: UserId): void {
  useGathering().want(userId)
}
