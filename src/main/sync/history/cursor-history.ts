import type { ConversationId } from '@shared/ids'
import { type ChatRequests, type HistoryPage, isGoneCode } from '../../kinds/kind/chat-requests'
import type { ChatConversation } from '../../kinds/kind/facts'
import { backoffMs } from '../../lib/backoff'
import type { Clock, Random } from '../../lib/clock'
import type { Logger } from '../../lib/logger'
import { TimerSet } from '../../lib/timer-set'
import type { HistoryEdge } from '../../store/history-edges-table'
import type { Store } from '../../store/store'
import type { StoreWriter } from '../../store/store-writer'
import type { Pace } from './pace'
import type { PageIntake } from '../intake/page-intake'

/** Messages of one page. */
const PAGE = 50
/** Pages of one walk back to what is held; a hole longer than that is left to whoever scrolls there. */
const WALK_PAGES = 20
/** Requests at a time over all conversations. */
const MAX_REQUESTS = 2
/** Milliseconds between looks at what arrived: a push may be lost below one that came. */
const LOOK_MS = 60_000
/** Conversations that such a look goes through, and that it asks about, at most; the others wait for the next. */
const LOOKED_THROUGH = 1000
const ASKED_ABOUT = 100

/** `older`: from the edge on, once; else from the newest on until it meets what is held. */
type Wanted = { readonly conversationId: ConversationId; readonly isOlder: boolean }

type CursorHistoryDeps = {
  readonly store: Store
  readonly writer: StoreWriter
  readonly pages: PageIntake
  readonly api: ChatRequests
  readonly pace: Pace
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
}

/**
 * History where nothing is numbered: page by page from the newest message back (`Features.history`: `cursor`).
 *
 * ```
 *   edge ═══════════ wholeTo ·········· newest held         ═ all of it is held    · there may be holes
 *                       ▲───── page ──── page ── newest     a walk ends where it meets `wholeTo`, which is `newest` then
 *    ▼── page ── edge                                       when somebody scrolls to it
 * ```
 *
 * Nothing tells of a hole: a push that was lost may lie below one that came, in this session or the one before. So only
 * a walk moves `wholeTo`, in the transaction that stores its last page. What lies above is looked at after each list,
 * when somebody opens the conversation, and once a minute while messages come, some conversations at a time.
 */
export class CursorHistory {
  readonly #deps: CursorHistoryDeps
  readonly #timers: TimerSet
  readonly #newest = new Set<ConversationId>()
  readonly #older = new Set<ConversationId>()
  readonly #flying = new Set<ConversationId>()
  readonly #failures = new Map<ConversationId, number>()
  /** Not mine to read: asking again gives the same. */
  readonly #gone = new Set<ConversationId>()
  /** Something came since the last look. */
  readonly #changed = new Set<ConversationId>()
  /** Asked for in this session, where the list does not say what came last. */
  readonly #asked = new Set<ConversationId>()
  #focused: ConversationId | undefined
  #isOnline = false
  /** An answer to a question of an earlier link does not go on. */
  #run = 0

  constructor(deps: CursorHistoryDeps) {
    this.#deps = deps
    this.#timers = new TimerSet(deps.clock)
  }

  online(): void {
    this.#isOnline = true
    this.#run++
    this.#deps.pace.forgive()
  }

  offline(): void {
    this.#isOnline = false
    this.#run++
    this.#timers.clear()
    for (const wishes of [this.#newest, this.#older, this.#flying, this.#gone, this.#changed, this.#asked]) wishes.clear()
    this.#failures.clear()
  }

  close(): void {
    this.offline()
    this.#timers.close()
  }

  /** What the user looks at comes first, and is looked at for holes at once. */
  focus(conversationId: ConversationId | undefined): void {
    this.#focused = conversationId
    if (conversationId !== undefined && this.#changed.delete(conversationId)) this.#wantWhole(conversationId)
    this.pump()
  }

  /** The server named these, and they are in the store with what came last: what was missed of them is fetched. */
  listed(conversations: readonly ChatConversation[]): void {
    for (const { conversationId, lastMessage } of conversations) {
      const isUnsaid = lastMessage === undefined && !this.#asked.has(conversationId)
      if (isUnsaid && !this.#gone.has(conversationId)) this.#newest.add(conversationId)
      else this.#wantWhole(conversationId)
      this.#asked.add(conversationId)
    }
    this.pump()
  }

  /** Something came of these: there may be a hole below it. */
  noteChanged(conversationIds: Iterable<ConversationId>): void {
    if (!this.#isOnline) return
    for (const conversationId of conversationIds) this.#changed.add(conversationId)
    if (this.#changed.size > 0) this.#timers.setOnce('look', LOOK_MS, () => this.#look())
  }

  /** Somebody came to the oldest message that is held. */
  wantOlder(conversationId: ConversationId): void {
    if (this.#gone.has(conversationId) || this.#deps.store.edges.get(conversationId)?.isEnd === true) return
    this.#older.add(conversationId)
    this.#deps.pace.forgive()
    this.pump()
  }

  /** Uses what requests there may be. */
  pump(): void {
    const { writer, pace } = this.#deps
    while (this.#isOnline && writer.blockedBy === undefined && this.#flying.size < MAX_REQUESTS) {
      const { waitMs } = pace
      if (waitMs > 0) return this.#timers.setOnce('pace', waitMs, () => this.pump())
      const wanted = this.#take()
      if (wanted === undefined) return
      this.#flying.add(wanted.conversationId)
      void this.#work(wanted)
    }
  }

  #look(): void {
    let [through, about] = [LOOKED_THROUGH, ASKED_ABOUT]
    for (const conversationId of firstOf(this.#changed, this.#focused)) {
      if (through-- === 0 || about === 0) break
      this.#changed.delete(conversationId)
      if (this.#wantWhole(conversationId)) about--
    }
    this.noteChanged([])
    this.pump()
  }

  /** Wants what is above `wholeTo`; true if anything is. */
  #wantWhole(conversationId: ConversationId): boolean {
    const { edges, messages } = this.#deps.store
    const wholeTo = edges.get(conversationId)?.wholeTo
    const isWhole = wholeTo !== undefined && messages.places.newest(conversationId) <= wholeTo
    const isWanted = !isWhole && !this.#gone.has(conversationId)
    if (isWanted) this.#newest.add(conversationId)
    return isWanted
  }

  #take(): Wanted | undefined {
    for (const wishes of [this.#newest, this.#older]) {
      for (const conversationId of firstOf(wishes, this.#focused)) {
        if (this.#flying.has(conversationId) || this.#timers.dueAt(`retry ${conversationId}`) !== undefined) continue
        wishes.delete(conversationId)
        return { conversationId, isOlder: wishes === this.#older }
      }
    }
    return undefined
  }

  async #work(wanted: Wanted): Promise<void> {
    const { conversationId, isOlder } = wanted
    const run = this.#run
    let isDone = false
    try {
      isDone = isOlder ? await this.#fetchOlder(conversationId, run) : await this.#walk(conversationId, run)
    } catch (error) {
      const reason = error instanceof Error ? error.message : undefined
      this.#deps.logger.error('a walk through history broke off', { conversationId, reason })
    }
    if (run !== this.#run || this.#timers.isClosed) return
    this.#flying.delete(conversationId)
    if (isDone || this.#gone.has(conversationId)) this.#failures.delete(conversationId)
    else this.#later(wanted)
    this.pump()
  }

  /** From the newest page back to what is whole. False when it has to be tried again. */
  async #walk(conversationId: ConversationId, run: number): Promise<boolean> {
    const { store } = this.#deps
    const former = store.edges.get(conversationId)
    const top = former?.wholeTo ?? 0
    let newest = top
    let before: string | undefined
    for (let pages = 1; ; pages++) {
      const page = await this.#page(conversationId, before, run)
      if (page === undefined) return false
      const keys = keysOf(page)
      newest = Math.max(newest, ...keys)
      const hasMet = top > 0 && former !== undefined && Math.min(...keys, Infinity) <= top
      const isLast = hasMet || former === undefined || pages === WALK_PAGES || nextOf(page, before) === undefined
      const isStored = this.#store(conversationId, page, () => {
        if (!isLast) return
        store.edges.set(conversationId, { ...(hasMet ? former : edgeOf(page, before)), wholeTo: newest })
      })
      if (!isStored) return false
      if (isLast) return true
      before = nextOf(page, before)
    }
  }

  async #fetchOlder(conversationId: ConversationId, run: number): Promise<boolean> {
    const { store } = this.#deps
    const edge = store.edges.get(conversationId)
    if (edge?.isEnd === true) return true
    const page = await this.#page(conversationId, edge?.cursor, run)
    if (page === undefined) return false
    // Another road may have moved the edge meanwhile; what this page has is true all the same.
    const now = store.edges.get(conversationId)
    const isSame = now?.cursor === edge?.cursor
    return this.#store(conversationId, page, () => {
      const wholeTo = now?.wholeTo ?? Math.max(0, ...keysOf(page))
      if (isSame) store.edges.set(conversationId, { ...edgeOf(page, edge?.cursor), wholeTo })
    })
  }

  /** One request, in its turn. `undefined` when nothing was answered, or nobody waits for it any more. */
  async #page(conversationId: ConversationId, before: string | undefined, run: number): Promise<HistoryPage | undefined> {
    const { api, pace, logger } = this.#deps
    for (let { waitMs } = pace; waitMs > 0; { waitMs } = pace) {
      await new Promise<void>((resolve) => this.#timers.set(`turn ${conversationId}`, waitMs, resolve))
    }
    pace.begin()
    const page = await api.history({ by: 'cursor', conversationId, before, limit: PAGE })
    pace.end(page.ok && page.value.messages.length > 0)
    if (run !== this.#run || this.#timers.isClosed) return undefined
    if (!page.ok) logger.warn('history could not be read', { conversationId, code: page.error.code })
    if (!page.ok && isGoneCode(page.error.code)) this.#gone.add(conversationId)
    // However much the server says.
    return page.ok ? { ...page.value, messages: page.value.messages.slice(-PAGE) } : undefined
  }

  #store(conversationId: ConversationId, page: HistoryPage, also: () => void): boolean {
    return this.#deps.pages.store(conversationId, page.messages, (changes) => {
      also()
      changes.conversations.add(conversationId)
    })
  }

  #later({ conversationId, isOlder }: Wanted): void {
    const failures = this.#failures.get(conversationId) ?? 0
    this.#failures.set(conversationId, failures + 1)
    const wishes = isOlder ? this.#older : this.#newest
    wishes.add(conversationId)
    this.#timers.set(`retry ${conversationId}`, backoffMs(failures, this.#deps.random), () => this.pump())
  }
}

const keysOf = ({ messages }: HistoryPage): readonly number[] => messages.flatMap(({ orderKey }) => orderKey ?? [])

/** Where the next older page begins. A cursor that leads nowhere is not followed (PROTOCOL 7.7). */
function nextOf({ older, messages }: HistoryPage, before: string | undefined): string | undefined {
  return older === before || messages.length === 0 ? undefined : older
}

function edgeOf(page: HistoryPage, before: string | undefined): Pick<HistoryEdge, 'cursor' | 'isEnd'> {
  const next = nextOf(page, before)
  return { cursor: next ?? before ?? '', isEnd: next === undefined }
}

/** The candidates with `first` in front, if it is one. */
function* firstOf(candidates: ReadonlySet<ConversationId>, first: ConversationId | undefined): Iterable<ConversationId> {
  if (first !== undefined && candidates.has(first)) yield first
  for (const candidate of candidates) if (candidate !== first) yield candidate
}
