import { asCliMid, asConversationId, asUserId } from '@shared/ids'
import type { SendableContent } from '@shared/ipc'
import { describe, expect, it } from 'vitest'
import { toContent } from '../../src/main/store/message-content'
import { newOwnMessage } from '../../src/main/sync/writing/own-message'

const ME = { userId: asUserId('alice'), name: 'Alice', avatar: '' }

function made(content: SendableContent) {
  const draft = { conversationId: asConversationId('c2c:alice:bob'), content }
  return newOwnMessage(draft, ME, asCliMid('00000000-0000-7000-8000-000000000000'), 1)
}

describe('what is written goes in the words of the protocol, and is read as it was written', () => {
  const place = { lat: 39.90923, lng: 116.397428 }
  const mapUrl = 'https://uri.amap.com/marker?position=116.397428,39.90923'

  it.each<[string, SendableContent, Record<string, unknown>]>([
    ['a place of a map', { kind: 'location', place, name: 'Gate', mapUrl }, { cover_image: '', ...place, map_link: mapUrl, desc: 'Gate' }],
    ['bare coordinates', { kind: 'location', place, name: '' }, { cover_image: '', ...place, map_link: '', desc: '' }],
    ['a card', { kind: 'contact', userId: 'bob', name: 'Bob', avatar: '/a' }, { user_id: 'bob', name: 'Bob', avatar: '/a' }],
    ['a card without a picture', { kind: 'contact', userId: 'bob', name: 'Bob' }, { user_id: 'bob', name: 'Bob', avatar: '' }],
  ])('%s', (_, content, wire) => {
    const message = made(content)
    expect([message.type, message.content]).toEqual([content.kind, wire])
    expect(toContent(message.type, message.content)).toMatchObject(content)
  })
})
