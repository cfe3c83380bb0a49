import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSqliteStore } from '../../src/server/store/sqlite-store'
import { countPreparations } from '../helpers/preparations'

const CHAT = 'c2c:alice:bob'

describe('what the server reads again and again', () => {
  const store = openSqliteStore(':memory:')
  beforeAll(async () => {
    for (const userId of ['alice', 'bob'])
      await store.users.create({ userId, name: userId, avatar: '', status: '', passwordHash: '', lastSeen: 0 })
    const data = { content: 'hello' }
    const draft = { conversationId: CHAT, senderId: 'alice', cliMid: '1', type: 'text', data, sentAt: 1 }
    await store.messages.append([{ ...draft, between: ['alice', 'bob'] }])
  })
  afterAll(() => store.close())

  it.each<[string, () => Promise<unknown>]>([
    ['the list', () => store.conversations.views('alice', { since: 0, limit: 9 })],
    ['one conversation of it', () => store.conversations.view(CHAT, 'alice')],
    ['its members', () => store.conversations.members(CHAT)],
    ['its history', () => store.messages.range(CHAT, { from: 1, to: 9, limit: 9 })],
    ['how far one goes', () => store.conversations.heads('alice')],
    ['the tail of all', () => store.messages.tail(0, 9)],
    ['groups left', () => store.conversations.formerGroups('alice', 0)],
    ['a person', () => store.users.get('alice')],
    ['files that one may read', () => store.files.readable('alice', ['f_a', 'f_b'])],
    ['a file that is named', () => store.files.named('f_a')],
    ['an upload', () => store.files.get('f_a')],
    ['people found', () => store.users.search('b', 9)],
  ])('%s is prepared once', async (_name, read) => {
    await read()
    expect(await countPreparations(read)).toBe(0)
  })
})
