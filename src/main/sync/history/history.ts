import type { ConversationId } from '@shared/ids'
import type { Gap } from '@shared/message'
import type { ChatLink } from '../../kinds/kind/chat-link'
import type { ChatRequests } from '../../kinds/kind/chat-requests'
import type { ChatSession } from '../../kinds/kind/chat-session'
import type { ChatConversation } from '../../kinds/kind/facts'
import type { Clock, Random } from '../../lib/clock'
import type { Logger } from '../../lib/logger'
import type { Changes } from '../../store/changes'
import type { Store } from '../../store/store'
import type { StoreWriter } from '../../store/store-writer'
import type { Inbox } from '../intake/inbox'
import { PageIntake } from '../intake/page-intake'
import { CatchUp } from '../listing/catch-up'
import { ListIntake } from '../listing/list-intake'
import type { RosterSync } from '../roster/roster-sync'
import type { Receipts } from '../signals/receipts'
import type { SyncFacts } from '../sync-status'
import type { Me } from '../writing/own-message'
import { Backfill } from './backfill'
import { CursorHistory } from './cursor-history'
import { Pace } from './pace'
import { SeqReset } from './seq-reset'

type HistoryDeps = {
  readonly store: Store
  readonly writer: StoreWriter
  readonly inbox: Inbox
  readonly roster: RosterSync
  readonly receipts: Receipts
  readonly link: Pick<ChatLink, 'features'>
  readonly api: ChatRequests
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly me: () => Me
}

type HistoryListener = {
  /** What is listed or repaired has changed. */
  readonly onProgress: () => void
  /** The gaps of this conversation, or their states, differ. */
  readonly onGaps: (conversationId: ConversationId) => void
  /** The server counts this conversation anew; it has been repaired. */
  readonly onReset: (conversationId: ConversationId) => void
}

/**
 * What was missed, however the server serves it: by number (`Backfill`, `SeqReset`), page by page (`CursorHistory`), or
 * not at all. Nobody else asks which. What there is to be missed is told by the list (`CatchUp`).
 */
export class History {
  readonly backfill: Backfill
  readonly catchUp: CatchUp
  readonly #cursor: CursorHistory
  readonly #seqReset: SeqReset
  readonly #link: HistoryDeps['link']
  readonly #stops: readonly (() => void)[]
  #isOnline = false

  constructor(deps: HistoryDeps, { onProgress, onGaps, onReset }: HistoryListener) {
    this.#link = deps.link
    const onDoubt = (conversationId: ConversationId): void => this.#seqReset.check(conversationId)
    const paced = { ...deps, pace: new Pace(deps) }
    const pages = new PageIntake(paced)
    this.backfill = new Backfill({ ...paced, pages, onDoubt })
    this.#cursor = new CursorHistory({ ...paced, pages })
    this.#seqReset = new SeqReset({ ...paced, backfill: this.backfill, onReset })
    const intake = new ListIntake({ ...deps, onDoubt, onListed: (conversations) => this.#listed(conversations) })
    this.catchUp = new CatchUp({ ...deps, intake, backfill: this.backfill, onState: onProgress })
    this.#stops = [
      this.backfill.on('gaps', (conversationId) => {
        onGaps(conversationId)
        onProgress()
      }),
      this.backfill.on('heads-settled', () => this.catchUp.headsSettled()),
    ]
  }

  get progress(): Pick<SyncFacts, 'catchUp' | 'repairs'> {
    return { catchUp: this.catchUp.state, repairs: this.#isOnline ? this.backfill.progress : { openGaps: 0, missing: 0 } }
  }

  online({ features: { history } }: ChatSession): void {
    this.#isOnline = true
    if (history === 'none') return
    for (const part of history === 'ranges' ? [this.backfill, this.#seqReset] : [this.#cursor]) part.online()
    this.catchUp.online()
  }

  offline(): void {
    this.#isOnline = false
    for (const part of [this.catchUp, this.#seqReset, this.backfill, this.#cursor]) part.offline()
  }

  close(): void {
    for (const stop of this.#stops) stop()
    for (const part of [this.catchUp, this.#seqReset, this.backfill, this.#cursor]) part.close()
  }

  /** What the user looks at is repaired first. */
  focus(conversationId: ConversationId | undefined): void {
    this.backfill.focus(conversationId)
    this.#cursor.focus(conversationId)
  }

  /** The timeline was scrolled near a deferred hole: it is fetched now. */
  needOlder(conversationId: ConversationId, beforeSeq: number): void {
    this.backfill.wantOlder(conversationId, beforeSeq)
  }

  /** The oldest message that is held came into view: where history is served page by page the next one is fetched. */
  needOldest(conversationId: ConversationId): void {
    if (this.#link.features.history === 'cursor') this.#cursor.wantOlder(conversationId)
  }

  /** All open gaps, ascending. */
  gaps(conversationId: ConversationId): readonly Gap[] {
    return this.backfill.gaps(conversationId)
  }

  /** The server named these: what was missed of them is fetched. */
  #listed(conversations: readonly ChatConversation[]): void {
    if (this.#link.features.history === 'cursor') this.#cursor.listed(conversations)
    else this.backfill.wantNewest(conversations.map(({ conversationId }) => conversationId))
  }

  /** What a transaction says of messages that are not here. */
  committed({ conversations, heads, arrived, conflicts, claims, unknown }: Changes): void {
    if (this.#link.features.history === 'cursor') this.#cursor.noteChanged(conversations)
    for (const [conversationId, before] of heads) this.backfill.noteHead(conversationId, before)
    for (const conversationId of arrived) this.backfill.noteArrived(conversationId)
    for (const conversationId of conflicts.keys()) this.#seqReset.check(conversationId)
    for (const [conversationId, claim] of claims) this.backfill.claim(conversationId, claim)
    if (unknown.size > 0) this.catchUp.again(unknown)
  }

  /** The store can be written again. `hasDropped`: not all that arrived meanwhile could wait. */
  unblocked(hasDropped: boolean): void {
    this.backfill.pump()
    this.#cursor.pump()
    if (hasDropped) this.catchUp.again()
  }
}
