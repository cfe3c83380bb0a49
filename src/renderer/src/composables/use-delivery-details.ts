import type { LocalId } from '@shared/ids'
import type { DeliveryDetails } from '@shared/message'
import { computed, onMounted, shallowRef, watch } from 'vue'
import { bridge } from '../bridge'
import { useConversationsStore } from '../stores/conversations'
import { useLinkStore } from '../stores/link'
import { usePeopleStore } from '../stores/people'
import { useReport } from './use-report'

/**
 * What became of a message, as long as it is looked at.
 * @param onGone it cannot be told any more; the reason has been
 */
export function useDeliveryDetails(localId: LocalId, onGone: () => void) {
  const { report } = useReport()
  const conversations = useConversationsStore()
  const link = useLinkStore()
  const people = usePeopleStore()
  const details = shallowRef<DeliveryDetails>()

  async function load(): Promise<void> {
    const result = await bridge.call('messages:details', { localId })
    if (report(result)) details.value = result.value
    else onGone()
  }

  onMounted(load)
  /** The marks of others stand in these: somebody may read it meanwhile. */
  const members = computed(() => details.value && people.members.get(details.value.message.conversationId))
  const conversation = computed(() => details.value && conversations.byId.get(details.value.message.conversationId))
  /** Why it waits depends on the link. */
  const linkState = computed(() => link.connection.state)
  watch(linkState, () => void load())
  watch([members, conversation], (_, before) => {
    if (before.some((value) => value !== undefined)) void load()
  })

  return { details }
}
