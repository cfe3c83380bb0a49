import type { ServerStore, StoredMessage } from '../../../src/server/store/server-store'
import type { HeardSession } from './heard-session'

type GroupEventData = {
  readonly kind?: string
  readonly content?: { readonly event?: string; readonly members?: readonly Person[]; readonly by?: Person }
}
type Person = { readonly user_id: string }

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
        const isDue = messages.map((_, i) => i >= start && (isMine || meant?.[i]?.has(session.userId) === true))
        const heard = session.of(conversationId)
        const fault = compare(isDue, heard, start, this.stayed.has(session))
        if (fault !== undefined)
          faults.push(`${session.userId} ${session.sessionId} in ${conversationId}: ${fault}: from ${start}, heard ${String(heard)}`)
      }
    }
    for (const session of this.sessions)
      for (const conversationId of session.seqs.keys())
        if (!heads.has(conversationId)) faults.push(`${session.sessionId} heard of ${conversationId}, which the store does not have`)
    return faults
  }

  /** For each message of a group who is to have it: its members, with those who come by it and those who go. */
  async #meant(store: ServerStore, messages: readonly StoredMessage[]): Promise<readonly ReadonlySet<string>[]> {
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
      const meant = new Set(members)
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

/** @param isDue of each message, by its `seq` less one */
function compare(isDue: readonly boolean[], heard: readonly number[], start: number, isWhole: boolean): string | undefined {
  if (heard.some((seq, i) => i > 0 && seq <= heard[i - 1]!)) return 'out of order, or twice'
  const fresh = new Set(heard.filter((seq) => seq > start))
  for (const seq of fresh) if (isDue[seq - 1] !== true) return `${seq} was not theirs`
  const end = isWhole ? isDue.length : Math.max(start, ...fresh)
  for (const [from, to] of runsOf(isDue, end)) {
    const got = Array.from({ length: to - from + 1 }, (_, i) => fresh.has(from + i))
    // Who came and went before their node heard of the group at all has nobody who tells.
    if (to < end && got.every((one) => !one)) continue
    if (got.includes(false)) return `of ${from} to ${to} something never came`
  }
  return undefined
}

/** From and to which `seq` each stretch of due messages goes, up to `end`. */
function runsOf(isDue: readonly boolean[], end: number): readonly (readonly [number, number])[] {
  const runs: [number, number][] = []
  for (let seq = 1; seq <= end; seq++) {
    if (isDue[seq - 1] !== true) continue
    if (isDue[seq - 2] === true && runs.length > 0) runs.at(-1)![1] = seq
    else runs.push([seq, seq])
  }
  return runs
}
