import { describe, expect, it } from 'vitest'
import { UnreadTally } from '../../src/main/app/desktop/unread-tally'
import { asConversationId } from '../../src/shared/ids'
import { sampleConversation } from './sample-message'

const A = asConversationId('c2g:a')
const B = asConversationId('c2g:b')

describe('UnreadTally', () => {
  it('adds up, follows each conversation, and forgets what is read', () => {
    const tally = new UnreadTally()
    tally.set(sampleConversation({ conversationId: A, unread: 2 }))
    tally.set(sampleConversation({ conversationId: B, unread: 3 }))
    expect(tally.total(0)).toBe(5)
    tally.set(sampleConversation({ conversationId: A, unread: 0 }))
    expect(tally.total(0)).toBe(3)
    tally.set(sampleConversation({ conversationId: B, unread: 0 }))
    expect(tally.total(0)).toBe(0)
  })

  it('counts a conversation that was marked unread by hand', () => {
    const tally = new UnreadTally()
    tally.set(sampleConversation({ conversationId: A, unread: 0, isMarkedUnread: true }))
    expect(tally.total(0)).toBe(1)
    tally.set(sampleConversation({ conversationId: A, unread: 4, isMarkedUnread: true }))
    expect(tally.total(0)).toBe(4)
  })

  it('leaves a muted conversation out until its time is over, but not a mention in it', () => {
    const tally = new UnreadTally()
    tally.set(sampleConversation({ conversationId: A, unread: 7, mutedUntil: 100 }))
    tally.set(sampleConversation({ conversationId: B, unread: 9, mutedUntil: 100, hasUnreadMention: true }))
    expect(tally.total(99)).toBe(1)
    expect(tally.total(100)).toBe(16)
  })

  it('is empty for the next account', () => {
    const tally = new UnreadTally()
    tally.set(sampleConversation({ conversationId: A }))
    tally.clear()
    expect(tally.total(0)).toBe(0)
  })
})
