import { c2gConversationId, receiverIn } from '@protocol/schemas/ids'
import { pickSlots, workingDays } from './calendar'
import { createScriptwriter } from './script-writer'
import { latestTalk } from './latest'
import { demoGroups, demoUsers, nameOf, rooms, type DemoGroup, type DemoUser, type Room } from './people'
import { createSeededRandom, type SeededRandom } from './random'
import { playScene, type SceneMessage } from './scene'

export type DemoMessage = {
  readonly conversationId: string
  readonly kind: 'c2c' | 'c2g'
  readonly senderId: string
  /** A user or a group. */
  readonly receiverId: string
  readonly type: string
  /**
   * The wire's `data` without the header keys (PROTOCOL 4). That of a `recall` is empty: its three keys name a message
   * as the store numbers it.
   */
  readonly content: Readonly<Record<string, unknown>>
  /** Epoch ms. */
  readonly sentAt: number
  readonly mentions?: readonly string[]
  /** Index, among all messages, of the one this quotes. */
  readonly replyToIndex?: number
  /** Index, among all messages, of the one this `recall` takes back. */
  readonly recalls?: number
}

/** How many of the newest messages of others a user has not read. Whoever is not listed has read everything. */
export type DemoRead = { readonly userId: string; readonly conversationId: string; readonly unread: number }

export type DemoOffice = {
  readonly users: readonly DemoUser[]
  readonly groups: readonly DemoGroup[]
  /** Ascending by `sentAt`. */
  readonly messages: readonly DemoMessage[]
  readonly reads: readonly DemoRead[]
}

export type DemoOptions = {
  /** Epoch ms; the newest message is a few minutes older. */
  readonly now: number
  readonly seed?: number
  /** Exactly so many messages; a smaller office also looks back less far. */
  readonly messages?: number
}

const DAY_MS = 86_400_000
/** Groups are founded at half past eight, before the first working day begins. */
const FOUNDING_MS = 8.5 * 3_600_000
const DEFAULT_MESSAGES = 20_000
const DEFAULT_SEED = 20_240_607

/** A message and the room it was said in. */
type Said = { readonly room: Room; readonly message: SceneMessage }

/**
 * A sample office: a year of plausible talk in Chinese and English, then the written hours before `now`. Pure: the
 * same options give the same office.
 */
export function demoOffice({ now, seed = DEFAULT_SEED, messages = DEFAULT_MESSAGES }: DemoOptions): DemoOffice {
  const random = createSeededRandom(seed)
  const latest = latestTalk(now, random)
  const lookBackDays = Math.min(365, Math.max(14, Math.round((365 * messages) / DEFAULT_MESSAGES)))
  const days = workingDays(now - lookBackDays * DAY_MS, latest.startsAt)
  const groups = demoGroups(days[0]! + FOUNDING_MS)
  const earlier = Math.max(0, messages - latest.said.length)
  const said = rooms.flatMap((room, index) => earlierTalk(room, quotaOf(index, earlier), days, groups, random))
  // Too few for all that was written: its end, without the recalls, whose targets may be cut off.
  const end = earlier > 0 || messages === latest.said.length ? latest.said : newestOf(latest.said, messages)
  const all = [...said, ...end].sort((a, b) => a.message.sentAt - b.message.sentAt)
  return { users: demoUsers, groups, messages: numbered(all), reads: readsAmong(latest.reads, end) }
}

function newestOf(said: readonly Said[], count: number): readonly Said[] {
  const kept = said.filter(({ message }) => message.recalls === undefined)
  return [...kept].sort((a, b) => b.message.sentAt - a.message.sentAt).slice(0, count)
}

/** The room's part of so many messages; the rooms' parts sum to exactly that. */
function quotaOf(index: number, messages: number): number {
  const total = rooms.reduce((sum, { share }) => sum + share, 0)
  const upTo = (end: number): number => Math.round((messages * rooms.slice(0, end).reduce((sum, { share }) => sum + share, 0)) / total)
  return upTo(index + 1) - upTo(index)
}

function earlierTalk(room: Room, quota: number, days: readonly number[], groups: readonly DemoGroup[], random: SeededRandom): Said[] {
  if (quota === 0) return []
  const founding = foundingOf(room, groups)
  const write = createScriptwriter(room, random)
  const scenes: ReturnType<typeof write>[] = []
  let left = quota - founding.length
  while (left > 0) {
    const scene = write()
    // The last scene breaks off where the room's part is full.
    const lines = scene.scene.lines.slice(0, left)
    scenes.push({ ...scene, scene: { ...scene.scene, lines } })
    left -= lines.length
  }
  const slots = pickSlots(days, scenes.length, room.topics[0] === 'lunch', random)
  const played = scenes.flatMap(({ scene, cast, language }, index) => playScene(scene, { cast, language, slot: slots[index]!, random }))
  return [...founding, ...played].map((message) => ({ room, message }))
}

/** The notice that a group was made, as the server writes it (PROTOCOL 6). */
function foundingOf(room: Room, groups: readonly DemoGroup[]): SceneMessage[] {
  const group = groups.find(({ groupId }) => room.conversationId === c2gConversationId(groupId))
  if (group === undefined) return []
  const owner = group.members[0]!.userId
  const content = {
    event: 'created',
    by: { user_id: owner, name: nameOf(owner) },
    title: group.title,
    members: group.members.map(({ userId }) => ({ user_id: userId, name: nameOf(userId) })),
    fallback_text: `${nameOf(owner)} 创建了群聊 created the group`,
  }
  return [{ senderId: owner, type: 'custom', content: { kind: 'group.event', content }, sentAt: group.createdAt }]
}

function numbered(all: readonly Said[]): DemoMessage[] {
  const indices = new Map(all.map(({ message }, index) => [message, index]))
  const indexOf = (message: SceneMessage | undefined): number | undefined => (message === undefined ? undefined : indices.get(message))
  return all.map(({ room, message }) => ({
    conversationId: room.conversationId,
    kind: room.kind,
    senderId: message.senderId,
    receiverId: receiverIn(room.conversationId, message.senderId),
    type: message.type,
    content: message.content,
    sentAt: message.sentAt,
    mentions: message.mentions,
    replyToIndex: indexOf(message.replyTo),
    recalls: indexOf(message.recalls),
  }))
}

/** No more can be unread than was said: only the newest messages, where the unread ones are, are counted. */
function readsAmong(reads: readonly DemoRead[], newest: readonly Said[]): DemoRead[] {
  return reads.flatMap((read) => {
    const ofOthers = newest.filter(
      ({ room, message }) => room.conversationId === read.conversationId && message.senderId !== read.userId,
    ).length
    const unread = Math.min(read.unread, ofOthers)
    return unread === 0 ? [] : [{ ...read, unread }]
  })
}
