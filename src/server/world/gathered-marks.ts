import type { ToldMark } from '../bus/node-bus'
import type { MarkKind, RaisedMarks, ServerStore } from '../store/server-store'
import { StoreUnavailableError } from '../store/store-unavailable-error'
import type { Session, WorldContext } from './session'

/**
 * Milliseconds between two rounds. A mark that comes after a quiet while is written at once; only where one comes after the other
 * does it wait, so long at most. What it changes is what somebody else sees of what this one did, and nobody can tell a quarter of a
 * second there; a longer pause would save little, for 450 marks a second are four statements already.
 */
export const ROUND_MS = 250
/** Until the store is asked again when it was away, ms. */
const AGAIN_MS = 1000
/** Members with marks in one statement: it locks their conversations. */
const MAX_BATCH = 500
/** Members with marks that may wait, some 300 bytes each; strangers drive it. */
export const MAX_WAITING = 10_000

/** What somebody said of one conversation, the furthest of each kind, and where. */
type Waiting = {
  readonly conversationId: string
  readonly userId: string
  readonly seqs: Record<MarkKind, number>
  readonly from: Partial<Record<MarkKind, Session>>
}

/**
 * Marks of all sessions of a node on their way into the store: of a person and conversation the furthest, and all that came since
 * the last round by one statement.
 *
 * ```
 *   idle ── a mark ─▶ write ─▶ pause, ROUND_MS ── marks came ─▶ write …
 *                                └── none ─▶ idle
 * ```
 * They are told when they are stored, never before. Whatever of them ends with the node, clients say again (PROTOCOL 7.4).
 */
export class GatheredMarks {
  readonly #conversations: ServerStore['conversations']
  readonly #context: Pick<WorldContext, 'now' | 'defer' | 'after'>
  readonly #tell: (marks: readonly ToldMark[]) => void
  readonly #waiting = new Map<string, Waiting>()
  #isInRound = false
  #writing: Promise<void> | undefined

  constructor(options: {
    readonly conversations: ServerStore['conversations']
    readonly context: Pick<WorldContext, 'now' | 'defer' | 'after'>
    readonly tell: (marks: readonly ToldMark[]) => void
  }) {
    this.#conversations = options.conversations
    this.#context = options.context
    this.#tell = options.tell
  }

  /**
   * Resolves when it is kept in mind, at once as a rule.
   *
   * @throws StoreUnavailableError when there is no room, nor will there be
   */
  async take(session: Session, kind: MarkKind, conversationId: string, seq: number): Promise<void> {
    const key = `${session.userId} ${conversationId}`
    while (!this.#waiting.has(key) && this.#waiting.size >= MAX_WAITING) await this.#write()
    this.#put(key, { conversationId, userId: session.userId, seqs: { read: 0, delivered: 0, [kind]: seq }, from: { [kind]: session } })
    if (this.#isInRound) return
    this.#isInRound = true
    this.#context.defer(() => void this.#round())
  }

  /** Writes what waits, if the store is there. */
  async close(): Promise<void> {
    try {
      await this.#writing
      while (this.#waiting.size > 0) await this.#write()
    } catch {
      this.#waiting.clear()
    }
  }

  #put(key: string, { seqs, from, ...whose }: Waiting): void {
    const { seqs: before = { read: 0, delivered: 0 }, from: fromBefore = {} } = this.#waiting.get(key) ?? {}
    const furthest = { seqs: { ...before }, from: { ...fromBefore } }
    for (const kind of ['read', 'delivered'] as const) {
      if (seqs[kind] <= before[kind]) continue
      furthest.seqs[kind] = seqs[kind]
      furthest.from[kind] = from[kind]
    }
    this.#waiting.set(key, { ...whose, ...furthest })
  }

  async #round(): Promise<void> {
    let pauseMs = ROUND_MS
    try {
      // Those that come meanwhile are for the next one.
      for (let left = this.#waiting.size; left > 0; left -= MAX_BATCH) await this.#write()
    } catch {
      pauseMs = AGAIN_MS
    }
    this.#context.after(pauseMs, () => {
      if (this.#waiting.size > 0) void this.#round()
      else this.#isInRound = false
    })
  }

  #write(): Promise<void> {
    return (this.#writing ??= this.#writeBatch().finally(() => (this.#writing = undefined)))
  }

  /** @throws StoreUnavailableError; nothing is lost by that */
  async #writeBatch(): Promise<void> {
    const batch = [...this.#waiting].slice(0, MAX_BATCH)
    for (const [key] of batch) this.#waiting.delete(key)
    try {
      await this.#raise(batch.map(([, waiting]) => waiting))
    } catch (error) {
      for (const [key, waiting] of batch) this.#put(key, waiting)
      throw error
    }
  }

  /** Marks that cannot be stored take no others with them. */
  async #raise(batch: readonly Waiting[]): Promise<void> {
    let raised: readonly RaisedMarks[]
    try {
      const marks = batch.map(({ seqs, ...whose }) => ({ ...whose, readSeq: seqs.read, deliveredSeq: seqs.delivered }))
      raised = await this.#conversations.raiseMarks(marks, this.#context.now())
    } catch (error) {
      if (error instanceof StoreUnavailableError) throw error
      if (batch.length > 1) for (const one of batch) await this.#raise([one])
      else for (const session of Object.values(batch[0]!.from)) session.close('overloaded', 'the server could not do this now', 1000)
      return
    }
    const from = new Map(batch.map((waiting) => [`${waiting.userId} ${waiting.conversationId}`, waiting.from]))
    const told = raised.flatMap((marks) => toldOf(marks, from.get(`${marks.userId} ${marks.conversationId}`) ?? {}))
    if (told.length > 0) this.#tell(told)
  }
}

function toldOf({ conversationId, userId, readSeq, deliveredSeq }: RaisedMarks, from: Waiting['from']): readonly ToldMark[] {
  const told: ToldMark[] = []
  if (readSeq !== undefined) told.push({ conversationId, userId, kind: 'read', seq: readSeq, except: from.read?.sessionId })
  // What was read was delivered: nobody has to be told both.
  if (deliveredSeq !== undefined && deliveredSeq > (readSeq ?? 0))
    told.push({ conversationId, userId, kind: 'delivered', seq: deliveredSeq, except: from.delivered?.sessionId })
  return told
}
