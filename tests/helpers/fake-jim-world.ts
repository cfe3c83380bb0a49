import type { Conversation } from '@shared/conversation'
import { asCliMid, asConversationId, asLocalId, asMid, asSeq, asUserId } from '@shared/ids'
import type { Message, MessageContent } from '@shared/message'
import type { GroupMember, Person, Presence, PresenceState } from '@shared/roster'

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

const person = (userId: string, name: string, status: string): Person => ({ userId: asUserId(userId), name, avatar: '', status })

export const ME = person('chenchen', '陈晨', '')
const PEOPLE = [
  person('liwei', '李薇', '设计负责人'),
  person('wangjianguo', '王建国', '前端'),
  person('zhaomin', '赵敏', '产品经理'),
  person('maria', 'Maria Silva', 'Marketing'),
  person('zhangwei', '张伟', '运维'),
  person('liuyang', '刘洋', ''),
  person('sunyue', '孙悦', '市场'),
  person('tom.baker', 'Tom Baker', 'Sales, London office'),
]
const STATES: readonly PresenceState[] = ['online', 'online', 'busy', 'away', 'unavailable', 'busy', 'online', 'unavailable']

const picture = (a: string, b: string): string =>
  `data:image/svg+xml,${encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" width="960" height="600"><defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1"><stop stop-color="${a}"/><stop offset="1" stop-color="${b}"/></linearGradient></defs><rect width="960" height="600" fill="url(#g)"/><circle cx="700" cy="150" r="70" fill="#ffe9b0"/><path d="M0 600 260 260 460 470 600 330 960 600z" fill="#24425e"/></svg>`,
  )}`

type Line = readonly [from: string, content: MessageContent | string, extra?: Partial<Message>]

const DESIGN: readonly Line[] = [
  ['liwei', { kind: 'group_event', event: { event: 'members_added', by: 'liwei', members: [{ userId: 'zhaomin', name: '赵敏' }, { userId: 'maria', name: 'Maria Silva' }] } }],
  ['liwei', '首页第二版已经上传，链接在 https://design.example.com/home/v2 ，请大家今天看完。'],
  ['maria', 'Looks great! The hero copy is still the old one, I will send the new text by noon.'],
  ['zhangwei', { kind: 'link', url: 'https://status.example.com/incidents/42', title: '数据库主从延迟的复盘', desc: '起因、时间线、改进项，供各组参考。', pictureUrl: picture('#9fd8cf', '#2b6f86') }],
  ['wangjianguo', { kind: 'location', lat: 31.23042, lng: 121.4737, name: '人民广场会议中心 3 楼', mapUrl: 'https://map.example.com/?q=31.23042,121.4737' }],
  ['zhaomin', { kind: 'bundle', title: '周会记录', items: ['今天先过一遍首页', '导航要不要收起来？', '收起来，移动端空间太小', '那图标要重画', '我来画'].map((text, i) => ({ senderName: ['李薇', '王建国', '赵敏', '王建国', '李薇'][i] ?? '', content: { kind: 'text', text } })) }],
  ['sunyue', { kind: 'contact', userId: 'tom.baker', name: 'Tom Baker' }],
  ['sunyue', { kind: 'face', symbol: '[:party]' }],
  ['zhangwei', { kind: 'video', url: 'https://files.example.com/demo.mp4', seconds: 74, size: 18_400_000, format: 'mp4', thumbUrl: picture('#c9c3f7', '#5a3ec8') }],
  ['maria', { kind: 'custom', name: 'poll', fallbackText: '投票：周五聚餐吃什么？' }],
  ['maria', { kind: 'unsupported', type: 'hologram', raw: '{}' }],
  ['liwei', { kind: 'recall', targetMid: asMid('1'), targetSeq: asSeq(1), by: asUserId('liwei') }],
  ['chenchen', { kind: 'recalled' }],
  ['liwei', { kind: 'image', url: picture('#7cc4bd', '#3b6a86'), thumbUrl: picture('#7cc4bd', '#3b6a86'), width: 960, height: 600, size: 482_000 }],
  ['chenchen', '看到了，导航清楚很多 👍'],
  ['wangjianguo', '语音说明一下交互的部分'],
  ['wangjianguo', { kind: 'sound', url: 'https://files.example.com/a.amr', seconds: 23, size: 41_200 }],
  ['chenchen', '下午三点评审，我把标注稿发出来。'],
  ['chenchen', { kind: 'file', url: 'https://files.example.com/home_annotated_v2.fig', name: '首页标注稿_v2.fig', size: 19_293_798 }],
  ['zhaomin', '@陈晨 请把上周的转化数据补到第 4 页，评审要用。', { mentionsMe: true, mentions: ['chenchen'] }],
  ['zhaomin', '另外 2.0 的埋点方案今天也要定。'],
  ['liwei', '我这边没问题'],
]

/** Deterministic: the same `now` gives the same world. */
export function makeFakeWorld(now: number): FakeWorld {
  const messages: Message[] = []
  const conversations: Conversation[] = []
  const members: GroupMember[] = []
  const everyone = [ME, ...PEOPLE]
  let nextId = 1

  function add(title: string, peerId: string | undefined, lines: readonly Line[], endAt: number, overrides: Partial<Conversation>, seqStep?: (index: number) => number): void {
    const id = asConversationId(peerId === undefined ? `c2g:g${conversations.length}` : `c2c:${[ME.userId, peerId].sort().join(':')}`)
    let seq = 0
    const own: Message[] = lines.map(([from, content, extra], index) => {
      const sender = everyone.find((candidate) => candidate.userId === from) ?? ME
      const isMine = sender.userId === ME.userId
      seq += seqStep?.(index) ?? 1
      const localId = nextId++
      return {
        localId: asLocalId(localId), conversationId: id, position: seq, seq: asSeq(seq), mid: asMid(String(9_000_000 + localId)),
        ...(isMine ? { cliMid: asCliMid(`01920000-0000-7000-8000-${String(localId).padStart(12, '0')}`) } : {}),
        senderId: sender.userId, senderName: sender.name, senderAvatar: '', isMine,
        content: typeof content === 'string' ? { kind: 'text', text: content } : content,
        mentions: [], mentionsMe: false, at: endAt - (lines.length - 1 - index) * 2 * MINUTE, status: isMine ? 'sent' : 'received',
        ...extra,
      }
    })
    messages.push(...own)
    const last = own.at(-1)
    conversations.push({
      conversationId: id, kind: peerId === undefined ? 'c2g' : 'c2c', title, avatar: '', notice: '',
      ...(peerId === undefined ? {} : { peerId: asUserId(peerId) }),
      membersCount: peerId === undefined ? 9 : 2, lastSeq: seq, readSeq: seq, peerReadSeq: peerId === undefined ? 0 : seq, peerDeliveredSeq: peerId === undefined ? 0 : seq,
      unread: 0, hasUnreadMention: false, ...(last === undefined ? {} : { lastMessage: last }), activeAt: last?.at ?? endAt,
      mutedUntil: 0, isPinned: false, isArchived: false, isMarkedUnread: false, draft: '', hasLeft: false, ...overrides,
    })
    if (peerId !== undefined) return
    for (const [index, entry] of everyone.entries()) {
      members.push({ conversationId: id, userId: entry.userId, name: entry.name, avatar: '', role: index === 1 ? 'owner' : index === 2 ? 'admin' : 'member', readSeq: seq, deliveredSeq: seq })
    }
  }

  const history: Line[] = Array.from({ length: 600 }, (_, i) => [
    PEOPLE[(i * 7) % PEOPLE.length]?.userId ?? 'liwei',
    i % 3 === 0 ? `第 ${i + 1} 条：历史消息，用来检查滚动与分页。` : i % 3 === 1 ? `Older message no. ${i + 1}, a little longer so that it may wrap in a narrow window and show how lines break.` : `好的 ${i + 1}`,
    { at: now - DAY - (600 - i) * 20 * MINUTE },
  ])
  const gapAfter = history.length + 15
  add('设计评审组', undefined, [...history, ...DESIGN], now - 2 * MINUTE, {
    isPinned: true, unread: 3, hasUnreadMention: false, notice: '周五 15:00 评审 2.0 首页，请提前上传稿件。', readSeq: history.length + DESIGN.length,
  }, (index) => (index === gapAfter ? 4 : 1))
  add('王建国', 'wangjianguo', [['wangjianguo', '标注稿什么时候发？'], ['chenchen', '三点前'], ['wangjianguo', '会议室订好了，A301'], ['chenchen', '好的，我下午三点到会议室']], now - 5 * MINUTE, {})
  add('项目周报', undefined, [['zhaomin', '@陈晨 请补充本周进展'], ['zhaomin', '@陈晨 请把风险也写上', { mentionsMe: true }]], now - 30 * MINUTE, { unread: 12, hasUnreadMention: true, readSeq: 0, lastSeq: 12 })
  add('Maria Silva', 'maria', [['maria', 'Which flight do you take tomorrow?']], now - DAY, { draft: '明天的航班是' })
  add('运维值班', undefined, [['zhangwei', '数据库主从延迟恢复']], now - DAY - HOUR, { unread: 128, mutedUntil: now + 90 * DAY, readSeq: 0, lastSeq: 128 })
  add('刘洋', 'liuyang', [['chenchen', { kind: 'file', url: 'https://files.example.com/c.pdf', name: '合同_v3.pdf', size: 1_240_000 }]], now - 3 * DAY, { peerReadSeq: 0, peerDeliveredSeq: 0 })
  add('孙悦', 'sunyue', [['sunyue', { kind: 'sound', url: 'https://files.example.com/b.amr', seconds: 12 }]], now - 3 * DAY - HOUR, {})
  add('市场部 Marketing & Communications EMEA', undefined, [['sunyue', { kind: 'image', url: picture('#f2c6a0', '#a8435c'), width: 800, height: 1000 }]], now - 4 * DAY, {})
  add('Tom Baker', 'tom.baker', [['chenchen', 'Thanks, talk on Monday.'], ['chenchen', 'This one could not go out', { status: 'failed', failure: { code: 'rate_limited', reason: '' } }]], now - 5 * DAY, { peerReadSeq: 0, peerDeliveredSeq: 1 })
  add('空会话', 'zhangwei', [], now - 400 * DAY, {})

  return {
    me: ME,
    people: PEOPLE,
    presence: PEOPLE.map((entry, index) => ({ userId: entry.userId, state: STATES[index] ?? 'online', status: entry.status, lastSeen: now - 3 * HOUR })),
    members,
    conversations: conversations.map((row) => (row.title === '设计评审组' ? { ...row, readSeq: row.lastSeq - 3 } : row)),
    messages,
  }
}
