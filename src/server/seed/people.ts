import { c2cConversationId, c2gConversationId } from '@protocol/schemas/ids'

/** A topic has its own scenes (`scenes/`). */
export type Topic = 'design' | 'report' | 'oncall' | 'marketing' | 'admin' | 'lunch' | 'chat'

export type DemoUser = {
  readonly userId: string
  readonly name: string
  readonly avatar: string
  readonly status: string
}

export type DemoGroup = {
  readonly groupId: string
  readonly title: string
  readonly notice: string
  readonly members: readonly { readonly userId: string; readonly role: 'owner' | 'admin' | 'member' }[]
  readonly createdAt: number
}

/** Where talk happens: who may speak, about what, and its share of all messages. */
export type Room = {
  readonly conversationId: string
  readonly kind: 'c2c' | 'c2g'
  readonly memberIds: readonly string[]
  readonly topics: readonly Topic[]
  /** Relative; need not sum to anything. */
  readonly share: number
  /** Share of the scenes that are in Chinese, 0–1. */
  readonly chinese: number
}

/** What a colleague is called in a sentence, in Chinese and in English. */
type CallNames = { readonly zh: string; readonly en: string }

type Person = DemoUser & { readonly call: CallNames }

function person(userId: string, name: string, zh: string, status: string): Person {
  const en = userId.charAt(0).toUpperCase() + userId.slice(1)
  return { userId, name, avatar: '', status, call: { zh, en } }
}

const people: readonly Person[] = [
  person('alice', '陈晨 Alice Chen', '陈晨', '产品设计 · Product design'),
  person('bob', '王建国 Bob Wang', '建国', '前端 · Front end'),
  person('carol', '李薇 Carol Li', '李薇', '设计负责人 · Design lead'),
  person('dave', '赵大伟 Dave Zhao', '大伟', '产品经理 · Product'),
  person('erin', 'Erin Silva', 'Erin', 'Marketing, moving to Shanghai'),
  person('frank', '张伟 Frank Zhang', '张伟', '运维 · Operations'),
  person('grace', '刘洋 Grace Liu', '刘洋', '后端 · Back end'),
  person('heidi', '孙悦 Heidi Sun', '孙悦', '市场 · Marketing'),
  person('ivan', 'Ivan Petrov', 'Ivan', 'Security, on call this week'),
  person('judy', '周婷 Judy Zhou', '周婷', '行政 · Office'),
  person('kevin', '吴凯 Kevin Wu', '吴凯', '测试 · QA'),
  person('laura', 'Laura Weber', 'Laura', 'Data, mostly from Berlin'),
]

/** The people of the office. Names hold the Latin first name, so that both spellings are found by a search. */
export const demoUsers: readonly DemoUser[] = people.map(({ userId, name, avatar, status }) => ({
  userId,
  name,
  avatar,
  status,
}))

const byId: ReadonlyMap<string, Person> = new Map(people.map((one) => [one.userId, one]))

function personOf(userId: string): Person {
  const found = byId.get(userId)
  if (found === undefined) throw new RangeError(`nobody is called ${userId}`)
  return found
}

export function nameOf(userId: string): string {
  return personOf(userId).name
}

export function callNameOf(userId: string, language: 'zh' | 'en'): string {
  return personOf(userId).call[language]
}

type GroupPlan = {
  readonly groupId: string
  readonly topic: Topic
  readonly title: string
  readonly notice: string
  /** The owner first, then the admins up to `admins`. */
  readonly memberIds: readonly string[]
  readonly admins: number
  readonly share: number
  readonly chinese: number
}

const everyone = people.map(({ userId }) => userId)

const groupPlans: readonly GroupPlan[] = [
  {
    groupId: 'design-review',
    topic: 'design',
    title: '设计评审组 Design review',
    notice:
      '首页 2.0 评审：周五 15:00，三号会议室。请提前上传稿件。\n' + 'Home page 2.0 review: Friday 15:00, room 3. Upload drafts before.',
    memberIds: ['carol', 'alice', 'bob', 'dave', 'erin', 'heidi', 'kevin', 'grace'],
    admins: 1,
    share: 18,
    chinese: 0.55,
  },
  {
    groupId: 'weekly-report',
    topic: 'report',
    title: '项目周报 Weekly report',
    notice: '每周四 18:00 前更新自己的一页。\nUpdate your page by Thursday 18:00.',
    memberIds: ['dave', 'alice', 'bob', 'carol', 'frank', 'grace', 'heidi', 'kevin', 'laura'],
    admins: 2,
    share: 12,
    chinese: 0.55,
  },
  {
    groupId: 'on-call',
    topic: 'oncall',
    title: '值班 On call',
    notice: '报警先回「在看」，再动手。\n' + 'Say “looking” first, then act. Runbooks: example.com/?wiki=runbooks',
    memberIds: ['frank', 'grace', 'ivan', 'bob', 'kevin', 'laura'],
    admins: 2,
    share: 13,
    chinese: 0.45,
  },
  {
    groupId: 'marketing',
    topic: 'marketing',
    title: '市场推广 Marketing',
    notice: '物料统一放网盘「市场/2.0」。\nAll assets live in Marketing/2.0.',
    memberIds: ['heidi', 'erin', 'alice', 'dave', 'laura', 'judy'],
    admins: 1,
    share: 9,
    chinese: 0.5,
  },
  {
    groupId: 'office-admin',
    topic: 'admin',
    title: '行政通知 Office news',
    notice: '有事找周婷，前台分机 8001。\nAsk Judy, front desk extension 8001.',
    memberIds: ['judy', ...everyone.filter((userId) => userId !== 'judy')],
    admins: 0,
    share: 5,
    chinese: 0.6,
  },
  {
    groupId: 'lunch',
    topic: 'lunch',
    title: '午饭小分队 Lunch club',
    notice: '11:45 电梯口集合，过时不候。\n11:45 at the lifts. We do not wait.',
    memberIds: ['kevin', 'alice', 'bob', 'carol', 'grace', 'judy', 'ivan', 'erin'],
    admins: 0,
    share: 9,
    chinese: 0.55,
  },
]

/** The groups, founded one after the other from `foundedAt` (epoch ms) on. */
export function demoGroups(foundedAt: number): readonly DemoGroup[] {
  return groupPlans.map(({ groupId, title, notice, memberIds, admins }, index) => ({
    groupId,
    title,
    notice,
    members: memberIds.map((userId, place) => ({
      userId,
      role: place === 0 ? 'owner' : place <= admins ? 'admin' : 'member',
    })),
    createdAt: foundedAt + index * 60_000,
  }))
}

type PairPlan = readonly [a: string, b: string, topics: readonly Topic[], share: number, chinese: number]

const pairPlans: readonly PairPlan[] = [
  ['alice', 'bob', ['chat', 'design', 'report'], 14, 0.55],
  ['alice', 'carol', ['design', 'chat'], 4, 0.7],
  ['alice', 'dave', ['report', 'chat'], 3, 0.7],
  ['alice', 'erin', ['marketing', 'chat'], 2.5, 0.1],
  ['alice', 'laura', ['report', 'chat'], 1.5, 0],
  ['alice', 'judy', ['chat', 'admin'], 1, 0.8],
  ['bob', 'grace', ['chat', 'oncall'], 3, 0.6],
  ['bob', 'frank', ['oncall', 'chat'], 2, 0.6],
  ['bob', 'ivan', ['oncall', 'chat'], 2, 0],
  ['bob', 'kevin', ['chat', 'lunch'], 2, 0.7],
  ['carol', 'heidi', ['marketing', 'design'], 1.5, 0.8],
  ['erin', 'heidi', ['marketing', 'chat'], 1.5, 0.2],
  ['frank', 'grace', ['oncall'], 1.5, 0.8],
  ['ivan', 'laura', ['chat', 'report'], 1, 0],
]

/** Every place of the office where people talk. */
export const rooms: readonly Room[] = [
  ...groupPlans.map(({ groupId, topic, memberIds, share, chinese }): Room => ({
    conversationId: c2gConversationId(groupId),
    kind: 'c2g',
    memberIds,
    topics: [topic],
    share,
    chinese,
  })),
  ...pairPlans.map(([a, b, topics, share, chinese]): Room => ({
    conversationId: c2cConversationId(a, b),
    kind: 'c2c',
    memberIds: [a, b],
    topics,
    share,
    chinese,
  })),
]
