import type { SyncInspection } from '@shared/status'
import type { Store } from '../store/store'
import { countSeqs, intersect, missingIn } from './seq-ranges'

/** What the sync inspector shows: per conversation what the server has, what is held, and what is missing. */
export function inspectSync(store: Store): readonly SyncInspection[] {
  const ranges = store.ranges.all()
  return store.conversations.list().map(({ conversationId, title, lastSeq }) => {
    const held = ranges.get(conversationId) ?? []
    const repair = store.repairs.last(conversationId)
    return {
      conversationId,
      title,
      serverLastSeq: lastSeq,
      held,
      holes: lastSeq === 0 ? [] : missingIn(held, 1, lastSeq),
      heldCount: lastSeq === 0 ? 0 : countSeqs(intersect(held, [[1, lastSeq]])),
      lastRepairAt: repair?.at,
      lastRepairResult: repair?.result,
    }
  })
}
