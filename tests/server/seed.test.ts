import { describe, expect, it } from 'vitest'
import { contentSchemas, HEADER_KEYS, parseContent } from '@protocol/schemas/chat'
import { c2cConversationId, c2gConversationId, conversationIdSchema, idSchema } from '@protocol/schemas/ids'
import { demoOffice, type DemoMessage } from '../../src/server/seed/demo-office'
import { SAMPLE_PICTURES } from '../../src/server/seed/samples/sample-pictures'

const NOW = Date.UTC(2024, 5, 7, 6, 30)
const DAY_MS = 86_400_000
const office = demoOffice({ now: NOW })

function textOf(message: DemoMessage): string {
  return String(message.content['content'])
}

const texts = office.messages.filter(({ type }) => type === 'text')

function byConversation(messages: readonly DemoMessage[]): Map<string, DemoMessage[]> {
  const grouped = new Map<string, DemoMessage[]>()
  for (const message of messages) {
    const said = grouped.get(message.conversationId) ?? []
    said.push(message)
    grouped.set(message.conversationId, said)
  }
  return grouped
}

describe('the sample office', () => {
  it('has twelve people whose names hold their Latin first name', () => {
    expect(office.users).toHaveLength(12)
    for (const { userId, name } of office.users) {
      expect(idSchema.safeParse(userId).success).toBe(true)
      expect(name.toLowerCase()).toContain(userId)
    }
    expect(office.users.slice(0, 4).map(({ userId }) => userId)).toEqual(['alice', 'bob', 'carol', 'dave'])
  })

  it('has six groups, each with one owner and members that exist', () => {
    const userIds = new Set(office.users.map(({ userId }) => userId))
    expect(office.groups).toHaveLength(6)
    for (const { groupId, members, notice } of office.groups) {
      expect(idSchema.safeParse(groupId).success).toBe(true)
      expect(notice).not.toBe('')
      expect(members.filter(({ role }) => role === 'owner')).toHaveLength(1)
      expect(new Set(members.map(({ userId }) => userId)).size).toBe(members.length)
      expect(members.every(({ userId }) => userIds.has(userId))).toBe(true)
    }
  })

  const sizes = [0, 1, 7, 60, 107, 113, 120, 500, 3_000, 20_000, 60_000]
  it.each(sizes)('has exactly %d messages when asked', (messages) => {
    const asked = demoOffice({ now: NOW, messages })
    expect(asked.messages).toHaveLength(messages)
    for (const { userId, conversationId, unread } of asked.reads) {
      const ofOthers = asked.messages.filter((one) => one.conversationId === conversationId && one.senderId !== userId)
      expect(unread).toBeLessThanOrEqual(ofOthers.length)
    }
    for (const message of asked.messages) {
      if (message.type === 'recall') expect(asked.messages[message.recalls!]).toBeDefined()
    }
  })

  it('is the same for the same seed and another for another', () => {
    expect(demoOffice({ now: NOW })).toEqual(office)
    expect(demoOffice({ now: NOW, seed: 2, messages: 500 })).not.toEqual(demoOffice({ now: NOW, messages: 500 }))
  })

  it('runs through the last year in order, up to a few minutes ago between alice and bob', () => {
    const times = office.messages.map(({ sentAt }) => sentAt)
    expect(times).toEqual([...times].sort((a, b) => a - b))
    expect(times.every(Number.isInteger)).toBe(true)
    expect(times[0]).toBeLessThan(NOW - 360 * DAY_MS)
    expect(times[0]).toBeGreaterThanOrEqual(NOW - 367 * DAY_MS)
    expect(times.at(-1)).toBeLessThan(NOW - 60_000)
    expect(times.at(-1)).toBeGreaterThan(NOW - 10 * 60_000)
    expect(office.messages.at(-1)?.conversationId).toBe('c2c:alice:bob')
    expect(office.groups.every(({ createdAt }) => createdAt <= times[0]! + 3_600_000)).toBe(true)
  })

  it('works on weekdays in Shanghai, but for the hours just before now', () => {
    const earlier = office.messages.filter(({ sentAt }) => sentAt < NOW - DAY_MS)
    const offHours = earlier.filter(({ sentAt }) => {
      const local = new Date(sentAt + 8 * 3_600_000)
      const isWeekday = local.getUTCDay() >= 1 && local.getUTCDay() <= 5
      return !isWeekday || local.getUTCHours() < 8 || local.getUTCHours() >= 20
    })
    expect(offHours).toEqual([])
  })

  it('names conversations, senders and receivers that belong together', () => {
    const members = new Map(office.groups.map((group) => [group.groupId, group.members.map(({ userId }) => userId)]))
    for (const { conversationId, kind, senderId, receiverId, mentions = [] } of office.messages) {
      expect(conversationIdSchema.safeParse(conversationId).success).toBe(true)
      if (kind === 'c2c') {
        expect(conversationId).toBe(c2cConversationId(senderId, receiverId))
        expect(mentions).toEqual([])
      } else {
        expect(conversationId).toBe(c2gConversationId(receiverId))
        expect(members.get(receiverId)).toContain(senderId)
        for (const mention of mentions) expect(['*', ...members.get(receiverId)!]).toContain(mention)
      }
    }
  })

  it('holds valid content of every kind, and one kind that nobody knows', () => {
    const kinds = new Set(office.messages.map(({ type }) => type))
    const known = Object.keys(contentSchemas).filter((type) => type !== 'recalled')
    expect([...kinds].sort()).toEqual([...known, 'poll'].sort())
    for (const { type, content } of office.messages) {
      expect(Object.keys(content).filter((key) => HEADER_KEYS.has(key))).toEqual([])
      if (type === 'poll') continue
      // What a recall takes back is named by the store.
      const whole = type === 'recall' ? { target_mid: '1', target_seq: 1, by: 'alice' } : content
      expect(parseContent(type, whole), `${type} ${JSON.stringify(content)}`).toBeDefined()
    }
  })

  it('leaves no slot, choice or mention unfilled', () => {
    const said = office.messages.filter(({ type }) => !['image', 'video'].includes(type))
    for (const { content } of said) {
      expect(JSON.stringify(content)).not.toMatch(/\{\w+\}|<[^<>]*\||@[A-D]\b|undefined/)
    }
  })

  it('names for every picture one that can be drawn, as large as it says', () => {
    const named = office.messages.filter(({ type }) => type === 'image').map(({ content }) => content)
    expect(new Set(named.map(({ name }) => name)).size).toBe(SAMPLE_PICTURES.length)
    for (const { name, width, height } of named) expect(SAMPLE_PICTURES).toContainEqual({ name, width, height })
  })

  it('quotes and recalls earlier messages of the same conversation, and recalls only its own', () => {
    for (const [index, { conversationId, senderId, replyToIndex, recalls }] of office.messages.entries()) {
      for (const target of [replyToIndex, recalls]) {
        if (target === undefined) continue
        expect(target).toBeLessThan(index)
        expect(office.messages[target]?.conversationId).toBe(conversationId)
      }
      if (recalls !== undefined) expect(office.messages[recalls]?.senderId).toBe(senderId)
    }
    const recalled = new Set(office.messages.map(({ recalls }) => recalls))
    recalled.delete(undefined)
    expect(office.messages.filter(({ replyToIndex }) => recalled.has(replyToIndex))).toEqual([])
  })

  it('does not repeat itself', () => {
    const counts = new Map<string, number>()
    for (const message of texts) counts.set(textOf(message), (counts.get(textOf(message)) ?? 0) + 1)
    expect(Math.max(...counts.values())).toBeLessThan(office.messages.length * 0.015)
    for (const said of byConversation(office.messages).values()) {
      for (const [index, message] of said.entries()) {
        const before = said[index - 1]
        if (before?.type !== message.type) continue
        expect(message.content).not.toEqual(before.content)
      }
    }
  })

  it('speaks Chinese and English, each at least a third of the time', () => {
    const names = office.users.map(({ name }) => `@${name}`)
    const chinese = texts.filter((message) => {
      const words = names.reduce((text, name) => text.replaceAll(name, ''), textOf(message))
      return /\p{Script=Han}/u.test(words)
    })
    expect(chinese.length).toBeGreaterThan(texts.length / 3)
    expect(texts.length - chinese.length).toBeGreaterThan(texts.length / 3)
  })

  it('opens as well on any day and at any hour', () => {
    for (let hours = 0; hours < 8 * 24; hours += 7) {
      const now = NOW + hours * 3_600_000
      const { messages } = demoOffice({ now, messages: 300 })
      const times = messages.map(({ sentAt }) => sentAt)
      expect(times).toEqual([...times].sort((a, b) => a - b))
      expect(messages.at(-1)?.conversationId).toBe('c2c:alice:bob')
      expect(times.at(-1)).toBeLessThan(now)
      for (const said of byConversation(messages).values()) {
        expect(new Set(said.map(({ sentAt }) => sentAt)).size).toBe(said.length)
      }
    }
  })

  it.each(['alice', 'bob'])('leaves %s a few unread conversations and one unread mention in a group', (userId) => {
    const own = office.reads.filter((read) => read.userId === userId)
    expect(own.length).toBeGreaterThanOrEqual(3)
    const unread = own.flatMap((read) => {
      const said = office.messages.filter(({ conversationId }) => conversationId === read.conversationId)
      const newest = said.filter(({ senderId }) => senderId !== userId).slice(-read.unread)
      // Whoever writes has read what came before.
      const ownLast = said.filter(({ senderId }) => senderId === userId).at(-1)
      if (ownLast !== undefined) expect(said.indexOf(newest[0]!)).toBeGreaterThan(said.indexOf(ownLast))
      return newest
    })
    const mentions = unread.filter((message) => message.mentions?.includes(userId))
    expect(mentions).toHaveLength(1)
    expect(mentions[0]?.kind).toBe('c2g')
  })
})
