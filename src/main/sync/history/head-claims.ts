import type { ConversationId } from '@shared/ids'
import type { HeadClaim } from '../../store/changes'

/** Other heads that a refuted one may lead to, one after the other. */
const MAX_CHAIN = 3

/**
 * Heads that wait for the page that tells whether they are true, at most one for each conversation. Nothing of them is
 * in the store: an absurd one is gone with the process, and an honest one is said again at the next log-in.
 */
export class HeadClaims {
  readonly #ready = new Map<ConversationId, HeadClaim>()
  /** Nobody answered: these wait until they are woken. */
  readonly #resting = new Map<ConversationId, HeadClaim>()
  readonly #flying = new Set<ConversationId>()

  /** Nothing waits, and nothing is asked. */
  get isSettled(): boolean {
    return this.#ready.size + this.#resting.size + this.#flying.size === 0
  }

  /** A claim that comes while another waits takes its place when it says more. */
  add(conversationId: ConversationId, claim: HeadClaim): void {
    const place = this.#resting.has(conversationId) ? this.#resting : this.#ready
    const known = place.get(conversationId)
    if (known !== undefined && known.seq >= claim.seq) return
    place.set(conversationId, { failures: known?.failures, confirm: known?.confirm, ...claim })
  }

  /** The next one to ask about, taken out: that of `first` before the others. */
  take(first: ConversationId | undefined): readonly [ConversationId, HeadClaim] | undefined {
    const favourite = first === undefined ? undefined : this.#ready.get(first)
    for (const [conversationId, claim] of favourite === undefined ? this.#ready : ([[first!, favourite]] as const)) {
      if (this.#flying.has(conversationId)) continue
      this.#ready.delete(conversationId)
      this.#flying.add(conversationId)
      return [conversationId, claim]
    }
    return undefined
  }

  /** It was answered, believed or not. */
  done(conversationId: ConversationId): void {
    this.#flying.delete(conversationId)
  }

  /** Nobody answered: it is asked again once it is woken. */
  rest(conversationId: ConversationId, claim: HeadClaim): void {
    this.#flying.delete(conversationId)
    const newer = this.#ready.get(conversationId)
    this.#ready.delete(conversationId)
    this.#resting.set(conversationId, { ...claim, ...newer, failures: (claim.failures ?? 0) + 1 })
  }

  wake(conversationId: ConversationId): void {
    const claim = this.#resting.get(conversationId)
    if (claim === undefined) return
    this.#resting.delete(conversationId)
    this.#ready.set(conversationId, claim)
  }

  /** The page says that the head is another one, which is too far away as well: asked about, but not for ever. */
  follow(conversationId: ConversationId, { confirm, chain = 0 }: HeadClaim, seq: number): void {
    if (chain < MAX_CHAIN) this.add(conversationId, { seq, confirm, chain: chain + 1 })
  }

  clear(): void {
    this.#ready.clear()
    this.#resting.clear()
  }
}
