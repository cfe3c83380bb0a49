import { describe, expect, it } from 'vitest'
import { decodeText } from '@protocol/json'
import { asCliMid, asConversationId, asMid, asUserId } from '@shared/ids'
import { must } from '../../helpers/results'
import { type Dialect, mostMessageBytes } from '../../../src/main/kinds/jim1/dialects'
import { bytesOf, packMessage } from '../../../src/main/kinds/jim1/message-body'
import type { OutgoingMessage } from '../../../src/main/kinds/kind/chat-session'

const MESSAGE: OutgoingMessage = {
  conversationId: asConversationId('c2c:alice:bob'),
  cliMid: asCliMid('0190-1'),
  senderId: asUserId('alice'),
  senderName: 'Alice',
  senderAvatar: '',
  type: 'text',
  content: { content: 'hi' },
  replyTo: asMid('7'),
  mentions: ['bob'],
}

function packed(change: Partial<OutgoingMessage>, dialect: Dialect): unknown {
  const { command, body } = must(packMessage({ ...MESSAGE, ...change }, dialect, 4096))
  return { command, ...(JSON.parse(decodeText(body)) as object) }
}

function refused(change: Partial<OutgoingMessage>, dialect: Dialect, mostBytes = 4096): string | undefined {
  const outcome = packMessage({ ...MESSAGE, ...change }, dialect, mostBytes)
  return outcome.ok ? undefined : outcome.error.code
}

describe('a message on its way out', () => {
  it('says who, to whom, where, and how it is called', () => {
    const data = { content: 'hi', sender_id: 'alice', sender_name: 'Alice', sender_avatar: '', receiver_id: 'bob' }
    expect(packed({}, 'sync')).toEqual({
      command: 'c2c',
      type: 'text',
      data: { ...data, conversation_id: 'c2c:alice:bob', cli_mid: '0190-1', reply_to: '7', mentions: ['bob'] },
    })
    expect(packed({}, 'base')).toEqual({
      command: 'c2c',
      type: 'text',
      data: { ...data, cli_mid: '0190-1', reply_to: '7', mentions: ['bob'] },
    })
  })

  it('to a group names the group', () => {
    const conversationId = asConversationId('c2g:design')
    expect(packed({ conversationId }, 'sync')).toMatchObject({
      command: 'c2g',
      data: { receiver_id: 'design', conversation_id: 'c2g:design' },
    })
    expect(refused({ conversationId }, 'base')).toBe('no_groups')
  })

  it('carries both spellings of an image’s keys for peers of an original gateway alone', () => {
    const image = { type: 'image', content: { size: 5, big_url: 'u', format: 1 } }
    expect(packed(image, 'base')).toMatchObject({ data: { size: 5, 'size ': 5, big_url: 'u', 'big_url ': 'u' } })
    expect(packed(image, 'sync')).not.toHaveProperty(['data', 'size '])
  })

  it.each([
    ['bundle', 'no_bundles'],
    ['link', 'no_such_type'],
    ['face', undefined],
  ])('of the type %s is refused by an original gateway with %s', (type, code) => {
    expect(refused({ type, content: { items: [] } }, 'base')).toBe(code)
    expect(refused({ type, content: { items: [] } }, 'sync')).toBeUndefined()
  })

  it('is refused once it is a byte too large, in characters of any width', () => {
    const content = { content: '字🎉"' }
    const bytes = bytesOf({ ...MESSAGE, content }, 'sync')
    expect(refused({ content }, 'sync', bytes)).toBeUndefined()
    expect(refused({ content }, 'sync', bytes - 1)).toBe('too_large')
  })

  it('leaves room for the names that a server adds', () => {
    expect(mostMessageBytes('sync', 1_048_576)).toBe(1_044_480)
    expect(mostMessageBytes('sync', 4_096)).toBe(2_048)
    expect(mostMessageBytes('base', 4_080)).toBe(4_080)
  })

  it('is refused with too many messages in a bundle, whatever the server', () => {
    const items = Array.from({ length: 101 }, () => ({ type: 'text', data: {} }))
    expect(refused({ type: 'bundle', content: { items } }, 'sync', 1_000_000)).toBe('too_many')
    expect(refused({ type: 'bundle', content: { items } }, 'base')).toBe('too_many')
  })
})
