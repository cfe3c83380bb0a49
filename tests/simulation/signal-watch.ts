import { HEADER_BYTES } from '@protocol/constants'
import type { ConversationId } from '@shared/ids'
import { contiguousEnd } from '../../src/main/sync/history/seq-ranges'
import type { MortalStore } from './mortal-store'
import type { Witness } from './witness'

type WatchOptions = { readonly name: string; readonly store: MortalStore; readonly witness: Witness }

type Signal = {
  readonly type: string
  readonly data: { readonly conversation_id: ConversationId; readonly up_to_seq: number }
}

/** Looks at what a device writes: it may only say that it has received what is on its disk (PROTOCOL 7.6). */
export function watchSignals({ name, store, witness }: WatchOptions): (bytes: Uint8Array) => void {
  return (bytes) => {
    const command = String.fromCharCode(...bytes.subarray(4, 8))
    witness.note(() => `${name} writes ${command}, ${bytes.length} bytes`)
    if (command !== 'B104') return
    const { type, data } = JSON.parse(new TextDecoder().decode(bytes.subarray(HEADER_BYTES))) as Signal
    if (type !== 'delivered') return
    const { conversation_id: conversationId, up_to_seq: upTo } = data
    const readSeq = store.store.conversations.get(conversationId)?.readSeq ?? 0
    const held = contiguousEnd(store.store.ranges.get(conversationId), Math.min(readSeq, upTo))
    if (store.isWriting) witness.violate('signalled early', `${name}: ${conversationId} up to ${upTo}, before it is committed`)
    else if (held < upTo) witness.violate('signalled early', `${name}: ${conversationId} up to ${upTo}, held up to ${held}`)
  }
}
