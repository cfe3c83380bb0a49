import type { ConversationId } from '@shared/ids'
import type { Clock, Random } from '../../lib/clock'
import type { Store } from '../../store/store'
import { Pace } from '../history/pace'
import type { RosterSync } from '../roster/roster-sync'
import { type ChatRequests, isGoneCode } from '../../kinds/kind/chat-requests'
import type { StoreWriter } from '../../store/store-writer'
import { TimerSet } from '../../lib/timer-set'

type LeftGroupsDeps = {
  readonly store: Store
  readonly writer: StoreWriter
  readonly roster: RosterSync
  readonly api: ChatRequests
  readonly clock: Clock
  readonly random: Random
}

/**
 * Groups that a list of everything did not name: moved on during the list, or not mine any more. The server knows. It
 * is asked at a measured pace, and no further when it answers again and again that they are mine: then it is the list
 * that is wrong.
 */
export class LeftGroups {
  readonly #deps: LeftGroupsDeps
  readonly #timers: TimerSet
  #run = 0

  constructor(deps: LeftGroupsDeps) {
    this.#deps = deps
    this.#timers = new TimerSet(deps.clock)
  }

  /** What an earlier call has not asked yet is left to the next list. */
  async find(candidates: readonly ConversationId[]): Promise<void> {
    const { store, writer, roster, api } = this.#deps
    const run = ++this.#run
    const pace = new Pace(this.#deps)
    for (const conversationId of candidates) {
      if (store.conversations.hasLeft(conversationId)) continue
      if (pace.isPausing) return
      const { waitMs } = pace
      if (waitMs > 0) await new Promise<void>((resolve) => this.#timers.set('wait', waitMs, resolve))
      const asked = store.conversations.membershipSeq(conversationId)
      pace.begin()
      const answer = await api.members(conversationId)
      if (run !== this.#run || this.#timers.isClosed) return
      const isGone = !answer.ok && isGoneCode(answer.error.code)
      pace.end(isGone)
      if (isGone) writer.owe(`left ${conversationId}`, (changes) => roster.applyLeft(conversationId, asked, changes))
    }
  }

  stop(): void {
    this.#run++
    this.#timers.clear()
  }

  close(): void {
    this.stop()
    this.#timers.close()
  }
}
