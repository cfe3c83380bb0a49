import type { ConversationId } from '@shared/ids'
import { backoffMs } from '../../lib/backoff'
import type { Clock, Random } from '../../lib/clock'
import type { Logger } from '../../lib/logger'
import type { Store } from '../../store/store'
import type { Backfill } from '../history/backfill'
import { ConversationWalk } from './conversation-walk'
import { LeftGroups } from './left-groups'
import type { ListIntake } from './list-intake'
import type { RosterSync } from '../roster/roster-sync'
import type { ChatRequests } from '../../kinds/kind/chat-requests'
import type { StoreWriter } from '../../store/store-writer'
import { TimerSet } from '../../lib/timer-set'
import { groupOf } from '@shared/conversation-id'

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
/** Milliseconds until a list that was too long for one go goes on. */
const GO_ON_MS = 60_000
/** Milliseconds that lists keep apart, whatever unknown conversations are spoken of, when they do not name these. */
const MAX_UNKNOWN_MS = 60_000
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
  readonly intake: ListIntake
  readonly backfill: Backfill
  readonly api: ChatRequests
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  /** `state` is another one. */
  readonly onState: () => void
}

/** `before`: what was known before a list of everything. */
type Listing = { readonly walk: ConversationWalk; readonly isWhole: boolean; readonly before: readonly ConversationId[] }

/**
 * Log-in (PROTOCOL 7.3): the conversations that changed since the last time, then the newest page of each. The list is
 * on screen page by page; the cursor moves when all of it is on disk, so that a list which is cut short is made again.
 */
export class CatchUp {
  readonly #deps: CatchUpDeps
  readonly #timers: TimerSet
  readonly #left: LeftGroups
  /** The run that counts; one that was left behind stops at its next step. */
  #run = 0
  #isRunning = false
  #isWantedAgain = false
  #isOnline = false
  #state: CatchUpState = { state: 'idle' }
  /** A list that is only made to be sure is made without a word. */
  #isQuiet = false
  #failures = 0
  /** The list of which some is still to come. */
  #walk: Listing | undefined
  /** What is still to be saved once all heads of the list are believed, or not. */
  #unsaved: { readonly serverTime: number; readonly wholeListAt: number | undefined } | undefined
  /** Conversations that were spoken of before they were listed, and lists in a row that did not name them. */
  readonly #unknown = new Set<ConversationId>()
  #inVain = 0

  constructor(deps: CatchUpDeps) {
    this.#deps = deps
    this.#timers = new TimerSet(deps.clock)
    this.#left = new LeftGroups(deps)
  }

  get state(): CatchUpState {
    return this.#state
  }

  online(): void {
    this.#isOnline = true
    this.#failures = 0
    this.#isQuiet = false
    this.#inVain = 0
    this.#start()
  }

  offline(): void {
    this.#isOnline = false
    this.#stop()
    this.#setState({ state: 'idle' })
  }

  close(): void {
    this.#isOnline = false
    this.#stop()
    this.#left.close()
    this.#timers.close()
  }

  /** Conversations came without their objects, or the store was blocked: the list is asked for soon. */
  again(unknown: Iterable<ConversationId> = []): void {
    for (const conversationId of unknown) this.#unknown.add(conversationId)
    const delayMs = Math.min(MAX_UNKNOWN_MS, UNKNOWN_MS * 2 ** this.#inVain)
    if (this.#isOnline) this.#timers.setOnce('soon', delayMs, () => this.#start())
  }

  /** Somebody doubts what is here: everything is listed anew, and they see that it is. */
  againWhole(): void {
    this.#deps.writer.owe('whole list', () => this.#deps.store.settings.set(WHOLE_LIST_KEY, 0))
    this.#isQuiet = false
    this.#inVain = 0
    this.#walk = undefined
    this.again()
  }

  /** Every head of the list is believed, or is not: what was listed is in the store. */
  headsSettled(): void {
    if (this.#unsaved === undefined) return
    this.#save(this.#unsaved.serverTime, this.#unsaved.wholeListAt)
    this.#unsaved = undefined
  }

  #stop(): void {
    this.#run++
    this.#isRunning = false
    this.#isWantedAgain = false
    this.#walk = undefined
    this.#unsaved = undefined
    this.#unknown.clear()
    this.#left.stop()
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
    const { backfill, clock } = this.#deps
    this.#tell(0)
    const { walk, isWhole, before } = (this.#walk ??= this.#newWalk())
    const failure = await this.#list(run, walk)
    if (run !== this.#run) return
    if (failure !== undefined) {
      this.#walk = undefined
      return this.#failed(failure)
    }
    this.#failures = 0
    if (walk.isAtEnd) {
      this.#walk = undefined
      if (this.#isBack(walk)) return void this.#catchUp(run)
      this.#keep(walk.serverTime, isWhole ? clock.now() : undefined)
      if (isWhole) void this.#left.find(before.filter((id) => groupOf(id) !== undefined && !walk.ids.has(id)))
    }
    await backfill.wantAllNewest()
    if (run !== this.#run) return
    this.#isRunning = false
    this.#isQuiet = true
    this.#setState({ state: 'idle' })
    this.#timers.set('later', walk.isAtEnd ? LIST_AGAIN_MS : GO_ON_MS, () => this.#start())
    this.#inVain = this.#unknown.size === 0 || [...this.#unknown].some((id) => walk.ids.has(id)) ? 0 : this.#inVain + 1
    this.#unknown.clear()
    if (this.#isWantedAgain) {
      this.#isWantedAgain = false
      this.again()
    }
  }

  #newWalk(): Listing {
    const { store, api, clock } = this.#deps
    const cursor = this.#cursor
    const isWhole = cursor === 0 || Math.abs(clock.now() - (store.settings.get<number>(WHOLE_LIST_KEY) ?? 0)) > WHOLE_LIST_MS
    const since = isWhole ? 0 : Math.max(0, cursor - OVERLAP_MS)
    return { walk: new ConversationWalk(api, { since, limit: PAGE }), isWhole, before: isWhole ? store.conversations.ids() : [] }
  }

  #failed(code: string): void {
    const { clock, logger, random } = this.#deps
    this.#isRunning = false
    const delayMs = backoffMs(this.#failures++, random)
    logger.warn('the conversations could not be listed', { code })
    this.#setState({ state: 'failed', code, retryAt: clock.now() + delayMs })
    this.#timers.set('retry', delayMs, () => this.#start())
  }

  /** The server's clock, or its data, went back: what changed "since" means nothing any more. */
  #isBack({ serverTime }: ConversationWalk): boolean {
    const cursor = this.#cursor
    if (serverTime >= cursor) return false
    this.#deps.logger.warn('the server is older than it was', { serverTime, cursor })
    return this.#save(0)
  }

  get #cursor(): number {
    return this.#deps.store.settings.get<number>(CURSOR_KEY) ?? 0
  }

  /** All pages of this go, each on disk before the next is asked for; or why not. */
  async #list(run: number, walk: ConversationWalk): Promise<string | undefined> {
    const { backfill, intake } = this.#deps
    walk.goOn()
    while (!walk.isAtEnd && !walk.isPaused) {
      backfill.reserve(1)
      const page = await walk.next()
      if (run !== this.#run) return undefined
      backfill.reserve(0)
      if (!page.ok) return page.error.code
      const { items, left } = page.value
      for (let at = 0; at === 0 || at < items.length || at < left.length; at += PAGE) {
        const failure = intake.apply(items.slice(at, at + PAGE), left.slice(at, at + PAGE))
        if (failure !== undefined) return failure
        this.#tell(walk.ids.size)
        // A long list must not keep the process from everything else. Of a run that was stopped this never settles.
        await new Promise<void>((resolve) => this.#timers.set('breath', 0, resolve))
        if (run !== this.#run) return undefined
      }
    }
    return undefined
  }

  /** As soon as all of the list is in the store. */
  #keep(serverTime: number, wholeListAt: number | undefined): void {
    this.#unsaved = { serverTime, wholeListAt }
    if (!this.#deps.backfill.hasClaims) this.headsSettled()
  }

  /** Moves the cursor; `wholeListAt`: when everything was listed. */
  #save(serverTime: number, wholeListAt?: number): boolean {
    const { store, writer } = this.#deps
    return writer.commit(() => {
      store.settings.set(CURSOR_KEY, serverTime)
      if (wholeListAt !== undefined) store.settings.set(WHOLE_LIST_KEY, wholeListAt)
    }).ok
  }

  #tell(done: number): void {
    if (!this.#isQuiet) this.#setState({ state: 'listing', done })
  }

  #setState(state: CatchUpState): void {
    this.#state = state
    this.#deps.onState()
  }
}
