import { COMMANDS } from '../../src/protocol/commands'

const header = { sender_id: '1', sender_name: '用户1', sender_avatar: 'https://example.com/a.png', receiver_id: '2' }
const named = {
  ...header,
  cli_mid: '018f3c5e-7b1a-7c3d-8e4f-5a6b7c8d9e0f',
  conversation_id: 'c2c:1:2',
  mid: '1496665213221474304',
  seq: 7,
  sent_at: 1_790_000_000_000,
}

/** Bodies of every command and message type, the seeds that mutation starts from. */
export const SAMPLES: readonly (readonly [command: string, body: unknown])[] = [
  [COMMANDS.ping, 'ping'],
  [COMMANDS.pong, 'pong'],
  [COMMANDS.clientClose, { reason: 'bye' }],
  [COMMANDS.serverClose, { code: 'shutting_down', reason: 'soon', retry_after_ms: 1000 }],
  [COMMANDS.auth, { client_id: 'alice', token: 't', profile: 'sync/1', device_id: 'd' }],
  [COMMANDS.authAccepted, { profile: 'sync/1', user_id: 'alice', session_id: 's', server_time: 1 }],
  [COMMANDS.authAccepted, 'auth success'],
  [COMMANDS.authRefused, { code: 'bad_token', reason: 'no' }],
  [COMMANDS.logout, ''],
  [COMMANDS.c2c, { type: 'text', data: { ...named, content: '你好 👋', mentions: ['2'], reply_to: '12' } }],
  [COMMANDS.c2c, { type: 'location', data: { ...header, lat: 116.5319, lng: 40.016465, desc: '深圳湾公园' } }],
  [COMMANDS.c2c, { type: 'face', data: { ...header, symbol: '[:smile]' } }],
  [COMMANDS.c2c, { type: 'sound', data: { ...header, url: 'https://example.com/a.mp3', size: 10240, seconds: 3600 } }],
  [COMMANDS.c2c, { type: 'image', data: { ...header, format: 2, 'size ': 10240, 'icon_url ': 'https: //x/y', 'big_url ': 'u' } }],
  [COMMANDS.c2c, { type: 'file', data: { ...header, size: 1, name: 'a.docx', format: 1, url: 'https://example/a.docx' } }],
  [COMMANDS.c2c, { type: 'video', data: { ...header, size: 1, seconds: 2, url: 'u', format: 1, thumb_format: 2 } }],
  [COMMANDS.c2g, { type: 'link', data: { ...named, title: 't', url: 'u', desc: 'd', pic: 'p' } }],
  [COMMANDS.c2g, { type: 'contact', data: { ...named, user_id: 'bob', name: 'Bob' } }],
  [COMMANDS.c2g, { type: 'red_packet', data: { ...named, url: 'u', amount: 300, memo: '恭喜发财' } }],
  [COMMANDS.c2g, { type: 'bundle', data: { ...named, title: 't', items: [{ type: 'text', data: { content: 'x' } }] } }],
  [COMMANDS.c2g, { type: 'recall', data: { ...named, target_mid: '1', target_seq: 1, by: 'bob' } }],
  [COMMANDS.c2g, { type: 'custom', data: { ...named, kind: 'group.event', content: { fallback_text: 'x' } } }],
  [COMMANDS.c2g, { type: 'hologram', data: { ...named, anything: [1, { deep: true }] } }],
  [COMMANDS.c2c, { receiver_id: '1', request_id: 9, message_id: 42 }],
  [
    COMMANDS.push,
    { type: 'ack', data: { request_id: 1, message_id: '9', cli_mid: 'c', conversation_id: 'c2c:1:2', mid: '9', seq: 1, sent_at: 1 } },
  ],
  [COMMANDS.push, { type: 'nack', data: { request_id: 1, cli_mid: 'c', code: 'rate_limited', reason: '', retry_after_ms: 5 } }],
  [COMMANDS.push, { type: 'presence', data: { user_id: 'bob', state: 'away', status: '开会', last_seen: 1 } }],
  [COMMANDS.signal, { type: 'read', data: { conversation_id: 'c2c:1:2', up_to_seq: 3 } }],
  [COMMANDS.query, { method: 'message.recall', params: { mid: '1' } }],
  [COMMANDS.result, { result: { items: [] } }],
  [COMMANDS.error, { code: 'not_found', reason: '' }],
  ['Z999', { future: true }],
]
