import type { ServerStore, StoredMessage } from '../../../src/server/store/server-store'
import type { HeardSession } from './heard-session'

type GroupEventData = {
  readonly kind?: string
  readonly content?: { readonly event?: string; readonly members?: readonly Person[]; readonly by?: Person }
}
type Person = { readonly user_id: string }
/** Who is to have a message of a group: its members, with those who come by it and those who go. */
type Meant = { readonly members: ReadonlySet<string>; readonly leaving: readonly string[] }
/** Whether a message is somebody's; `last`: it is the one by which they go. */
type Due = boolean | 'last'

/** What every session should have heard, by the store, and what it heard. */
export class NodesVerdict {
  readonly sessions = new Set<HeardSession>()
  /** Those that were there at the end. */
  readonly stayed = new Set<HeardSession>()

  async faults(store: ServerStore): Promise<readonly string[]> {
    const faults: string[] = []
    const heads = new Map<string, number>()
    for (const { conversationId, seq } of await store.messages.tail(0, 1e6)) heads.set(conversationId, seq)
    for (const [conversationId, last] of heads) {
      const messages = await store.messages.range(conversationId, { from: 1, to: last, limit: last })
      const meant = conversationId.startsWith('c2c:') ? undefined : await this.#meant(store, messages)
      for (const session of this.sessions) {
        const start = session.heads.get(conversationId) ?? 0
        const isMine = meant === undefined && conversationId.split(':').slice(1).includes(session.userId)
        const due = messages.map((_, i) => isMine || dueOf(session.userId, meant?.[i]))
        const heard = session.of(conversationId)
        const fault = compare(due, heard, start, this.stayed.has(session))
        if (fault !== undefined)
          faults.push(`${session.userId} ${session.sessionId} in ${conversationId}: ${fault}: from ${start}, heard ${String(heard)}`)
      }
    }
    for (const session of this.sessions)
      for (const conversationId of session.seqs.keys())
        if (!heads.has(conversationId)) faults.push(`${session.sessionId} heard of ${conversationId}, which the store does not have`)
    return faults
  }

  /** For each message of a group who is to have it. */
  async #meant(store: ServerStore, messages: readonly StoredMessage[]): Promise<readonly Meant[]> {
    // Whoever is in it now and came by no message, or went by one without having come, was there from the beginning.
    const members = new Set(await store.conversations.memberIds(messages[0]!.conversationId))
    for (const { data } of [...messages].reverse()) {
      const { joining, leaving } = changeOf(data as GroupEventData)
      for (const userId of leaving) members.add(userId)
      for (const userId of joining) members.delete(userId)
    }
    return messages.map(({ data }) => {
      const { joining, leaving } = changeOf(data as GroupEventData)
      for (const userId of joining) members.add(userId)
      const meant = { members: new Set(members), leaving }
      for (const userId of leaving) members.delete(userId)
      return meant
    })
  }
}

function changeOf({ kind, content }: GroupEventData): { readonly joining: readonly string[]; readonly leaving: readonly string[] } {
  const ids = (content?.members ?? []).map(({ user_id }) => user_id)
  if (kind !== 'group.event') return { joining: [], leaving: [] }
  if (content?.event === 'members_added') return { joining: ids, leaving: [] }
  if (content?.event === 'members_removed') return { joining: [], leaving: ids }
  if (content?.event === 'left') return { joining: [], leaving: [content.by?.user_id ?? ''] }
  return { joining: [], leaving: [] }
}

function dueOf(userId: string, meant: Meant | undefined): Due {
  if (meant?.members.has(userId) !== true) return false
  return meant.leaving.includes(userId) ? 'last' : true
}

/** @param due of each message, by its `seq` less one */
function compare(due: readonly Due[], heard: readonly number[], start: number, isWhole: boolean): string | undefined {
  if (heard.some((seq, i) => i > 0 && seq <= heard[i - 1]!)) return 'out of order, or twice'
  const fresh = new Set(heard.filter((seq) => seq > start))
  for (const seq of fresh) if ((due[seq - 1] ?? false) === false) return `${seq} was not theirs`
  const end = isWhole ? due.length : Math.max(start, ...fresh)
  for (const [from, to] of staysOf(due, end)) {
    const first = Math.max(from, start + 1)
    const got = Array.from({ length: Math.max(0, to - first + 1) }, (_, i) => fresh.has(first + i))
    // Who came and went before their node heard of it is told that they are out of it, or nothing.
    if (from > start && due[to - 1] === 'last' && !got.slice(0, -1).includes(true)) continue
    if (got.includes(false)) return `of ${first} to ${to} something never came`
  }
  return undefined
}

/** From and to which `seq` somebody is there, each time, up to `end`. */
function staysOf(due: readonly Due[], end: number): readonly (readonly [number, number])[] {
  const stays: [number, number][] = []
  for (let seq = 1; seq <= end; seq++) {
    if (due[seq - 1] === false) continue
    if (due[seq - 2] === true && stays.length > 0) stays.at(-1)![1] = seq
    else stays.push([seq, seq])
  }
  return stays
}
