import { describe, expect, it } from 'vitest'
import {
  contentData,
  contentSchemas,
  envelopeSchema,
  isContentType,
  messageHeaderSchema,
  namedMessageSchema,
  parseContent,
} from '@protocol/schemas/chat'
import { claimRequestSchema, claimResultSchema, fileIdSchema, isFileId, sha256Schema } from '@protocol/schemas/files'
import {
  conversationsPageSchema,
  createGroupSchema,
  loginRequestSchema,
  loginResultSchema,
  membersPageSchema,
  messagesPageSchema,
  sessionItemSchema,
  setRoleSchema,
  updateGroupSchema,
} from '@protocol/schemas/http'
import {
  c2cConversationId,
  c2gConversationId,
  conversationIdSchema,
  idSchema,
  isTime,
  midSchema,
  parseConversationId,
  seqSchema,
} from '@protocol/schemas/ids'
import { conversationSchema, memberSchema, userSchema } from '@protocol/schemas/roster'
import { authSchema, closeSchema, errorSchema, sessionInfoSchema } from '@protocol/schemas/session'
import {
  ackSchema,
  baseAckSchema,
  isPushType,
  isQueryMethod,
  isSignalType,
  nackSchema,
  pushSchemas,
  queryParamsSchemas,
  queryResultSchemas,
  querySchema,
  signalSchemas,
} from '@protocol/schemas/sync'

type Schema = { safeParse(value: unknown): { success: boolean } }
type Row = readonly [name: string, schema: Schema, good: unknown, bad: unknown]

const CONVERSATION = {
  conversation_id: 'c2c:alice:bob',
  kind: 'c2c',
  title: 'Bob',
  members_count: 2,
  last_seq: 9,
  read_seq: 3,
  updated_at: 1,
}
const ACK = { request_id: 1, message_id: '9', cli_mid: 'c1', conversation_id: 'c2g:g', mid: '9', seq: 4, sent_at: 5 }
const SESSION = { profile: 'sync/1', user_id: 'alice', session_id: 's', server_time: 1 }
const MARK = { conversation_id: 'c2c:alice:bob', up_to_seq: 0, user_id: 'bob' }
const MEMBER = { user_id: 'bob', name: 'Bob', role: 'member', read_seq: 0, delivered_seq: 0 }
const MESSAGE = { type: 'text', data: { mid: '1', seq: 1 } }
const FILE_ID = 'f_abcdefghijklmnopqrstuvwxyz'
const SHA256 = '0123456789abcdef'.repeat(4)
const CLAIM = { sha256: SHA256, size: 0, filename: 'a', filetype: 'text/plain' }
const long = (length: number): string => 'x'.repeat(length)

const ROWS: readonly Row[] = [
  ['id', idSchema, long(64), long(65)],
  ['id with a colon', idSchema, 'a.b_c-d@e', 'a:b'],
  ['conversation id', conversationIdSchema, 'c2c:a:b', 'c2c:a'],
  ['group conversation id', conversationIdSchema, 'c2g:g', 'c2g:a:b'],
  ['mid', midSchema, '18446744073709551615', 18],
  ['seq', seqSchema, 1, 0],
  ['safe seq', seqSchema, Number.MAX_SAFE_INTEGER, 1.5],
  ['file id', fileIdSchema, FILE_ID, FILE_ID.toUpperCase()],
  ['file id of base32', fileIdSchema, `f_${'7'.repeat(26)}`, `f_${'1'.repeat(26)}`],
  ['sha256', sha256Schema, SHA256, SHA256.slice(1)],
  ['claim', claimRequestSchema, CLAIM, { ...CLAIM, size: -1 }],
  ['claimed', claimResultSchema, { file_id: FILE_ID }, { file_id: 'f_' }],
  ['auth', authSchema, { client_id: 'a', token: 't' }, { client_id: 'a', token: '' }],
  ['session', sessionInfoSchema, SESSION, { ...SESSION, profile: 'sync/2' }],
  ['session heartbeat', sessionInfoSchema, { ...SESSION, heartbeat_ms: 5_000 }, { ...SESSION, heartbeat_ms: 4_999 }],
  ['longest heartbeat', sessionInfoSchema, { ...SESSION, heartbeat_ms: 300_000 }, { ...SESSION, heartbeat_ms: 300_001 }],
  ['smallest body', sessionInfoSchema, { ...SESSION, max_body_bytes: 4_096 }, { ...SESSION, max_body_bytes: 4_095 }],
  ['largest body', sessionInfoSchema, { ...SESSION, max_body_bytes: 16_777_216 }, { ...SESSION, max_body_bytes: 16_777_217 }],
  ['close', closeSchema, { code: 'kicked' }, { reason: 'x' }],
  ['error', errorSchema, { code: 'x' }, {}],
  ['envelope', envelopeSchema, { type: 'anything', data: {} }, { type: 'text', data: [] }],
  ['header', messageHeaderSchema, { sender_id: 'a', receiver_id: 'b' }, { sender_id: 1, receiver_id: 'b' }],
  ['named message', namedMessageSchema, MESSAGE, { type: 'text', data: { mid: '1', seq: 0 } }],
  ['ack', ackSchema, ACK, { ...ACK, seq: 0 }],
  ['base ack', baseAckSchema, { request_id: 1, message_id: 7 }, { request_id: 1 }],
  ['nack', nackSchema, { request_id: 1, code: 'muted' }, { request_id: 1 }],
  ['delivered', pushSchemas.delivered, MARK, { ...MARK, user_id: undefined }],
  ['read', pushSchemas.read, MARK, { ...MARK, up_to_seq: -1 }],
  ['typing', pushSchemas.typing, { conversation_id: 'c2g:g', user_id: 'a' }, { conversation_id: 'c2g:g' }],
  ['presence', pushSchemas.presence, { user_id: 'a', state: 'away' }, { user_id: 'a', state: 'asleep' }],
  ['conversation push', pushSchemas.conversation, CONVERSATION, { ...CONVERSATION, kind: 'c2x' }],
  ['notice', pushSchemas.notice, { title: 't', text: 'x', level: 'loud' }, { title: 't' }],
  ['typing signal', signalSchemas.typing, { conversation_id: 'c2g:g' }, {}],
  ['read signal', signalSchemas.read, { conversation_id: 'c2g:g', up_to_seq: 1 }, { conversation_id: 'c2g:g' }],
  ['presence signal', signalSchemas.presence, { state: 'busy', status: long(140) }, { state: 'busy', status: long(141) }],
  ['query', querySchema, { method: 'm' }, { method: 'm', params: [] }],
  ['subscribe', queryParamsSchemas['presence.subscribe'], { user_ids: ['a'] }, { user_ids: Array.from({ length: 1_001 }, () => 'a') }],
  ['recall', queryParamsSchemas['message.recall'], { mid: '1' }, { mid: 1 }],
  ['mute', queryParamsSchemas['conversation.mute'], { conversation_id: 'c2g:g', until: 0 }, { conversation_id: 'c2g:g' }],
  ['profile', queryParamsSchemas['profile.set'], { status: '' }, { name: ' ' }],
  ['subscribed', queryResultSchemas['presence.subscribe'], { items: [{ user_id: 'a', state: 'online' }] }, { items: [{}] }],
  ['recalled', queryResultSchemas['message.recall'], { mid: '1', seq: 2 }, { mid: '1' }],
  ['conversation', conversationSchema, { ...CONVERSATION, last_message: null }, { ...CONVERSATION, last_seq: -1 }],
  ['member', memberSchema, MEMBER, { ...MEMBER, role: 'king' }],
  ['user', userSchema, { user_id: 'a', name: 'A' }, { user_id: 'a' }],
  ['login', loginRequestSchema, { user: 'a', password: 'p', device_id: 'd' }, { user: 'a', password: '', device_id: 'd' }],
  ['login result', loginResultSchema, { token: 't', user_id: 'a', expires_at: 1 }, { token: 't', user_id: 'a' }],
  ['conversations page', conversationsPageSchema, { items: [CONVERSATION], next: null, server_time: 1 }, { items: [] }],
  ['messages page', messagesPageSchema, { items: [MESSAGE], last_seq: 1 }, { items: [MESSAGE] }],
  ['members page', membersPageSchema, { items: [MEMBER] }, { items: [{}] }],
  ['group', createGroupSchema, { title: ' t ', member_ids: [] }, { title: ' ', member_ids: [] }],
  ['group change', updateGroupSchema, {}, { title: long(101) }],
  ['role', setRoleSchema, { role: 'admin' }, { role: 'root' }],
  [
    'session item',
    sessionItemSchema,
    { session_id: 's', device_id: 'd', connected_at: 1, last_seen: 2, current: true },
    { session_id: 's', device_id: 'd', connected_at: 1, last_seen: 2 },
  ],
]

describe('what a server says of times', () => {
  it.each([
    [7_000, 7_000],
    [0.5, 1],
    [-1, 0],
    [600_001, 600_000],
    [Number.MAX_VALUE, 600_000],
    ['soon', undefined],
    [null, undefined],
  ])('a wish to wait of %j is one of %j, and the rest is read', (said, read) => {
    const refusal = { code: 'rate_limited', retry_after_ms: said }
    expect(closeSchema.parse(refusal)).toMatchObject({ code: 'rate_limited' })
    expect(closeSchema.parse(refusal).retry_after_ms).toBe(read)
    expect(nackSchema.parse({ request_id: 1, ...refusal }).retry_after_ms).toBe(read)
  })

  it('ends with the year 9999', () => {
    expect(conversationSchema.parse({ ...CONVERSATION, muted_until: Number.MAX_SAFE_INTEGER }).muted_until).toBe(253_402_300_799_999)
    expect([isTime(253_402_300_799_999), isTime(253_402_300_800_000), isTime(-1), isTime(0.5)]).toEqual([true, false, false, false])
  })
})

describe('every schema', () => {
  it.each(ROWS)('%s takes the good and refuses the bad', (_name, schema, good, bad) => {
    expect(schema.safeParse(good).success).toBe(true)
    expect(schema.safeParse(bad).success).toBe(false)
    expect(schema.safeParse(undefined).success).toBe(false)
  })
})

const CONTENT: { readonly [T in keyof typeof contentSchemas]: readonly [good: unknown, bad: unknown] } = {
  text: [{ content: '' }, { content: 7 }],
  location: [
    { lat: 116.5, lng: 39.9 },
    { lat: '116.5', lng: 39.9 },
  ],
  face: [{ symbol: '[:smile]' }, {}],
  sound: [{ url: 'u', seconds: 3 }, { seconds: 3 }],
  image: [{ big_url: 'u', size: 'large' }, { icon_url: 'u' }],
  file: [{ name: 'n', url: 'u' }, { url: 'u' }],
  video: [{ url: 'u', format: 5, thumb_format: 2 }, {}],
  link: [{ title: 't', url: 'u' }, { title: 't' }],
  contact: [{ user_id: 'a', name: 'A' }, { name: 'A' }],
  red_packet: [
    { url: 'u', amount: 100 },
    { url: 'u', amount: -1 },
  ],
  bundle: [
    { title: 't', items: [{ type: 'text', data: {} }] },
    { title: 't', items: Array(101).fill({ type: 'text', data: {} }) },
  ],
  recall: [
    { target_mid: '1', target_seq: 1, by: 'a' },
    { target_mid: '1', by: 'a' },
  ],
  recalled: [{}, 7],
  custom: [{ kind: 'k' }, { content: {} }],
}

describe('the content of every message type', () => {
  it.each(Object.entries(CONTENT))('%s takes the good and refuses the bad', (type, [good, bad]) => {
    expect(isContentType(type)).toBe(true)
    if (!isContentType(type)) return
    expect(contentSchemas[type].safeParse(good).success).toBe(true)
    expect(contentSchemas[type].safeParse(bad).success).toBe(false)
  })

  it('is read without the keys of the header', () => {
    const data = { sender_id: 'a', receiver_id: 'b', seq: 1, content: 'hi', extra: 1 }
    expect(contentData(data)).toEqual({ content: 'hi', extra: 1 })
    expect(parseContent('text', data)).toEqual({ type: 'text', content: { content: 'hi' } })
  })

  it.each(['hologram', 'toString', '__proto__'])('of the unknown type %s is not understood, and not lost', (type) => {
    expect(parseContent(type, { x: 1 })).toBeUndefined()
  })
})

describe('what a message says of its file', () => {
  const keys = {
    file_id: FILE_ID,
    sha256: SHA256,
    name: 'a.png',
    mime: 'image/png',
    thumb_id: FILE_ID,
    thumb_hash: 'YTkGJwaRhWUIt4lbgnhZl3ath2BUBGYA',
    album: '0190b3c4-7b1e-7cc1-9d4c-2f1e6a7b8c9d',
    caption: 'from the roof',
  }

  it.each([
    ['image', { ...keys, width: 4, height: 3, big_url: 'u' }],
    ['video', { ...keys, width: 4, height: 3, seconds: 1.5, url: 'u' }],
    ['sound', { ...keys, seconds: 1.5, wave: 'A'.repeat(63) + 'f', url: 'u' }],
    ['file', { ...keys, url: 'u' }],
  ])('is read of %s', (type, content) => {
    expect(parseContent(type, content)).toEqual({ type, content })
  })

  it('counts as missing where it is not as it should be, and the rest is read', () => {
    const broken = {
      file_id: 'f_short',
      sha256: SHA256.toUpperCase(),
      mime: long(128),
      thumb_id: 7,
      thumb_hash: 'x'.repeat(55),
      album: 'holiday',
      caption: [],
      wave: 'g'.repeat(64),
      width: -1,
    }
    expect(parseContent('sound', { ...broken, url: 'u' })).toEqual({ type: 'sound', content: { url: 'u' } })
    expect(parseContent('image', { ...broken, big_url: 'u' })).toEqual({ type: 'image', content: { big_url: 'u' } })
    expect([isFileId(FILE_ID), isFileId('f_short'), isFileId(7)]).toEqual([true, false, false])
  })

  it('has limits that a session is told, and chats without them when they are none', () => {
    const files = { max_bytes: 2 ** 31, expires_ms: 86_400_000 }
    expect(sessionInfoSchema.parse({ ...SESSION, files }).files).toEqual(files)
    expect(sessionInfoSchema.parse({ ...SESSION, files: { ...files, max_bytes: 0 } }).files).toBeUndefined()
  })
})

describe('ids', () => {
  it('a conversation of two has one id, whoever names it', () => {
    expect(c2cConversationId('bob', 'alice')).toBe('c2c:alice:bob')
    expect(c2cConversationId('alice', 'bob')).toBe('c2c:alice:bob')
    expect(c2gConversationId('g')).toBe('c2g:g')
  })

  it('a conversation id comes apart again', () => {
    expect(parseConversationId('c2c:alice:bob')).toEqual({ kind: 'c2c', users: ['alice', 'bob'] })
    expect(parseConversationId('c2g:g')).toEqual({ kind: 'c2g', groupId: 'g' })
    expect(parseConversationId('c2x:g')).toBeUndefined()
  })

  it.each([isPushType, isSignalType, isQueryMethod, isContentType])('%o knows no inherited names', (isKnown) => {
    for (const name of ['toString', 'constructor', '__proto__', '']) expect(isKnown(name)).toBe(false)
  })

  it('a header with an unreadable optional key keeps the rest', () => {
    const parsed = messageHeaderSchema.safeParse({
      sender_id: 'a',
      receiver_id: 'b',
      seq: 'x',
      mentions: 7,
      reply_to: {},
    })
    expect(parsed.success && parsed.data).toEqual({ sender_id: 'a', receiver_id: 'b' })
  })

  it('data with a key __proto__ does not change a prototype', () => {
    const parsed = envelopeSchema.safeParse(JSON.parse('{"type":"text","data":{"__proto__":{"isAdmin":true},"a":1}}'))
    expect(parsed.success).toBe(true)
    if (parsed.success) expect(parsed.data.data['isAdmin']).toBeUndefined()
  })
})
