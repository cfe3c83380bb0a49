import { describe, expect, it } from 'vitest'
import { escapeMarkup, notificationText, oneLine, summaryOf } from '../../src/main/app/desktop/notification-text'
import { textsFor } from '../../src/main/app/texts'
import { asUserId } from '../../src/shared/ids'
import type { MessageContent } from '../../src/shared/message'
import { sampleConversation, sampleMessage } from './sample-message'

const en = textsFor('en', '')
const zh = textsFor('zh-CN', '')
const group = sampleConversation()
const direct = sampleConversation({ kind: 'c2c', title: 'Bob' })
const last = sampleMessage()

describe('notificationText', () => {
  it('says who said what, and in a group where', () => {
    expect(notificationText({ count: 1, last, hasMention: false }, direct, 'full', en)).toEqual({ title: 'Bob', body: 'hello' })
    expect(notificationText({ count: 1, last, hasMention: false }, group, 'full', en)).toEqual({ title: 'Sales', body: 'Bob: hello' })
    expect(notificationText({ count: 1, last, hasMention: false }, group, 'full', zh).body).toBe('Bob：hello')
  })

  it('counts what came together, and quotes the last', () => {
    expect(notificationText({ count: 3, last, hasMention: false }, direct, 'full', en).body).toBe('3 new messages\nhello')
    expect(notificationText({ count: 3, last, hasMention: false }, group, 'full', zh).body).toBe('3 条新消息\nBob：hello')
  })

  it.each([
    [1, direct, 'Sent a message'],
    [1, group, 'Bob sent a message'],
    [3, direct, '3 new messages'],
    [3, group, '3 new messages'],
  ])('keeps the words to itself when content is hidden (%i)', (count, conversation, body) => {
    const text = notificationText({ count, last, hasMention: false }, conversation, 'sender_only', en)
    expect(text.body).toBe(body)
    expect(JSON.stringify(text)).not.toContain('hello')
  })

  it('tells a mention apart', () => {
    expect(notificationText({ count: 1, last, hasMention: true }, group, 'full', en).body).toBe('[@me] Bob: hello')
    expect(notificationText({ count: 2, last, hasMention: true }, group, 'sender_only', zh).body).toBe('[有人@我] 2 条新消息')
  })

  it('has a title even where neither the conversation nor the sender has a name', () => {
    const nameless = sampleMessage({ senderName: '', senderId: asUserId('bob') })
    expect(notificationText({ count: 1, last: nameless, hasMention: false }, { kind: 'c2c', title: '' }, 'full', en).title).toBe('bob')
  })
})

describe('summaryOf', () => {
  it.each<[MessageContent, string, string]>([
    [{ kind: 'text', text: ' two\nlines ' }, 'two lines', 'two lines'],
    [{ kind: 'face', symbol: '[:smile]' }, '😊', '😊'],
    [{ kind: 'face', symbol: '[:of_a_later_client]' }, '[:of_a_later_client]', '[:of_a_later_client]'],
    [{ kind: 'image', url: 'https://a' }, '[Picture]', '[图片]'],
    [{ kind: 'image', url: 'https://a', isSticker: true }, '[Sticker]', '[表情包]'],
    [{ kind: 'sound', url: 'https://a' }, '[Voice message]', '[语音]'],
    [{ kind: 'video', url: 'https://a' }, '[Video]', '[视频]'],
    [{ kind: 'file', url: 'https://a', name: 'plan.docx' }, '[File] plan.docx', '[文件] plan.docx'],
    [{ kind: 'location', place: { lat: 1, lng: 2 }, name: '' }, '[Location]', '[位置]'],
    [{ kind: 'link', url: 'https://a', title: 'News' }, '[Link] News', '[链接] News'],
    [{ kind: 'contact', userId: 'carol', name: 'Carol' }, '[Contact card] Carol', '[名片] Carol'],
    [{ kind: 'red_packet', url: 'https://a', amountCents: 100 }, '[Red packet]', '[红包]'],
    [{ kind: 'bundle', title: 'Chat', items: [] }, '[Forwarded messages] Chat', '[聊天记录] Chat'],
    [{ kind: 'custom', name: 'poll', fallbackText: 'A poll' }, 'A poll', 'A poll'],
    [{ kind: 'custom', name: 'poll', fallbackText: '' }, '[Unsupported message]', '[暂不支持的消息]'],
    [{ kind: 'unsupported', type: 'hologram', raw: '{}' }, '[Unsupported message]', '[暂不支持的消息]'],
  ])('names %o', (content, english, chinese) => {
    expect(summaryOf(content, en)).toBe(english)
    expect(summaryOf(content, zh)).toBe(chinese)
  })
})

describe('oneLine', () => {
  it('drops what would break the line or turn its direction', () => {
    expect(oneLine('a\r\n\tb\u0000\u2028c \u202egnp.exe', 50)).toBe('a b c gnp.exe')
  })

  it('cuts by characters, never through one', () => {
    expect(oneLine('😀😀😀😀', 3)).toBe('😀😀…')
    expect(oneLine('会议室', 3)).toBe('会议室')
    expect(oneLine('👨‍👩‍👧🇩🇪e\u0301x', 3)).toBe('👨‍👩‍👧🇩🇪…')
    expect(oneLine('👨‍👩‍👧🇩🇪e\u0301', 3)).toBe('👨‍👩‍👧🇩🇪e\u0301')
    expect(oneLine('👍🏽'.repeat(40), 2)).toBe('👍🏽…')
  })
})

describe('escapeMarkup', () => {
  it('leaves nothing that a notification server could draw', () => {
    expect(escapeMarkup('<img src="http://x"> & <b>')).toBe('&lt;img src="http://x"&gt; &amp; &lt;b&gt;')
  })
})

describe('textsFor', () => {
  it.each([
    ['system', 'zh-CN', zh],
    ['system', 'zh-TW', zh],
    ['system', 'zh', zh],
    ['system', 'en-GB', en],
    ['system', 'zha', en],
    ['system', '', en],
    ['en', 'zh-CN', en],
    ['zh-CN', 'en-US', zh],
  ] as const)('of %s on a system in %s', (language, locale, texts) => {
    expect(textsFor(language, locale)).toBe(texts)
  })
})
