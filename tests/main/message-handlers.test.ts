import { asLocalId } from '@shared/ids'
import { describe, expect, it } from 'vitest'
import { messageHandlers } from '../../src/main/ipc/message-handlers'
import type { SignedIn } from '../../src/main/ipc/session'
import type { Store } from '../../src/main/store/store'
import { CHAT, openTestStore, received } from '../store/helpers'

const HUGE = '长'.repeat(200_000)

function handlersOf(store: Store): ReturnType<typeof messageHandlers> {
  const engine = { gaps: () => [], needOldest: () => undefined }
  return messageHandlers(() => ({ engine, store, files: { localFile: () => undefined } }) as unknown as SignedIn)
}

describe('a page of the timeline', () => {
  it('says up to where all was read and how much was not when it was read', async () => {
    const store = openTestStore()
    store.messages.insertBatch([1, 2, 3, 4].map((seq) => received({ seq })))
    store.ranges.add(CHAT, 1, 4)
    store.conversations.upsert({ conversationId: CHAT, kind: 'c2c', lastSeq: 6, readSeq: 2 })
    const page = await handlersOf(store)['timeline:page']({ conversationId: CHAT, anchor: { at: 'unread' }, limit: 60 })
    // Two that are held, and two that are yet to come.
    expect(page).toMatchObject({ ok: true, value: { messages: { length: 4 }, readSeq: 2, unread: 4 } })
  })

  it('costs what is seen of it, whatever its messages say', async () => {
    const store = openTestStore()
    store.messages.insertBatch([1, 2, 3, 4].map((seq) => received({ seq, text: HUGE })))
    const page = await handlersOf(store)['timeline:page']({ conversationId: CHAT, anchor: { at: 'end' }, limit: 60 })
    expect(JSON.stringify(page).length).toBeLessThan(4 * 3000)
  })
})

describe('a long text', () => {
  const store = openTestStore
  it('is given in parts, none of which ends in half a character, and whole', async () => {
    const held = store()
    const text = `a${'👍'.repeat(10_000)}`
    const { localId } = held.messages.insert(received({ seq: 1, text }))
    const handlers = handlersOf(held)
    const part = (from: number, length?: number) => handlers['messages:text']({ localId, within: [], from, ...(length && { length }) })
    expect(await part(1, 4)).toEqual({ ok: true, value: '👍👍' })
    expect(await part(1, 5)).toEqual({ ok: true, value: '👍👍' })
    expect(await part(20_000, 16_000)).toEqual({ ok: true, value: text.slice(20_000) })
    expect(await part(0)).toEqual({ ok: true, value: text })
  })

  it('is found in a bundle by its place there; what is not there is said so', async () => {
    const held = store()
    const text = (content: string) => ({ type: 'text', data: { sender_name: 'B', content } })
    const inner = { type: 'bundle', data: { sender_name: 'B', title: 'in', items: [text('deep'), text(HUGE)] } }
    const content = { title: 'out', items: [text('first'), inner] }
    const { localId } = held.messages.insert(received({ seq: 1, type: 'bundle', content }))
    const handlers = handlersOf(held)
    expect(await handlers['messages:text']({ localId, within: [1, 0], from: 0 })).toEqual({ ok: true, value: 'deep' })
    expect(await handlers['messages:text']({ localId, within: [1, 1], from: 199_990, length: 50 })).toMatchObject({
      value: HUGE.slice(-10),
    })
    expect(await handlers['messages:content']({ localId, within: [1] })).toMatchObject({
      ok: true,
      value: { kind: 'bundle', title: 'in', items: [{ content: { text: 'deep' } }, { content: { length: 200_000 } }] },
    })
    const nowhere = [
      { localId, within: [7] },
      { localId, within: [0, 0] },
      { localId: asLocalId(99), within: [] },
    ]
    for (const place of nowhere) {
      expect(await handlers['messages:content'](place)).toMatchObject({ ok: false, error: { code: 'not_found' } })
      expect(await handlers['messages:text']({ ...place, from: 0 })).toMatchObject({ ok: false, error: { code: 'not_found' } })
    }
  })
})
