import { asConversationId, asLocalId } from '@shared/ids'
import type { TimelinePage } from '@shared/message'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type TimelineWindow,
  trimNewer,
  trimOlder,
  windowOf,
  withMessages,
  withNewer,
  withOlder,
  withoutMessages,
} from '../../src/renderer/src/model/timeline-window'
import { CONVERSATION, gap, message, range } from './messages'

function page(from: number, to: number, change: Partial<TimelinePage> = {}): TimelinePage {
  return {
    conversationId: CONVERSATION,
    messages: range(from, to),
    gaps: [],
    hasOlder: true,
    hasNewer: true,
    readSeq: 0,
    unread: 0,
    ...change,
  }
}

const seqs = (window: TimelineWindow): number[] => window.messages.map((held) => held.seq ?? 0)

describe('timeline window', () => {
  it('grows at both ends by pages and takes each end from its page', () => {
    let window = windowOf(page(50, 59))
    window = withOlder(window, page(40, 49, { hasOlder: false }))
    window = withNewer(window, page(60, 69, { hasNewer: false }))
    expect(seqs(window)).toEqual(range(40, 69).map((held) => held.seq))
    expect([window.hasOlder, window.hasNewer]).toEqual([false, false])
  })

  it('does not double messages that two pages share', () => {
    expect(seqs(withOlder(windowOf(page(50, 59)), page(45, 54)))).toEqual(range(45, 59).map((held) => held.seq))
  })

  it('lets go of the far end and remembers that there is more', () => {
    const window = windowOf(page(1, 100, { hasOlder: false, hasNewer: false }))
    expect(seqs(trimNewer(window, 40)).at(-1)).toBe(40)
    expect(trimNewer(window, 40).hasNewer).toBe(true)
    expect(seqs(trimOlder(window, 40))[0]).toBe(61)
    expect(trimOlder(window, 40).hasOlder).toBe(true)
    expect(trimOlder(window, 100)).toBe(window)
  })

  it('takes a new message at the end only when the end is the newest', () => {
    expect(seqs(withMessages(windowOf(page(1, 3, { hasNewer: false })), [message(4)]))).toEqual([1, 2, 3, 4])
    expect(seqs(withMessages(windowOf(page(1, 3, { hasNewer: true })), [message(4)]))).toEqual([1, 2, 3])
  })

  it('takes a repaired message between those it holds, whatever the ends are', () => {
    const window = windowOf({ ...page(1, 1), messages: [message(1), message(3)] })
    expect(seqs(withMessages(window, [message(2)]))).toEqual([1, 2, 3])
  })

  it('moves a message of mine to where its ack puts it', () => {
    const queued = message(900, { position: 1e12, seq: undefined, isMine: true, status: 'queued' })
    const window = windowOf({ ...page(1, 2, { hasNewer: false }), messages: [message(1), message(2), queued] })
    const acked = withMessages(window, [message(4, { localId: asLocalId(900), isMine: true, status: 'sent' }), message(3)])
    expect(acked.messages.map((held) => held.localId)).toEqual([1, 2, 3, 900])
  })

  it('keeps an empty window empty while its history is elsewhere, and fills one that is whole', () => {
    expect(seqs(withMessages(windowOf({ ...page(1, 1), messages: [] }), [message(5)]))).toEqual([])
    expect(seqs(withMessages(windowOf({ ...page(1, 1), messages: [], hasOlder: false, hasNewer: false }), [message(5)]))).toEqual([5])
  })

  it('leaves messages of other conversations alone', () => {
    const window = windowOf(page(1, 3, { hasNewer: false }))
    expect(withMessages(window, [message(4, { conversationId: asConversationId('c2g:other') })])).toBe(window)
    expect(withoutMessages(window, [asLocalId(77)])).toBe(window)
    expect(seqs(withoutMessages(window, [asLocalId(2)]))).toEqual([1, 3])
  })

  it('joins the gaps of pages, the newer knowledge replacing what it overlaps', () => {
    const window = windowOf(page(50, 59, { gaps: [gap(55, 56)] }))
    expect(withOlder(window, page(40, 49, { gaps: [gap(44, 45)] })).gaps.map((held) => held.fromSeq)).toEqual([44, 55])
    expect(withNewer(window, page(60, 69, { gaps: [gap(56, 56)] })).gaps).toEqual([{ ...gap(56, 56), healed: 1 }])
  })

  it('holds the same messages in order whichever order they arrive in', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(range(2, 29), { minLength: 28 }), fc.integer({ min: 1, max: 28 }), (shuffled, cut) => {
        const start = windowOf({ ...page(1, 1, { hasOlder: false, hasNewer: false }), messages: [message(1)] })
        const window = withMessages(withMessages(start, shuffled.slice(0, cut)), shuffled.slice(cut))
        expect(seqs(window)).toEqual(range(1, 29).map((held) => held.seq))
      }),
    )
  })
})
