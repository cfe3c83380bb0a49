import type { Conversation } from '@shared/conversation'
import { asCliMid, asConversationId, asLocalId, asMid, asSeq, asUserId } from '@shared/ids'
import type { Message } from '@shared/message'
import type { GroupMember, Person, Presence, Role } from '@shared/roster'
import { DESIGN, type Line, ME, PEOPLE, picture, STATES } from './fake-jim-sample'

/** Sample people, conversations and history for `FakeJim`, in both languages and of all kinds. */
export type FakeWorld = {
  readonly me: Person
  readonly people: readonly Person[]
  readonly presence: readonly Presence[]
  readonly members: readonly GroupMember[]
  readonly conversations: readonly Conversation[]
  readonly messages: readonly Message[]
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Deterministic: the same `now` gives the same world. */
export function makeFakeWorld(now: number): FakeWorld {
  const messages: Message[] = []
  const conversations: Conversation[] = []
  const members: GroupMember[] = []
  const everyone = [ME, ...PEOPLE]
  let nextId = 1

  function add(
    title: string,
    peerId: string | undefined,
    lines: readonly Line[],
    endAt: number,
    overrides: Partial<Conversation>,
    seqStep?: (index: number) => number,
    ownRole: Role = 'member',
  ): void {
    const id = asConversationId(peerId === undefined ? `c2g:g${conversations.length}` : `c2c:${[ME.userId, peerId].sort().join(':')}`)
    let seq = 0
    const own: Message[] = lines.map(([from, content, extra], index) => {
      const sender = everyone.find((candidate) => candidate.userId === from) ?? ME
      const isMine = sender.userId === ME.userId
      seq += seqStep?.(index) ?? 1
      const localId = nextId++
      return {
        localId: asLocalId(localId),
        conversationId: id,
        position: seq,
        seq: asSeq(seq),
        mid: asMid(String(9_000_000 + localId)),
        ...(isMine ? { cliMid: asCliMid(`01920000-0000-7000-8000-${String(localId).padStart(12, '0')}`) } : {}),
        senderId: sender.userId,
        senderName: sender.name,
        senderAvatar: '',
        isMine,
        content: typeof content === 'string' ? { kind: 'text', text: content } : content,
        mentions: [],
        mentionsMe: false,
        at: endAt - (lines.length - 1 - index) * 2 * MINUTE,
        status: isMine ? 'sent' : 'received',
        ...extra,
      }
    })
    messages.push(...own)
    const last = own.at(-1)
    conversations.push({
      conversationId: id,
      kind: peerId === undefined ? 'c2g' : 'c2c',
      title,
      avatar: '',
      notice: '',
      ...(peerId === undefined ? {} : { peerId: asUserId(peerId) }),
      membersCount: peerId === undefined ? 9 : 2,
      lastSeq: seq,
      readSeq: seq,
      peerReadSeq: peerId === undefined ? 0 : seq,
      peerDeliveredSeq: peerId === undefined ? 0 : seq,
      unread: 0,
      hasUnreadMention: false,
      ...(last === undefined ? {} : { lastMessage: last }),
      activeAt: last?.at ?? endAt,
      mutedUntil: 0,
      isPinned: false,
      isArchived: false,
      isMarkedUnread: false,
      draft: '',
      hasLeft: false,
      ...overrides,
    })
    if (peerId !== undefined) return
    for (const [index, entry] of everyone.entries()) {
      members.push({
        conversationId: id,
        userId: entry.userId,
        name: entry.name,
        avatar: '',
        role: index === 0 ? ownRole : index === 1 ? (ownRole === 'owner' ? 'member' : 'owner') : index === 2 ? 'admin' : 'member',
        readSeq: Math.max(0, seq - index),
        deliveredSeq: seq,
      })
    }
  }

  const history: Line[] = Array.from({ length: 600 }, (_, i) => [
    PEOPLE[(i * 7) % PEOPLE.length]?.userId ?? 'liwei',
    i % 3 === 0
      ? `第 ${i + 1} 条：历史消息，用来检查滚动与分页。`
      : i % 3 === 1
        ? `Older message no. ${i + 1}, a little longer so that it may wrap in a narrow window and show how lines break.`
        : `好的 ${i + 1}`,
    { at: now - DAY - (600 - i) * 20 * MINUTE },
  ])
  const gapAfter = history.length + 15
  add(
    '设计评审组',
    undefined,
    [...history, ...DESIGN],
    now - 2 * MINUTE,
    {
      isPinned: true,
      unread: 3,
      hasUnreadMention: false,
      notice: '周五 15:00 评审 2.0 首页，请提前上传稿件。',
      readSeq: history.length + DESIGN.length,
    },
    (index) => (index === gapAfter ? 4 : 1),
    'owner',
  )
  add(
    '王建国',
    'wangjianguo',
    [
      ['wangjianguo', '标注稿什么时候发？'],
      ['chenchen', '三点前'],
      ['wangjianguo', '会议室订好了，A301'],
      ['chenchen', '好的，我下午三点到会议室'],
    ],
    now - 5 * MINUTE,
    {},
  )
  add(
    '项目周报',
    undefined,
    [
      ['zhaomin', '@陈晨 请补充本周进展'],
      ['zhaomin', '@陈晨 请把风险也写上', { mentionsMe: true }],
    ],
    now - 30 * MINUTE,
    { unread: 12, hasUnreadMention: true, readSeq: 0, lastSeq: 12 },
  )
  add('Maria Silva', 'maria', [['maria', 'Which flight do you take tomorrow?']], now - DAY, { draft: '明天的航班是' })
  add('运维值班', undefined, [['zhangwei', '数据库主从延迟恢复']], now - DAY - HOUR, {
    unread: 128,
    mutedUntil: now + 90 * DAY,
    readSeq: 0,
    lastSeq: 128,
  })
  add(
    '刘洋',
    'liuyang',
    [['chenchen', { kind: 'file', url: 'https://files.example.com/c.pdf', name: '合同_v3.pdf', size: 1_240_000 }]],
    now - 3 * DAY,
    { peerReadSeq: 0, peerDeliveredSeq: 0 },
  )
  add('孙悦', 'sunyue', [['sunyue', { kind: 'sound', url: 'https://files.example.com/b.amr', seconds: 12 }]], now - 3 * DAY - HOUR, {})
  add(
    '市场部 Marketing & Communications EMEA',
    undefined,
    [['sunyue', { kind: 'image', url: picture('#f2c6a0', '#a8435c'), width: 800, height: 1000 }]],
    now - 4 * DAY,
    {},
  )
  add(
    'Tom Baker',
    'tom.baker',
    [
      ['chenchen', 'Thanks, talk on Monday.'],
      ['chenchen', 'This one could not go out', { status: 'failed', failure: { code: 'rate_limited', reason: '' } }],
    ],
    now - 5 * DAY,
    { peerReadSeq: 0, peerDeliveredSeq: 1 },
  )
  add('空会话', 'zhangwei', [], now - 400 * DAY, {})

  return {
    me: ME,
    people: PEOPLE,
    presence: PEOPLE.map((entry, index) => ({
      userId: entry.userId,
      state: STATES[index] ?? 'online',
      status: entry.status,
      lastSeen: now - 3 * HOUR,
    })),
    members,
    conversations: conversations.map((row) => (row.title === '设计评审组' ? { ...row, readSeq: row.lastSeq - 3 } : row)),
    messages,
  }
}
