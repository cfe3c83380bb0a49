import type { UserId } from '@shared/ids'
import { computed, type Ref } from 'vue'
import { useConversationsStore } from '../stores/conversations'
import { useLinkStore } from '../stores/link'

/** Characters of an id at most, as main takes them. */
const LONGEST_ID = 128

/**
 * Whom what was typed may be the id of, on a server that has no directory to find them in: anybody to whom there is no
 * conversation yet. Whether there is such a person only an answer tells.
 */
export function useWriteTo(query: Readonly<Ref<string>>) {
  const link = useLinkStore()
  const conversations = useConversationsStore()

  const target = computed<UserId | undefined>(() => {
    const id = query.value.trim()
    if (link.features.directory || id === '' || id.length > LONGEST_ID) return undefined
    return [...conversations.byId.values()].some(({ peerId }) => peerId === id) ? undefined : (id as UserId)
  })
  return { target }
}
