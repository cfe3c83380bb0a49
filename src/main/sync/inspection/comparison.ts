import type { Conversation } from '@shared/conversation'
import type { ConversationId } from '@shared/ids'
import type { Counter, CounterName, SyncComparison } from '@shared/inspection'
import { COUNTERS } from '@shared/inspection'
import { failed, ok, type Result } from '@shared/result'
import { shownName } from '@shared/shown-text'
import type { Clock } from '../../lib/clock'
import type { Store } from '../../store/store'
import { ConversationWalk } from '../listing/conversation-walk'
import { countSeqs, intersect } from '../history/seq-ranges'
import type { ChatRequests } from '../../kinds/kind/chat-requests'
import type { ChatConversation } from '../../kinds/kind/facts'
import { TimerSet } from '../../lib/timer-set'
import { groupOf, partsOf } from '@shared/conversation-id'

const PAGE = 500
/** Milliseconds until what differs is looked at again: what is on its way is no disagreement. */
const SECOND_LOOK_MS = 1500

type ComparisonDeps = { readonly store: Store; readonly api: ChatRequests; readonly clock: Clock }

/** One conversation in numbers, here or on the server. */
type Figures = Readonly<Record<CounterName, number>>
type Side = ReadonlyMap<ConversationId, { readonly title: string; readonly figures: Figures }>

const NOTHING: Figures = { conversations: 0, newest: 0, held: 0, read: 0, peerDelivered: 0, peerRead: 0 }

/** Asks the server for everything it has of this account in numbers, and lays what is known here beside it. */
export class Comparison {
  readonly #deps: ComparisonDeps
  readonly #timers: TimerSet
  /** Those who wait for the second look. */
  readonly #waiters = new Set<() => void>()

  constructor(deps: ComparisonDeps) {
    this.#deps = deps
    this.#timers = new TimerSet(deps.clock)
  }

  close(): void {
    this.#timers.close()
    this.#wake()
  }

  /** Codes: those of the server and the link, `cancelled`. */
  async compare(): Promise<Result<SyncComparison>> {
    const first = await this.#look()
    if (!first.ok || first.value.differing.length === 0) return first
    await new Promise<void>((resolve) => {
      this.#waiters.add(resolve)
      this.#timers.setOnce('second look', SECOND_LOOK_MS, () => this.#wake())
      if (this.#timers.isClosed) this.#wake()
    })
    return this.#look()
  }

  #wake(): void {
    for (const wake of this.#waiters) wake()
    this.#waiters.clear()
  }

  async #look(): Promise<Result<SyncComparison>> {
    const { store, clock } = this.#deps
    const server = await this.#listServer()
    if (!server.ok) return server
    if (this.#timers.isClosed) return failed('cancelled')
    const here = hereOf(store)
    const ids = [...new Set([...here.keys(), ...server.value.keys()])]
    const differing = ids.filter((id) => !isSame(figuresOf(here, id), figuresOf(server.value, id)))
    return ok({
      at: clock.now(),
      counters: COUNTERS.map((name): Counter => ({ name, here: sum(here, name), server: sum(server.value, name) })),
      differing: differing.map((conversationId) => ({
        conversationId,
        title: (here.get(conversationId) ?? server.value.get(conversationId))?.title ?? '',
      })),
    })
  }

  async #listServer(): Promise<Result<Side>> {
    const side = new Map<ConversationId, { readonly title: string; readonly figures: Figures }>()
    for (const walk = new ConversationWalk(this.#deps.api, { since: 0, limit: PAGE }); !walk.isAtEnd && !walk.isPaused;) {
      const page = await walk.next()
      if (!page.ok) return page
      for (const item of page.value.items)
        side.set(item.conversationId, { title: shownName(item.title, item.conversationId), figures: ofServer(item) })
    }
    return ok(side)
  }
}

function ofServer(item: ChatConversation): Figures {
  const { peerReadSeq: peerRead = 0, peerDeliveredSeq: peerDelivered = 0 } = hasPeer(item.conversationId) ? item : {}
  return {
    conversations: 1,
    newest: item.lastSeq,
    // All that it has is to be here.
    held: item.lastSeq,
    read: item.readSeq,
    // Who has read a message has received it.
    peerDelivered: Math.max(peerDelivered, peerRead),
    peerRead,
  }
}

/** Somebody else's marks: not a group, nor a conversation with oneself. */
function hasPeer(conversationId: string): boolean {
  const parts = partsOf(conversationId)
  return parts?.kind === 'c2c' && parts.users[0] !== parts.users[1]
}

/** A conversation in which nobody has written yet is known here alone; so is a group that was left. */
function hereOf(store: Store): Side {
  const ranges = store.ranges.all()
  const known = store.conversations
    .list()
    .filter(({ hasLeft, lastSeq, conversationId }) => !hasLeft && (lastSeq > 0 || groupOf(conversationId) !== undefined))
  return new Map(
    known.map((conversation) => {
      const held = countSeqs(intersect(ranges.get(conversation.conversationId) ?? [], [[1, conversation.lastSeq]]))
      return [conversation.conversationId, { title: conversation.title, figures: ofHere(conversation, held) }]
    }),
  )
}

function ofHere({ conversationId, lastSeq, readSeq, peerDeliveredSeq, peerReadSeq }: Conversation, held: number): Figures {
  const isPair = hasPeer(conversationId)
  return {
    conversations: 1,
    newest: lastSeq,
    held: lastSeq === 0 ? 0 : held,
    read: readSeq,
    peerDelivered: isPair ? peerDeliveredSeq : 0,
    peerRead: isPair ? peerReadSeq : 0,
  }
}

function figuresOf(side: Side, conversationId: ConversationId): Figures {
  return side.get(conversationId)?.figures ?? NOTHING
}

function isSame(a: Figures, b: Figures): boolean {
  return COUNTERS.every((name) => a[name] === b[name])
}

function sum(side: Side, name: CounterName): number {
  return [...side.values()].reduce((total, { figures }) => total + figures[name], 0)
}
