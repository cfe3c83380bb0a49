import type { ConversationId } from '@shared/ids'
import { type ChatRequests, type HistoryPage, isGoneCode } from '../../kinds/kind/chat-requests'
import type { ChatConversation, ChatMessage } from '../../kinds/kind/facts'
import { backoffMs } from '../../lib/backoff'
import type { Clock, Random } from '../../lib/clock'
import type { Logger } from '../../lib/logger'
import { TimerSet } from '../../lib/timer-set'
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
/** The newest key of each conversation below which nothing is missing, while what came after it is not known to be whole. */
const TOPS_KEY = 'sync.cursor_tops'

type Tops = Readonly<Record<string, number>>

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
 *   newest ── page ── page ──▶ what was held before: whole from there down to the edge
 *                     └──────▶ nothing was, or it is too far: the edge is here from now on
 *   edge ── page ──▶ edge                             when somebody scrolls to it
 * ```
 *
 * Everything from the newest message down to the *edge* is held. A message that arrives while nobody has looked for what
 * was missed may stand above a hole, which nothing tells: so the newest key from before (the *top*) is on disk before
 * the first message of a session is, and a walk ends only where it comes down to it.
 */
export class CursorHistory {
  readonly #deps: CursorHistoryDeps
  readonly #timers: TimerSet
  /** What is above these keys is not known to be whole. */
  readonly #tops = new Map<ConversationId, number>()
  readonly #newest = new Set<ConversationId>()
  readonly #older = new Set<ConversationId>()
  readonly #flying = new Set<ConversationId>()
  readonly #failures = new Map<ConversationId, number>()
  /** Not mine to read: asking again gives the same. */
  readonly #gone = new Set<ConversationId>()
  #focused: ConversationId | undefined
  #isOnline = false
  /** An answer to a question of an earlier link does not go on. */
  #run = 0

  constructor(deps: CursorHistoryDeps) {
    this.#deps = deps
    this.#timers = new TimerSet(deps.clock)
  }

  /** Before the first fact of the session: remembers up to where everything is held. */
  online(): void {
    const { store, writer, pace } = this.#deps
    this.#isOnline = true
    this.#run++
    pace.forgive()
    for (const [conversationId, top] of Object.entries(store.settings.get<Tops>(TOPS_KEY) ?? {})) {
      this.#tops.set(conversationId as ConversationId, top)
    }
    for (const conversationId of store.conversations.ids()) {
      if (!this.#tops.has(conversationId)) this.#tops.set(conversationId, store.messages.places.newest(conversationId))
    }
    writer.owe('cursor tops', () => this.#saveTops())
  }

  offline(): void {
    this.#isOnline = false
    this.#run++
    this.#timers.clear()
    for (const wishes of [this.#newest, this.#older, this.#flying, this.#gone]) wishes.clear()
    this.#failures.clear()
  }

  close(): void {
    this.offline()
    this.#timers.close()
  }

  /** What the user looks at comes first. */
  focus(conversationId: ConversationId | undefined): void {
    this.#focused = conversationId
    this.pump()
  }

  /** The server named these: what was missed of them is fetched, if anything may have been. */
  listed(conversations: readonly ChatConversation[]): void {
    const { store, writer } = this.#deps
    let isNews = false
    for (const { conversationId, lastMessage } of conversations) {
      if (this.#gone.has(conversationId)) continue
      if (!this.#tops.has(conversationId)) {
        const isWhole = store.edges.get(conversationId) !== undefined && this.#isHeld(lastMessage)
        if (isWhole) continue
        this.#tops.set(conversationId, store.messages.places.newest(conversationId))
        isNews = true
      }
      this.#newest.add(conversationId)
    }
    if (isNews) writer.owe('cursor tops', () => this.#saveTops())
    this.pump()
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

  #isHeld(message: ChatMessage | undefined): boolean {
    if (message === undefined) return true
    const { conversationId, mid, senderId, cliMid } = message
    const { messages } = this.#deps.store
    return (
      (mid !== undefined && messages.byMid(conversationId, mid) !== undefined) ||
      (cliMid !== undefined && messages.byCliMid(senderId, cliMid) !== undefined)
    )
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

  /** From the newest page back to what was held before. False when it has to be tried again. */
  async #walk(conversationId: ConversationId, run: number): Promise<boolean> {
    const { store } = this.#deps
    const top = this.#tops.get(conversationId) ?? 0
    const former = store.edges.get(conversationId)
    let before: string | undefined
    for (let pages = 1; ; pages++) {
      const page = await this.#page(conversationId, before, run)
      if (page === undefined) return false
      const lowest = Math.min(...page.messages.map(({ orderKey }) => orderKey ?? Infinity))
      const hasMet = top > 0 && former !== undefined && lowest <= top
      const isLast = hasMet || former === undefined || pages === WALK_PAGES || nextOf(page, before) === undefined
      const isStored = this.#store(conversationId, page, () => {
        if (!isLast) return
        if (!hasMet) store.edges.set(conversationId, edgeOf(page, before))
        this.#tops.delete(conversationId)
        this.#saveTops()
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
    const isSame = store.edges.get(conversationId)?.cursor === edge?.cursor
    return this.#store(conversationId, page, () => {
      if (isSame) store.edges.set(conversationId, edgeOf(page, edge?.cursor))
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

  /** Part of a transaction. */
  #saveTops(): void {
    this.#deps.store.settings.set(TOPS_KEY, Object.fromEntries(this.#tops))
  }
}

/** Where the next older page begins. A cursor that leads nowhere is not followed (PROTOCOL 7.7). */
function nextOf({ older, messages }: HistoryPage, before: string | undefined): string | undefined {
  return older === before || messages.length === 0 ? undefined : older
}

function edgeOf(page: HistoryPage, before: string | undefined): { readonly cursor: string; readonly isEnd: boolean } {
  const next = nextOf(page, before)
  return { cursor: next ?? before ?? '', isEnd: next === undefined }
}

/** The candidates with `first` in front, if it is one. */
function* firstOf(candidates: ReadonlySet<ConversationId>, first: ConversationId | undefined): Iterable<ConversationId> {
  if (first !== undefined && candidates.has(first)) yield first
  for (const candidate of candidates) if (candidate !== first) yield candidate
}
