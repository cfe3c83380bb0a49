import { describe, expect, it } from 'vitest'
import { asCliMid, asConversationId, asUserId } from '@shared/ids'
import type { Result } from '@shared/result'
import { packMessage } from '../../src/main/kinds/jim1/message-body'
import { forwardDrafts } from '../../src/main/sync/writing/forwarding'
import { newOwnMessage } from '../../src/main/sync/writing/own-message'
import { openTestStore, received } from '../store/helpers'

const ALICE = { userId: asUserId('alice'), name: 'Alice', avatar: '' }
const TO = asConversationId('c2c:alice:bob')
const bundleOf = (depth: number): Record<string, unknown> => ({
  title: 't',
  items: [depth === 1 ? { type: 'text', data: { content: 'x' } } : { type: 'bundle', data: bundleOf(depth - 1) }],
})

/** A store that holds these. */
function storeOf(contents: readonly { readonly type: string; readonly content: Record<string, unknown> }[]) {
  const store = openTestStore()
  const localIds = contents.map((message, i) => store.messages.insert(received({ seq: i + 1, ...message })).localId)
  /** Drafted, then packed: the first refusal, or that all of them can go. */
  const forward = (as: 'each' | 'bundle'): Result<unknown> => {
    const drafts = forwardDrafts(store, { localIds, to: [TO], as, title: 't' })
    if (!drafts.ok) return drafts
    const packed = drafts.value.map((draft) => packMessage(newOwnMessage(draft, ALICE, asCliMid('c'), 1), 'sync', 1_000_000))
    return packed.find(({ ok }) => !ok) ?? drafts
  }
  return { forward }
}

describe('forwarding as a bundle', () => {
  it('takes a bundle of bundles that servers take', () => {
    expect(storeOf([{ type: 'bundle', content: bundleOf(3) }]).forward('bundle')).toMatchObject({ ok: true })
  })

  it('says what is too deep before it is sent; each message by itself still goes', () => {
    const { forward } = storeOf([{ type: 'bundle', content: bundleOf(4) }])
    expect(forward('bundle')).toMatchObject({ ok: false, error: { code: 'too_deep' } })
    expect(forward('each')).toMatchObject({ ok: true })
  })

  it('says what is too much', () => {
    const text = { type: 'text', content: { content: 'x' } }
    const large = { title: 't', items: Array.from({ length: 100 }, () => ({ type: 'text', data: { content: 'x' } })) }
    const bundles = Array.from({ length: 5 }, () => ({ type: 'bundle', content: large }))
    expect(storeOf(bundles).forward('bundle')).toMatchObject({ ok: false, error: { code: 'too_many' } })
    expect(storeOf(Array.from({ length: 101 }, () => text)).forward('bundle')).toMatchObject({ error: { code: 'too_many' } })
  })

  it('a bundle says in words and as data where its messages were said', () => {
    const store = openTestStore()
    const { localId } = store.messages.insert(received({ seq: 1, text: 'hello' }))
    const to = [asConversationId('c2c:alice:carol')]
    const of = { kind: 'c2c', names: ['Bob', 'Alice'] } as const
    const contentOf = (forward: Parameters<typeof forwardDrafts>[1]): unknown => {
      const drafts = forwardDrafts(store, forward)
      return drafts.ok && drafts.value[0]?.content
    }
    const title = 'Chat history of Bob and Alice'
    expect(contentOf({ localIds: [localId], to, as: 'bundle', title, of })).toMatchObject({ type: 'bundle', content: { title, of } })
    expect(contentOf({ localIds: [localId], to, as: 'bundle', title })).not.toHaveProperty('content.of')
  })
})
