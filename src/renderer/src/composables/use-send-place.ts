import type { ConversationId } from '@shared/ids'
import { bridge } from '../bridge'
import type { PastedPlace } from '../model/pasted-place'
import { useReport } from './use-report'

/** Sends a place as a message of its own. Resolves to whether it is stored. */
export function useSendPlace() {
  const { report } = useReport()

  return async (conversationId: ConversationId, { place, name, mapUrl }: PastedPlace): Promise<boolean> => {
    const content = { kind: 'location', place, name, ...(mapUrl === undefined ? {} : { mapUrl }) } as const
    return report(await bridge.call('messages:send', { conversationId, content }))
  }
}
