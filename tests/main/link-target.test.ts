import { beforeEach, describe, expect, it } from 'vitest'
import { type LinkGround, targetOf } from '../../src/main/app/window/link-target'
import type { StoredMessage } from '../../src/main/store/message-row'
import { c2cOf } from '../../src/shared/conversation-id'
import { asConversationId, asLocalId, asMid, asUserId, type UserId } from '../../src/shared/ids'
import { failed, ok } from '../../src/shared/result'
import { sampleConversation } from './sample-message'

const SALES = asConversationId('c2g:sales')

const KNOWN_PEOPLE: readonly string[] = ['bob', 'aaron']
const begun: string[] = []
beforeEach(() => void begun.splice(0))

/**
 * Alice's account: message 42 is in her group sales, 44 in another group; Bob and Aaron are known by name, Erin by a
 * conversation; she may write to anyone but herself.
 */
const ground: LinkGround = {
  userId: 'alice',
  store: {
    conversations: { get: (id) => (id === SALES || id === 'c2c:alice:erin' ? sampleConversation() : undefined) },
    roster: { person: (userId) => (KNOWN_PEOPLE.includes(userId) ? { userId, name: userId, avatar: '', status: '' } : undefined) },
    messages: {
      byMid: (conversationId, mid) => {
        if (conversationId === SALES && mid === asMid('42')) return { localId: asLocalId(7), conversationId } as StoredMessage
        if (conversationId === 'c2g:other' && mid === asMid('44')) return { localId: asLocalId(9), conversationId } as StoredMessage
        return undefined
      },
    },
  },
  engine: {
    startConversation: (userId: UserId) => {
      if (userId === 'alice') return failed('self')
      begun.push(userId)
      return ok(asConversationId(`c2c:${['alice', userId as string].sort().join(':')}`))
    },
  },
}

describe('targetOf', () => {
  it('leads to a conversation, and to a message in it', () => {
    expect(targetOf({ kind: 'conversation', conversationId: 'c2g:sales' }, ground)).toEqual({ conversationId: SALES })
    expect(targetOf({ kind: 'conversation', conversationId: 'c2g:sales', mid: '42' }, ground)).toEqual({
      conversationId: SALES,
      localId: 7,
    })
  })

  it.each([
    ['not held', '43'],
    ['of another conversation', '44'],
  ])('leads to the conversation when the message is %s', (_, mid) => {
    expect(targetOf({ kind: 'conversation', conversationId: 'c2g:sales', mid }, ground)).toEqual({ conversationId: SALES })
  })

  it('begins a conversation with a person', () => {
    expect(targetOf({ kind: 'user', userId: 'bob' }, ground)).toEqual({ conversationId: 'c2c:alice:bob' })
    expect(targetOf({ kind: 'conversation', conversationId: 'c2c:alice:bob' }, ground)).toEqual({ conversationId: 'c2c:alice:bob' })
    expect(targetOf({ kind: 'conversation', conversationId: 'c2c:aaron:alice' }, ground)).toEqual({ conversationId: 'c2c:aaron:alice' })
  })

  it('knows whoever has a conversation here', () => {
    expect(targetOf({ kind: 'user', userId: 'erin' }, ground)).toEqual({ conversationId: 'c2c:alice:erin' })
  })

  it('knows them too whose own id is no plain one', () => {
    const mine: LinkGround = {
      ...ground,
      userId: '张三',
      store: {
        ...ground.store,
        conversations: { get: (id) => (id === c2cOf(asUserId('erin'), asUserId('张三')) ? sampleConversation() : undefined) },
      },
    }
    expect(targetOf({ kind: 'user', userId: 'erin' }, mine)).not.toHaveProperty('stranger')
    expect(begun).toEqual(['erin'])
  })

  it.each([
    ['a person', { kind: 'user', userId: 'xyz' }],
    ['a conversation', { kind: 'conversation', conversationId: 'c2c:alice:xyz' }],
  ] as const)('begins nothing with somebody who is not known here: %s', (_, link) => {
    expect(targetOf(link, ground)).toEqual({ stranger: 'xyz' })
    expect(begun).toEqual([])
  })

  it.each([
    ['a group that I am not in', { kind: 'conversation', conversationId: 'c2g:board' }],
    ['a conversation of two others', { kind: 'conversation', conversationId: 'c2c:bob:carol' }],
    ['somebody that I cannot write to', { kind: 'user', userId: 'alice' }],
  ] as const)('leads nowhere for %s', (_, link) => {
    expect(targetOf(link, ground)).toBeUndefined()
  })
})
