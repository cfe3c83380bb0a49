import { asCliMid, asLocalId, asMid, asSeq, asUserId } from '@shared/ids'
import { describe, expect, it } from 'vitest'
import { StoreError } from '../../src/main/store/store-error'
import type { MessagesTable } from '../../src/main/store/messages-table'
import { UNNAMED_POSITION } from '../../src/main/store/timeline-place'
import { ALICE, CHAT, GROUP, T0, composed, openTestStore, received } from './helpers'

/** What an ack does to Alice's message. */
function name(messages: MessagesTable, cliMid: string, { mid, seq, sentAt }: { mid: string; seq: number; sentAt: number }): void {
  const held = messages.byCliMid(ALICE, asCliMid(cliMid))
  if (held === undefined) throw new Error(`${cliMid} is not held`)
  messages.name(held, { mid: asMid(mid), seq: asSeq(seq), sentAt })
}

describe('inserting', () => {
  it('keeps a message whole, unknown content included', () => {
    const { messages } = openTestStore()
    const message = received({
      seq: 3,
      type: 'hologram',
      content: { deep: { list: [1, '二', null] } },
      mentions: ['alice', '*'],
      mentionsMe: true,
      replyTo: asMid('77'),
      cliMid: 'c-1',
    })
    const { localId, outcome } = messages.insert(message)
    expect(outcome).toBe('inserted')
    expect(messages.get(localId)).toEqual({ ...message, localId, position: 3 })
  })

  it('keeps what few messages have beside what most have', () => {
    const { messages } = openTestStore()
    const few = { replyTo: asMid('77'), mentions: ['bob'], failCode: 'too_large', failReason: 'too long' }
    const { localId } = messages.insert({ ...composed('c-1', few), status: 'failed' })
    expect(messages.get(localId)).toMatchObject({ ...few, status: 'failed', cliMid: 'c-1', seq: undefined })
    const failed = messages.insert({ ...composed('c-2', { failCode: 'too_large' }), status: 'failed' })
    expect(messages.get(failed.localId)).toMatchObject({ failCode: 'too_large', mentions: [] })
  })

  it('places what has no name by the id of its row, whatever was refused or deleted before it', () => {
    const { messages } = openTestStore()
    const places = (): boolean[] =>
      messages
        .page({ conversationId: CHAT, anchor: { at: 'end' }, limit: 50 })
        .rows.filter(({ seq }) => seq === undefined)
        .map(({ localId, position }) => position === UNNAMED_POSITION + localId)
    messages.insert(composed('first of all'))
    messages.insert(received({ seq: 1 }))
    messages.insert(received({ seq: 1 }))
    messages.insert(composed('after a duplicate'))
    messages.insert(composed('after a duplicate'))
    const gone = messages.insert(composed('gone'))
    messages.delete(gone.localId)
    messages.insertBatch([composed('after a deleted one'), received({ seq: 2 }), composed('in a batch')])
    expect(places()).toEqual([true, true, true, true])
  })

  it('drops a message that is held, and tells the row', () => {
    const { messages } = openTestStore()
    const first = messages.insert(received({ seq: 1 }))
    expect(messages.insert(received({ seq: 1, text: 'another text, the same mid' }))).toEqual({
      ...first,
      outcome: 'duplicate',
    })
    expect(messages.get(first.localId)?.content).toEqual({ content: 'hello' })
  })

  it('tells a conflict: another mid under a seq that is held', () => {
    const { messages } = openTestStore()
    const { localId } = messages.insert(received({ seq: 1, mid: '10' }))
    expect(messages.insert(received({ seq: 1, mid: '11' }))).toEqual({ localId, outcome: 'conflict' })
  })

  it('tells a conflict: the same mid and seq, given out anew to another message', () => {
    const { messages } = openTestStore()
    const { localId } = messages.insert(received({ seq: 1, mid: '10', cliMid: asCliMid('first') }))
    expect(messages.insert(received({ seq: 1, mid: '10', cliMid: asCliMid('second') }))).toEqual({ localId, outcome: 'conflict' })
    expect(messages.insert(received({ seq: 1, mid: '10', senderId: asUserId('carol') }))).toEqual({ localId, outcome: 'conflict' })
    expect(messages.insert(received({ seq: 1, mid: '10' }))).toEqual({ localId, outcome: 'duplicate' })
  })

  it('tells a conflict: a mid that is held under another seq', () => {
    const { messages } = openTestStore()
    const { localId } = messages.insert(received({ seq: 1, mid: '10' }))
    expect(messages.insert(received({ seq: 2, mid: '10' }))).toEqual({ localId, outcome: 'conflict' })
  })

  it('keeps two messages of one mid in two conversations, each found in its own', () => {
    const { messages } = openTestStore()
    const here = messages.insert(received({ seq: 1, mid: '10', text: 'here' }))
    const there = messages.insert(received({ seq: 1, mid: '10', conversationId: GROUP, text: 'there' }))
    expect([here.outcome, there.outcome]).toEqual(['inserted', 'inserted'])
    expect([messages.byMid(CHAT, asMid('10'))?.localId, messages.byMid(GROUP, asMid('10'))?.localId]).toEqual([here.localId, there.localId])
    expect(messages.insert(received({ seq: 1, mid: '10', conversationId: GROUP }))).toEqual({ ...there, outcome: 'duplicate' })
    expect([messages.hasMid(asMid('10')), messages.hasMid(asMid('11'))]).toEqual([true, false])
    const page = messages.page({ conversationId: GROUP, anchor: { at: 'mid', mid: asMid('10') }, limit: 5 })
    expect(page.rows.map(({ localId }) => localId)).toEqual([there.localId])
  })

  it('names a message of mine that waits here, by whatever road the server brings it', () => {
    const { messages, outbox } = openTestStore()
    const { localId } = messages.insert(composed('c-1'))
    outbox.add(localId, CHAT, 1)
    messages.setStatus(localId, 'sending')
    expect(messages.insert(composed('c-1', { seq: 8, mid: '80', status: 'sent' }))).toEqual({
      localId,
      outcome: 'merged',
    })
    expect(messages.get(localId)).toMatchObject({ seq: 8, mid: '80', position: 8, status: 'sent' })
    expect(outbox.count()).toBe(0)
    expect(messages.insert(composed('c-1', { seq: 8, mid: '80', status: 'sent' }))).toEqual({
      localId,
      outcome: 'duplicate',
    })
  })

  it('keeps a second message of the same cli_mid when the server has named both', () => {
    const { messages } = openTestStore()
    messages.insert(received({ seq: 1, mid: '10', cliMid: 'same' }))
    const second = messages.insert(received({ seq: 2, mid: '11', cliMid: 'same' }))
    expect(second.outcome).toBe('inserted')
    expect(messages.get(second.localId)).toMatchObject({ seq: 2, mid: '11', cliMid: undefined })
  })

  it('drops the second of two base messages with one cli_mid, but not of another sender', () => {
    const { messages } = openTestStore()
    const { localId } = messages.insert(received({ cliMid: 'h-1' }))
    expect(messages.insert(received({ cliMid: 'h-1' }))).toEqual({ localId, outcome: 'duplicate' })
    expect(messages.insert(received({ cliMid: 'h-1', senderId: 'carol' })).outcome).toBe('inserted')
  })

  it('takes a batch in one go, each with its own outcome', () => {
    const { messages } = openTestStore()
    const outcomes = messages
      .insertBatch([received({ seq: 1 }), received({ seq: 2 }), received({ seq: 1 }), received({ seq: 2, mid: '99' })])
      .map(({ outcome }) => outcome)
    expect(outcomes).toEqual(['inserted', 'inserted', 'duplicate', 'conflict'])
  })
})

describe('the place in the timeline', () => {
  it('is the seq; after all seqs for what has none', () => {
    const { messages } = openTestStore()
    const waiting = messages.insert(composed('c-1')).localId
    expect(messages.get(waiting)?.position).toBe(UNNAMED_POSITION + waiting)
    name(messages, 'c-1', { mid: '5', seq: 4, sentAt: 123 })
    expect(messages.get(waiting)).toMatchObject({ position: 4, mid: '5', seq: 4, sentAt: 123, status: 'sent' })
  })

  it('of a failed message stays behind what was held when it failed, and is the end again when it is retried', () => {
    const { messages } = openTestStore()
    messages.insert(received({ seq: 6 }))
    const { localId } = messages.insert(composed('c-1'))
    messages.setStatus(localId, 'failed', { code: 'muted', reason: 'be quiet' })
    messages.insert(received({ seq: 7 }))
    expect(messages.get(localId)).toMatchObject({
      position: 6,
      status: 'failed',
      failCode: 'muted',
      failReason: 'be quiet',
    })
    messages.setStatus(localId, 'queued')
    expect(messages.get(localId)).toMatchObject({
      position: UNNAMED_POSITION + localId,
      failCode: undefined,
      failReason: undefined,
    })
  })

  it('of a failed message stays where it was among those that stand as they came', () => {
    const { messages } = openTestStore()
    messages.insert(received({ text: 'one' }))
    const { localId } = messages.insert(composed('c-1', { text: 'mine' }))
    messages.setStatus(localId, 'failed', { code: 'base_too_large', reason: '' })
    messages.insert(received({ text: 'two' }))
    const { rows } = messages.page({ conversationId: CHAT, anchor: { at: 'end' }, limit: 9 })
    expect(rows.map(({ content }) => content['content'])).toEqual(['one', 'mine', 'two'])
  })

  it('of a failed message in an empty conversation is its beginning', () => {
    const { messages } = openTestStore()
    const { localId } = messages.insert(composed('c-1'))
    messages.setStatus(localId, 'failed', { code: 'muted', reason: '' })
    expect(messages.get(localId)?.position).toBe(0)
  })

  it('stays when the server numbers anew, and the names are free for others', () => {
    const { messages } = openTestStore()
    const [, second, third] = messages.insertBatch([1, 2, 3].map((seq) => received({ seq })))
    expect(messages.detachFrom(CHAT, asSeq(2))).toEqual([second?.localId, third?.localId])
    expect(messages.get(asLocalId(third?.localId ?? 0))).toMatchObject({ seq: undefined, mid: undefined, position: 1 })
    expect(messages.insert(received({ seq: 2, mid: 'new' })).outcome).toBe('inserted')
    expect(messages.headSeq(CHAT)).toBe(2)
  })
})

describe('naming', () => {
  it('takes the message out of the outbox', () => {
    const { messages, outbox } = openTestStore()
    const { localId } = messages.insert(composed('c-1'))
    outbox.add(localId, CHAT, 0)
    name(messages, 'c-1', { mid: '5', seq: 4, sentAt: 1 })
    expect(outbox.count()).toBe(0)
  })

  it('after another message that has the name fails, and changes nothing', () => {
    const { messages } = openTestStore()
    messages.insert(received({ seq: 4, mid: '40' }))
    const { localId } = messages.insert(composed('c-1'))
    expect(() => name(messages, 'c-1', { mid: '41', seq: 4, sentAt: 1 })).toThrow(StoreError)
    expect(messages.get(localId)).toMatchObject({ seq: undefined, status: 'queued' })
  })
})

describe('recalling', () => {
  it('takes the content, the quote and the mentions, and keeps the place', () => {
    const { messages, search } = openTestStore()
    const { localId } = messages.insert(received({ seq: 2, text: '秘密', mentions: ['alice'], mentionsMe: true }))
    const mid = messages.get(localId)?.mid ?? asMid('')
    expect(messages.recall(CHAT, asSeq(2), mid)).toMatchObject({
      localId,
      type: 'recalled',
      content: {},
      mentions: [],
      mentionsMe: false,
      seq: 2,
    })
    expect(search.messages({ text: '秘密', limit: 5 }).items).toEqual([])
    expect(messages.recall(CHAT, asSeq(2), mid)).toBeUndefined()
  })

  it('is remembered for a target that comes later with its content', () => {
    const { messages } = openTestStore()
    expect(messages.recall(CHAT, asSeq(2), asMid('20'))).toBeUndefined()
    const { localId } = messages.insert(received({ seq: 2, mid: '20', text: '秘密' }))
    expect(messages.get(localId)).toMatchObject({ type: 'recalled', content: {} })
  })

  it('is remembered for a message of mine whose name comes later', () => {
    const { messages, search } = openTestStore()
    const { localId } = messages.insert(composed('c-1', { text: '秘密' }))
    expect(messages.recall(CHAT, asSeq(2), asMid('20'))).toBeUndefined()
    name(messages, 'c-1', { mid: '20', seq: 2, sentAt: T0 + 24 * 3_600_000 })
    expect(messages.get(localId)).toMatchObject({ type: 'recalled', content: {}, mid: '20', seq: 2 })
    expect(search.messages({ text: '秘密', limit: 5 }).items).toEqual([])
  })

  it('is remembered for its own conversation alone: mids repeat in others', () => {
    const { messages } = openTestStore()
    messages.recall(CHAT, asSeq(2), asMid('20'))
    const there = messages.insert(received({ seq: 2, mid: '20', conversationId: GROUP })).localId
    const here = messages.insert(received({ seq: 2, mid: '20' })).localId
    expect([messages.get(there)?.type, messages.get(here)?.type]).toEqual(['text', 'recalled'])
    expect(messages.recall(GROUP, undefined, asMid('20'))).toMatchObject({ localId: there, type: 'recalled' })
  })

  it('leaves another message alone that has the target’s seq', () => {
    const { messages } = openTestStore()
    const { localId } = messages.insert(received({ seq: 2, mid: '21' }))
    expect(messages.recall(CHAT, asSeq(2), asMid('20'))).toBeUndefined()
    expect(messages.get(localId)?.type).toBe('text')
  })

  it('is learned from history that serves the target as recalled', () => {
    const { messages } = openTestStore()
    const { localId } = messages.insert(received({ seq: 2, mid: '20' }))
    expect(messages.insert(received({ seq: 2, mid: '20', type: 'recalled', content: {} }))).toEqual({
      localId,
      outcome: 'merged',
    })
    expect(messages.get(localId)).toMatchObject({ type: 'recalled', content: {} })
  })
})

describe('the search index', () => {
  it('finds a message once, by the time of the server once it is named', () => {
    const { messages, search } = openTestStore()
    const later = T0 + 24 * 3_600_000
    messages.insert(composed('c-1', { text: 'soon' }))
    messages.insert(composed('c-2', { text: 'soon' }))
    name(messages, 'c-1', { mid: '1', seq: 1, sentAt: T0 + 1 })
    name(messages, 'c-2', { mid: '2', seq: 2, sentAt: later })
    const found = (times: { readonly from?: number; readonly to?: number }): (string | undefined)[] =>
      search.messages({ text: 'soon', limit: 5, ...times }).items.map(({ message }) => message.mid)
    expect(found({})).toEqual(['2', '1'])
    expect(found({ from: later })).toEqual(['2'])
    expect(found({ to: later - 1 })).toEqual(['1'])
  })
})

describe('replacing', () => {
  it('puts the server’s message in the row’s place, in the index too', () => {
    const { messages, search } = openTestStore()
    const { localId } = messages.insert(received({ seq: 2, mid: '20', text: 'wrong' }))
    messages.replace(localId, received({ seq: 2, mid: '21', text: 'right' }))
    expect(messages.get(localId)).toMatchObject({ mid: '21', content: { content: 'right' } })
    expect(search.messages({ text: 'wrong', limit: 5 }).items).toEqual([])
    expect(search.messages({ text: 'right', limit: 5 }).items).toHaveLength(1)
  })

  it('removes whatever other row had the names', () => {
    const { messages } = openTestStore()
    const [first, second] = messages.insertBatch([received({ seq: 1, mid: '10' }), received({ seq: 2, mid: '20' })])
    messages.replace(asLocalId(first?.localId ?? 0), received({ seq: 1, mid: '20' }))
    expect(messages.get(asLocalId(second?.localId ?? 0))).toBeUndefined()
    expect(messages.byMid(CHAT, asMid('20'))).toMatchObject({ seq: 1 })
  })
})

describe('starting and deleting', () => {
  it('queues again what was on its way', () => {
    const { messages, outbox } = openTestStore()
    const one = messages.insert(composed('c-1')).localId
    const two = messages.insert(composed('c-2')).localId
    for (const localId of [one, two]) outbox.add(localId, CHAT, T0)
    messages.setStatus(one, 'sending')
    messages.setStatus(two, 'failed', { code: 'muted', reason: '' })
    expect(messages.resetSending()).toBe(1)
    expect(messages.get(one)?.status).toBe('queued')
    expect(messages.get(two)?.status).toBe('failed')
  })

  it('deletes a message with all that belongs to it', () => {
    const { messages, outbox, deliveryLog, search } = openTestStore()
    const { localId } = messages.insert(composed('c-1', { text: 'gone' }))
    outbox.add(localId, CHAT, 1)
    deliveryLog.add(localId, 'composed', 1)
    messages.delete(localId)
    expect(messages.get(localId)).toBeUndefined()
    expect(outbox.count()).toBe(0)
    expect(deliveryLog.details(localId)).toBeUndefined()
    expect(search.messages({ text: 'gone', limit: 5 }).items).toEqual([])
  })
})
