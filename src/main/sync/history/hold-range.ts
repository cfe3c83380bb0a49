import type { ConversationId } from '@shared/ids'
import type { Changes } from '../../store/changes'
import type { Store } from '../../store/store'
import type { SeqRange } from './seq-ranges'

/**
 * Notes that the seqs of a range are settled, in the transaction that stores their rows. Where it closes a hole below
 * messages that are held, these are without a hole before them now: whoever wrote what closed it, `delivered` is due.
 *
 * @throws RangeError for what is no range of seqs
 */
export function holdRange(store: Store, conversationId: ConversationId, [from, to]: SeqRange, changes: Changes): void {
  store.ranges.add(conversationId, from, to)
  if (store.ranges.top(conversationId) > to) changes.arrived.add(conversationId)
}
