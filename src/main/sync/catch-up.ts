import type { ConversationObject, LeftGroup } from '@protocol/schemas/roster'
import { asConversationId, type ConversationId } from '@shared/ids'
import { backoffMs } from '../connection/reconnect-policy'
import type { Clock, Random } from '../lib/clock'
import type { Logger } from '../lib/logger'
import type { Store } from '../store/store'
import type { Backfill } from './backfill'
import type { Receipts } from './receipts'
import type { RosterSync } from './roster-sync'
import { isGoneCode, type ServerApi } from './server-api'
import type { StoreWriter } from './store-writer'
import { TimerSet } from './timer-set'
import { groupOf } from './wire-message'

/** Milliseconds by which a list overlaps the one before it (PROTOCOL 7.3). */
const OVERLAP_MS = 60_000
/** Conversations of one page. */
const PAGE = 100
/** Milliseconds between lists while online: a push may be lost with nothing after it that would tell. */
const LIST_AGAIN_MS = 300_000
/** Milliseconds over which messages of conversations that have no object yet are gathered. */
const UNKNOWN_MS = 500
/** Milliseconds after which everything is listed once more: not every server tells which groups are not mine any more. */
const WHOLE_LIST_MS = 24 * 3_600_000
/** Epoch ms of this device: the last list of everything. */
const WHOLE_LIST_KEY = 'sync.whole_list_at'
/** Epoch ms of the server: everything before it is here. */
const CURSOR_KEY = 'sync.cursor'

export type CatchUpState =
  | { readonly state: 'idle' }
  | { readonly state: 'listing'; readonly done: number }
  | { readonly state: 'failed'; readonly code: string; readonly retryAt: number }

type CatchUpDeps = {
  readonly store: Store
  readonly writer: StoreWriter
  readonly roster: RosterSync
  readonly receipts: Receipts
  readonly backfill: Backfill
  readonly api: ServerApi
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly onState: (state: CatchUpState) => void
  /** The server has fewer messages than are held. */
  readonly onDoubt: (conversationId: ConversationId) => void
}

type Listed = { readonly serverTime: number; readonly ids: ReadonlySet<ConversationId> }

/**
 * Log-in (PROTOCOL 7.3): the conversations that changed since the last time, then the newest page of each. The list is
 * on screen page by page; the cursor moves when all of it is on disk, so that a list which is cut short is made again.
 */
export class CatchUp {
  readonly #deps: CatchUpDeps
  readonly #timers: TimerSet
  /** The run that counts; one that was left behind stops at its next step. */
  #run = 0
  #isRunning = false
  #isWantedAgain = false
  #isOnline = false
  /** A list that is only made to be sure is made without a word. */
  #isQuiet = false
  #failures = 0

  constructor(deps: CatchUpDeps) {
    this.#deps = deps
    this.#timers = new TimerSet(deps.clock)
  }

  online(): void {
    this.#isOnline = true
    this.#failures = 0
    this.#isQuiet = false
    this.#start()
  }

  offline(): void {
    this.#isOnline = false
    this.#stop()
    this.#deps.onState({ state: 'idle' })
  }

  close(): void {
    this.#isOnline = false
    this.#stop()
    this.#timers.close()
  }

  /** A conversation came without its object, or the store was blocked: the list is asked for soon. */
  again(): void {
    if (this.#isOnline) this.#timers.setOnce('soon', UNKNOWN_MS, () => this.#start())
  }

  /** Somebody doubts what is here: everything is listed anew. */
  againWhole(): void {
    this.#deps.writer.commit(() => this.#deps.store.settings.set(WHOLE_LIST_KEY, 0))
    this.again()
  }

  #stop(): void {
    this.#run++
    this.#isRunning = false
    this.#isWantedAgain = false
    this.#timers.clear()
    this.#deps.backfill.reserve(0)
  }

  #start(): void {
    if (this.#isRunning) {
      this.#isWantedAgain = true
      return
    }
    this.#timers.clear()
    this.#isRunning = true
    void this.#catchUp(++this.#run)
  }

  async #catchUp(run: number): Promise<void> {
    const { store, backfill, clock, logger, onState } = this.#deps
    const cursor = store.settings.get<number>(CURSOR_KEY) ?? 0
    const before = store.conversations.ids()
    const isWhole = cursor === 0 || Math.abs(clock.now() - (store.settings.get<number>(WHOLE_LIST_KEY) ?? 0)) > WHOLE_LIST_MS
    this.#tell(0)
    const listed = await this.#list(run, isWhole ? 0 : Math.max(0, cursor - OVERLAP_MS))
    if (run !== this.#run) return
    this.#isRunning = false
    if (typeof listed === 'string') {
      const delayMs = backoffMs(this.#failures++, this.#deps.random)
      logger.warn('the conversations could not be listed', { code: listed })
      onState({ state: 'failed', code: listed, retryAt: clock.now() + delayMs })
      this.#timers.set('retry', delayMs, () => this.#start())
      return
    }
    this.#failures = 0
    if (listed.serverTime < cursor) {
      // The server's clock, or its data, went back: what changed "since" means nothing any more.
      logger.warn('the server is older than it was', { serverTime: listed.serverTime, cursor })
      if (this.#save(0)) return this.#start()
    }
    this.#save(listed.serverTime, isWhole ? clock.now() : undefined)
    if (isWhole) void this.#findLeft(run, before.filter((id) => groupOf(id) !== undefined && !listed.ids.has(id)))
    backfill.wantNewest(store.ranges.incomplete())
    this.#isQuiet = true
    onState({ state: 'idle' })
    this.#timers.set('later', LIST_AGAIN_MS, () => this.#start())
    if (this.#isWantedAgain) {
      this.#isWantedAgain = false
      this.again()
    }
  }

  /** All pages, each on disk before the next is asked for; or why not. The time is that of the first page. */
  async #list(run: number, since: number): Promise<Listed | string> {
    const { api, backfill, clock } = this.#deps
    const ids = new Set<ConversationId>()
    let serverTime: number | undefined
    let after: string | undefined
    do {
      backfill.reserve(1)
      const page = await api.conversations({ since, after, limit: PAGE })
      if (run !== this.#run) return 'cancelled'
      backfill.reserve(0)
      if (!page.ok) return page.error.code
      const { items, left, next } = page.value
      serverTime ??= page.value.server_time
      const failure = this.#apply(items, left)
      if (failure !== undefined) return failure
      for (const { conversation_id } of items) ids.add(asConversationId(conversation_id))
      this.#tell(ids.size)
      if (next === after) break
      after = next ?? undefined
      // A long list must not keep the process from everything else.
      await new Promise<void>((resolve) => clock.after(0, resolve))
      if (run !== this.#run) return 'cancelled'
    } while (after !== undefined && after !== '')
    return { serverTime: serverTime ?? 0, ids }
  }

  /** One page, one transaction. */
  #apply(items: readonly ConversationObject[], left: readonly LeftGroup[]): string | undefined {
    const { store, writer, roster, receipts, backfill, onDoubt } = this.#deps
    const doubtful: ConversationId[] = []
    const stored = writer.commit((changes) => {
      for (const item of items) {
        const conversationId = asConversationId(item.conversation_id)
        if (item.last_seq < store.conversations.lastSeq(conversationId)) doubtful.push(conversationId)
        roster.applyConversation(item, changes, true)
      }
      for (const { conversation_id, last_seq } of left) roster.applyLeft(asConversationId(conversation_id), last_seq, changes)
    })
    if (!stored.ok) return stored.error.code
    const ids = items.map((item) => asConversationId(item.conversation_id))
    backfill.wantNewest(ids)
    // Signals of a session that was lost may be lost with it: said again.
    receipts.listed(ids)
    for (const conversationId of doubtful) onDoubt(conversationId)
    return undefined
  }

  /** Moves the cursor; `wholeListAt`: when everything was listed. */
  #save(serverTime: number, wholeListAt?: number): boolean {
    const { store, writer } = this.#deps
    return writer.commit(() => {
      store.settings.set(CURSOR_KEY, serverTime)
      if (wholeListAt !== undefined) store.settings.set(WHOLE_LIST_KEY, wholeListAt)
    }).ok
  }

  /** Groups that a whole list did not name: moved on during the list, or not mine any more. The server knows. */
  async #findLeft(run: number, candidates: readonly ConversationId[]): Promise<void> {
    const { store, writer, roster, api } = this.#deps
    for (const conversationId of candidates) {
      if (store.conversations.hasLeft(conversationId)) continue
      const asked = store.conversations.membershipSeq(conversationId)
      const answer = await api.members(conversationId)
      if (run !== this.#run) return
      if (!answer.ok && isGoneCode(answer.error.code)) writer.commit((changes) => roster.applyLeft(conversationId, asked, changes))
    }
  }

  #tell(done: number): void {
    if (!this.#isQuiet) this.#deps.onState({ state: 'listing', done })
  }
}
