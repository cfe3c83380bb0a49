import { asUserId } from '@shared/ids'
import { beforeAll, describe, expect, it } from 'vitest'
import { sampleConversation } from '../main/sample-message'
import { listConversations } from '../../src/renderer/src/model/conversation-list'
import { openSqliteStore } from '../../src/server/store/sqlite-store'
import { openTestStore } from './helpers'
import { loadPinyin } from '../../src/renderer/src/model/match-text'

beforeAll(() => loadPinyin())

const NAMES: readonly (readonly [userId: string, name: string])[] = [
  ['lv', '吕布'],
  ['bob', 'Bob Wang 王建国'],
  ['wide', 'Ｃａｒｏｌ'],
  ['laci', 'Kovács László'],
  ['viet', 'Nguyễn Thị Đào'],
  ['tw', '陳會議'],
  ['desk', 'Service 138-0013-8000'],
  ['som', 'สมชาย'],
  ['ops', 'Ops 🚀'],
]

/** The three places where a person is looked for: the list of chats, the people of this device, the server's directory. */
async function foundBy(query: string): Promise<readonly (readonly string[])[]> {
  const { roster } = openTestStore()
  roster.upsertPeople(NAMES.map(([userId, name]) => ({ userId: asUserId(userId), name, avatar: '', status: '' })))
  const chats = NAMES.map(([userId, title]) =>
    sampleConversation({ conversationId: `c2c:${userId}:zoe` as never, kind: 'c2c', title, peerId: asUserId(userId) }),
  )
  const server = openSqliteStore(':memory:')
  for (const [userId, name] of NAMES) {
    await server.users.create({ userId, name, avatar: '', status: '', passwordHash: '', lastSeen: 0 })
  }
  const directory = await server.users.search(query, 99)
  await server.close()
  return [
    listConversations(chats, 'all', query).map(({ peerId }) => peerId ?? ''),
    roster.searchPeople(query).map(({ userId }) => userId),
    directory.map(({ userId }) => userId),
  ]
}

describe('the list, the switcher and the directory', () => {
  it.each([
    ['lü', 'lv'],
    ['lvbu', 'lv'],
    ['lübu', 'lv'],
    ['Ｂｏｂ', 'bob'],
    ['王建', 'bob'],
    ['wangjg', undefined],
    ['carol', 'wide'],
    ['CAROL', 'wide'],
    ['laszlo', 'laci'],
    ['kovács', 'laci'],
    ['nguyen thi dao', 'viet'],
    ['Đào', 'viet'],
    ['陈会', 'tw'],
    ['chenhuiyi', 'tw'],
    ['13800138000', 'desk'],
    ['138-0013-', 'desk'],
    ['138 0013', 'desk'],
    ['สม', 'som'],
    ['🚀', 'ops'],
    ['nobody', undefined],
  ])('agree about %s: %s', async (query, userId) => {
    const expected = userId === undefined ? [] : [userId]
    expect(await foundBy(query)).toEqual([expected, expected, expected])
  })
})
