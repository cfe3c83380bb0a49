import type { Conversation } from '@shared/conversation'
import { asConversationId, asUserId } from '@shared/ids'
import { beforeAll, describe, expect, it } from 'vitest'
import { countUnread, type ListFilter, listConversations, neighbour } from '../../src/renderer/src/model/conversation-list'
import { loadPinyin } from '../../src/renderer/src/model/match-text'

beforeAll(() => loadPinyin())

function row(id: string, change: Partial<Conversation> = {}): Conversation {
  return {
    conversationId: asConversationId(id),
    kind: 'c2c',
    title: id,
    avatar: '',
    notice: '',
    membersCount: 2,
    lastSeq: 1,
    readSeq: 1,
    peerReadSeq: 0,
    peerDeliveredSeq: 0,
    unread: 0,
    hasUnreadMention: false,
    activeAt: 0,
    mutedUntil: 0,
    isPinned: false,
    isArchived: false,
    isMarkedUnread: false,
    draft: '',
    hasLeft: false,
    ...change,
  }
}

const rows = [
  row('old', { activeAt: 1 }),
  row('new', { activeAt: 9, unread: 2 }),
  row('pinned', { activeAt: 0, isPinned: true }),
  row('group', { activeAt: 5, kind: 'c2g', unread: 4, hasUnreadMention: true }),
  row('marked', { activeAt: 3, isMarkedUnread: true }),
  row('archived', { activeAt: 8, isArchived: true, unread: 7 }),
  row('王建国', { activeAt: 2, peerId: asUserId('jianguo.wang') }),
]
const ids = (filter: ListFilter, query = ''): string[] => listConversations(rows, filter, query).map((found) => found.conversationId)

describe('conversation list', () => {
  it('puts pinned first, then the newest', () => {
    expect(ids('all')).toEqual(['pinned', 'new', 'group', 'marked', '王建国', 'old'])
  })

  it.each([
    ['unread', ['new', 'group', 'marked']],
    ['mentions', ['group']],
    ['groups', ['group']],
    ['archived', ['archived']],
  ] as const)('filters %s', (filter, expected) => {
    expect(ids(filter)).toEqual(expected)
  })

  it.each(['王', '建国', 'wangjian', 'wjg', 'WJG', 'jianguo.w'])('finds 王建国 by %s', (query) => {
    expect(ids('all', query)).toEqual(['王建国'])
  })

  it('searches the archive too, whatever the filter', () => {
    expect(ids('groups', 'archi')).toEqual(['archived'])
  })

  it('counts unread without muted and archived ones; a mark by hand counts as one', () => {
    expect(countUnread([...rows, row('muted', { unread: 50, mutedUntil: 2000 })], 1000)).toBe(7)
    expect(countUnread([row('was muted', { unread: 50, mutedUntil: 2000 })], 3000)).toBe(50)
  })

  it('steps to the neighbour and stays at the ends', () => {
    const shown = listConversations(rows, 'all', '')
    expect(neighbour(shown, 'pinned', 1)?.conversationId).toBe('new')
    expect(neighbour(shown, 'pinned', -1)).toBeUndefined()
    expect(neighbour(shown, undefined, 1)?.conversationId).toBe('pinned')
  })
})
