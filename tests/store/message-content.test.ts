import { asFileId } from '@shared/ids'
import { describe, expect, it } from 'vitest'
import { contentSchemas } from '@protocol/schemas/chat'
import { toContent } from '../../src/main/store/message-content'
import { toMessage } from '../../src/main/store/message-row'
import { openTestStore, received } from './helpers'

/** Of each type of the protocol at least one: as it is kept, and as it is shown. */
const SHOWN: readonly (readonly [type: string, wire: Readonly<Record<string, unknown>>, shown: unknown])[] = [
  ['text', { content: '你好' }, { kind: 'text', text: '你好' }],
  ['face', { symbol: '[:smile]' }, { kind: 'face', symbol: '[:smile]' }],
  [
    'location',
    { lat: 31.2, lng: 121.5, desc: 'Bund', map_link: 'm', cover_image: 'c' },
    { kind: 'location', place: { lat: 31.2, lng: 121.5 }, name: 'Bund', mapUrl: 'm', coverUrl: 'c' },
  ],
  ['sound', { url: 'u', size: 10, seconds: 3 }, { kind: 'sound', url: 'u', size: 10, seconds: 3 }],
  [
    'image',
    { big_url: 'b', icon_url: 'i', size: 1, width: 2, height: 3, format: 2 },
    { kind: 'image', url: 'b', thumbUrl: 'i', size: 1, width: 2, height: 3, format: 'png' },
  ],
  ['file', { url: 'u', name: 'a.txt', size: 4, thumb_url: 't' }, { kind: 'file', url: 'u', name: 'a.txt', size: 4, thumbUrl: 't' }],
  [
    'video',
    { url: 'u', size: 1, seconds: 2, format: 5, thumb_url: 't', thumb_width: 3, thumb_height: 4 },
    { kind: 'video', url: 'u', size: 1, seconds: 2, format: 'mkv', thumbUrl: 't', thumbWidth: 3, thumbHeight: 4 },
  ],
  [
    'sound',
    { url: '/v1/files/f_1', file_id: 'f_1', sha256: 'A'.repeat(64), mime: 'Audio/OGG' },
    { kind: 'sound', url: '/v1/files/f_1', fileId: asFileId('f_1'), mime: 'audio/ogg' },
  ],
  [
    'image',
    { big_url: '', name: 'a\u202egpj.exe', width: 2, height: 3, thumb_hash: '1QcSHQRnh493V4dIh4eXh1h4kJUI', caption: ' ' },
    { kind: 'image', url: '', name: 'agpj.exe', width: 2, height: 3, thumbHash: '1QcSHQRnh493V4dIh4eXh1h4kJUI' },
  ],
  ['image', { big_url: '', sticker: true }, { kind: 'image', url: '', isSticker: true }],
  ['image', { big_url: '', sticker: 'yes' }, { kind: 'image', url: '' }],
  [
    'file',
    { ...{ url: 'u', name: 'a', file_id: '../../x', sha256: 'b'.repeat(64), thumb_id: 'f_2', mime: 'text' }, caption: '看这里' },
    { kind: 'file', url: 'u', name: 'a', sha256: 'b'.repeat(64), thumbId: asFileId('f_2'), caption: '看这里' },
  ],
  [
    'video',
    { url: 'u', name: 7, width: 4, height: 5, thumb_hash: '*', album: '0192A3B4-0000-7000-8000-000000000001' },
    { kind: 'video', url: 'u', width: 4, height: 5, album: '0192a3b4-0000-7000-8000-000000000001' },
  ],
  ['link', { url: 'u', title: 't', desc: 'd', pic: 'p' }, { kind: 'link', url: 'u', title: 't', desc: 'd', pictureUrl: 'p' }],
  ['contact', { user_id: 'dave', name: 'Dave', avatar: 'a' }, { kind: 'contact', userId: 'dave', name: 'Dave', avatar: 'a' }],
  ['red_packet', { url: 'u', amount: 880, memo: '恭喜' }, { kind: 'red_packet', url: 'u', amountCents: 880, memo: '恭喜' }],
  ['bundle', { title: 'Chat', items: [] }, { kind: 'bundle', title: 'Chat', items: [] }],
  ['recall', { target_mid: '9', target_seq: 3, by: 'bob' }, { kind: 'recall', targetMid: '9', targetSeq: 3, by: 'bob' }],
  ['recalled', {}, { kind: 'recalled' }],
  ['custom', { kind: 'poll', content: { fallback_text: 'a poll' } }, { kind: 'custom', name: 'poll', fallbackText: 'a poll' }],
  [
    'custom',
    { kind: 'group.event', content: { event: 'renamed', by: 'bob', title: 'New' } },
    { kind: 'group_event', event: { event: 'renamed', by: 'bob', title: 'New' } },
  ],
  [
    'custom',
    { kind: 'group.event', content: { event: 'renamed', by: { user_id: 'bob', name: 'Bob' }, title: 'New' } },
    { kind: 'group_event', event: { event: 'renamed', by: 'bob', title: 'New' } },
  ],
  [
    'custom',
    {
      kind: 'group.event',
      content: { event: 'members_added', by: 'bob', members: [{ user_id: 'carol', name: 'Carol' }, 'dave', 7] },
    },
    {
      kind: 'group_event',
      event: {
        event: 'members_added',
        by: 'bob',
        members: [
          { userId: 'carol', name: 'Carol' },
          { userId: 'dave', name: 'dave' },
        ],
      },
    },
  ],
  [
    'custom',
    {
      kind: 'group.event',
      content: { event: 'role_changed', by: 'bob', member: { user_id: 'carol', name: 'Carol' }, role: 'admin' },
    },
    {
      kind: 'group_event',
      event: { event: 'role_changed', by: 'bob', member: { userId: 'carol', name: 'Carol' }, role: 'admin' },
    },
  ],
  [
    'custom',
    { kind: 'group.event', content: { event: 'exploded', fallback_text: 'boom' } },
    { kind: 'custom', name: 'group.event', fallbackText: 'boom' },
  ],
]

describe('content', () => {
  it('is read of every type that the protocol has', () => {
    const read = SHOWN.map(([type]) => type)
    expect(Object.keys(contentSchemas).filter((type) => !read.includes(type))).toEqual([])
  })

  it.each(SHOWN)('%s %o is shown as what it is', (type, wire, shown) => {
    expect(toContent(type, wire)).toEqual(shown)
  })

  it.each([
    ['hologram', { a: 1 }],
    ['constructor', {}],
    ['__proto__', {}],
    ['text', {}],
    ['text', { content: 7 }],
    ['image', { icon_url: 'only' }],
    ['location', { lat: '31', lng: 121 }],
    ['bundle', { title: 't', items: 'none' }],
    ['custom', { content: {} }],
  ])('%s %o is unsupported, and kept whole', (type, wire) => {
    expect(toContent(type, wire)).toEqual({ kind: 'unsupported', type, raw: JSON.stringify(wire) })
  })

  it('is read no deeper than four bundles within bundles', () => {
    let data: Record<string, unknown> = { title: 'innermost', items: [] }
    for (let depth = 0; depth < 15; depth++) data = { title: `${depth}`, items: [{ type: 'bundle', data }] }
    let content = toContent('bundle', data)
    let levels = 0
    while (content.kind === 'bundle' && content.items[0] !== undefined) {
      levels++
      content = content.items[0].content
    }
    expect([levels, content.kind]).toEqual([5, 'unsupported'])
  })

  it('of a bundle is read item by item', () => {
    const items = [
      { type: 'text', data: { content: 'a', sender_name: 'Carol', sent_at: 5 } },
      { type: 'later', data: { sender_id: 'dave' } },
      null,
    ]
    expect(toContent('bundle', { title: 'Minutes', items })).toEqual({
      kind: 'bundle',
      title: 'Minutes',
      items: [
        { senderName: 'Carol', sentAt: 5, content: { kind: 'text', text: 'a' } },
        {
          senderId: 'dave',
          senderName: 'dave',
          sentAt: undefined,
          content: { kind: 'unsupported', type: 'later', raw: '{"sender_id":"dave"}' },
        },
        { senderName: '', sentAt: undefined, content: { kind: 'unsupported', type: '', raw: '{}' } },
      ],
    })
  })

  it.each([
    ['as it is', 31.2, 121.5, { lat: 31.2, lng: 121.5 }],
    ['mixed up, as in the published example', 116.5, 39.9, { lat: 39.9, lng: 116.5 }],
    ['at the pole', 90, 180, { lat: 90, lng: 180 }],
    ['mixed up beyond the pole', -90.5, -90, { lat: -90, lng: -90.5 }],
    ['where neither can be a latitude', 91, 100, undefined],
    ['mixed up, and no longitude either', 181, 45, undefined],
    ['with a longitude that is none', 45, 181, undefined],
  ])('a location %s', (_, lat, lng, place) => {
    expect(toContent('location', { lat, lng })).toEqual({ kind: 'location', place, name: '', mapUrl: undefined, coverUrl: undefined })
  })

  it.each([
    [
      'image',
      { big_url: ' https: //img.example.com/b.png', icon_url: 'https://img.example .com/i.png\n' },
      { url: 'https://img.example.com/b.png', thumbUrl: 'https://img.example.com/i.png' },
    ],
    ['sound', { url: 'https: //a.example/s' }, { url: 'https://a.example/s' }],
    [
      'file',
      { url: 'https: //a.example/f', name: 'a b.txt', thumb_url: 'https: //a.example/t' },
      { url: 'https://a.example/f', name: 'a b.txt', thumbUrl: 'https://a.example/t' },
    ],
    [
      'video',
      { url: 'https: //a.example/v', thumb_url: 'https: //a.example/t' },
      { url: 'https://a.example/v', thumbUrl: 'https://a.example/t' },
    ],
    [
      'link',
      { url: 'https: //a.example', title: 'a b', pic: 'https: //a.example/p' },
      { url: 'https://a.example', title: 'a b', pictureUrl: 'https://a.example/p' },
    ],
    [
      'location',
      { lat: 1, lng: 2, map_link: 'https: //a.example/m', cover_image: 'https: //a.example/c' },
      { mapUrl: 'https://a.example/m', coverUrl: 'https://a.example/c' },
    ],
    ['contact', { user_id: 'u', name: 'a b', avatar: 'https: //a.example/a' }, { avatar: 'https://a.example/a' }],
    ['red_packet', { url: 'https: //a.example/r', amount: 1 }, { url: 'https://a.example/r' }],
  ])('the addresses of a %s lose the spaces that the published examples have', (type, content, shown) => {
    expect(toContent(type, content)).toMatchObject(shown)
  })
})

describe('a message', () => {
  it('shows the server’s time once it has one, and why it failed', () => {
    const { messages } = openTestStore()
    const named = messages.get(messages.insert(received({ seq: 1, sentAt: 5, localAt: 9 })).localId)
    const failed = messages.get(messages.insert(received({ localAt: 9, failCode: 'muted', failReason: 'quiet' })).localId)
    expect(named === undefined ? undefined : toMessage(named)).toMatchObject({ at: 5, failure: undefined })
    expect(failed === undefined ? undefined : toMessage(failed)).toMatchObject({
      at: 9,
      failure: { code: 'muted', reason: 'quiet' },
    })
  })
})
