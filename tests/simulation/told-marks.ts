import { parseConversationId } from '@protocol/schemas/ids'
import type { BusEvent } from '../../src/server/bus/bus'
import type { World } from '../../src/server/world/world'

/** Milliseconds that nodes may take to find each other once all is well, and that a mark may take from one to another then. */
const SETTLED_MS = 5000
const ON_ITS_WAY_MS = 3000

type Mark = { readonly conversationId: string; readonly userId: string; readonly kind: string; readonly seq: number; readonly at: number }

/**
 * Whether a mark that one node tells its sessions is told by every other. One that the bus loses is lost until clients list again
 * (PROTOCOL 7.4), so only those count that are told while all is well; and only in conversations of two, whose members are in the id.
 */
export class ToldMarks {
  readonly #now: () => number
  readonly #marks: Mark[] = []
  /** The furthest that somebody was told at a node, by `reader kind user conversation`. */
  readonly #told = new WeakMap<World, Map<string, number>>()
  readonly #since = new WeakMap<object, number>()
  #wellAt = Infinity

  constructor(now: () => number) {
    this.#now = now
  }

  /** From now on nothing is broken any more. */
  allIsWell(): void {
    this.#wellAt = this.#now()
  }

  /** Of a node, from its start. */
  watch(world: World): void {
    this.#told.set(world, new Map())
    world.sessions.watch((session) => void this.#since.set(session, this.#now()))
  }

  hear(world: World, { to, event }: BusEvent): void {
    if (event.kind !== 'push' || (event.type !== 'read' && event.type !== 'delivered')) return
    const data = event.data as { readonly conversation_id: string; readonly up_to_seq: number; readonly user_id: string }
    const mark = { conversationId: data.conversation_id, userId: data.user_id, kind: event.type, seq: data.up_to_seq, at: this.#now() }
    const told = this.#told.get(world)
    for (const reader of to) {
      const key = keyOf(reader, mark)
      told?.set(key, Math.max(told.get(key) ?? 0, mark.seq))
    }
    if (mark.at >= this.#wellAt + SETTLED_MS) this.#marks.push(mark)
  }

  /** A line for each that was not told to whoever was connected to one of these nodes all the while. */
  missing(worlds: readonly World[]): readonly string[] {
    const due = this.#marks.filter(({ at }) => at <= this.#now() - ON_ITS_WAY_MS)
    return due.flatMap((mark) => {
      const parts = parseConversationId(mark.conversationId)
      const readers = parts?.kind === 'c2c' ? [...new Set(parts.users)] : []
      return worlds.flatMap((world) => readers.filter((reader) => this.#lacks(world, reader, mark)).map((reader) => lineOf(reader, mark)))
    })
  }

  #lacks(world: World, reader: string, mark: Mark): boolean {
    const isHere = world.sessions.of(reader).some((session) => (this.#since.get(session) ?? Infinity) <= mark.at - SETTLED_MS)
    return isHere && (this.#told.get(world)?.get(keyOf(reader, mark)) ?? 0) < mark.seq
  }
}

function keyOf(reader: string, { kind, userId, conversationId }: Mark): string {
  return `${reader} ${kind} ${userId} ${conversationId}`
}

function lineOf(reader: string, { conversationId, userId, kind, seq }: Mark): string {
  return `${reader} was not told at every node that ${userId} has ${kind} ${conversationId} up to ${seq}`
}
