import { asMid } from '@shared/ids'
import { describe, expect, it } from 'vitest'
import { presentMessage } from '../../src/main/ipc/present-message'
import type { Store } from '../../src/main/store/store'
import { CHAT, GROUP, openTestStore, received } from '../store/helpers'

/** What the window is shown of a message in the group that answers `mid`. */
function answerTo(store: Store, mid: string) {
  store.conversations.ensure(GROUP, received().senderId)
  const { localId } = store.messages.insert(received({ conversationId: GROUP, seq: 2, mid: '102', replyTo: asMid(mid) }))
  return presentMessage(store, store.messages.get(localId)!)
}

describe('a reply', () => {
  it('shows what it answers', () => {
    const store = openTestStore()
    store.messages.insert(received({ conversationId: GROUP, seq: 1, mid: '101', text: 'said here' }))
    expect(answerTo(store, '101')).toMatchObject({
      replyTo: '101',
      quote: { senderName: 'Bob', content: { kind: 'text', text: 'said here' } },
    })
  })

  it('shows nothing of another conversation, nor that there is anything', () => {
    const store = openTestStore()
    store.messages.insert(received({ conversationId: CHAT, seq: 1, mid: '101', text: 'between the two of us' }))
    const shown = answerTo(store, '101')
    expect([shown.replyTo, shown.quote]).toEqual([undefined, undefined])
    expect(JSON.stringify(shown)).not.toContain('between the two of us')
  })

  it('may answer what this device does not hold yet', () => {
    expect(answerTo(openTestStore(), '101').replyTo).toBe('101')
  })
})
