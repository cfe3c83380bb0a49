import type { ConversationId } from '@shared/ids'
import { ok, type Result } from '@shared/result'
import type { ChatRequests, ConversationsPage } from '../../kinds/kind/chat-requests'

/** Pages in one go; what is behind them is asked for later. */
const MAX_PAGES = 2000
/** Conversations of one list; nobody has more, whatever the server says. */
const MAX_CONVERSATIONS = 1_000_000

/**
 * The pages of the conversation list (PROTOCOL 6), one after the other. The walk ends where the list does, and where a
 * page names nothing that an earlier one has not named: a cursor that leads nowhere is not followed (PROTOCOL 7.7).
 */
export class ConversationWalk {
  readonly since: number
  readonly ids = new Set<ConversationId>()
  readonly #api: ChatRequests
  readonly #limit: number
  #after: string | undefined
  #pages = 0
  #isAtEnd = false
  #serverTime: number | undefined

  constructor(api: ChatRequests, { since, limit }: { readonly since: number; readonly limit: number }) {
    this.#api = api
    this.since = since
    this.#limit = limit
  }

  /** All is listed. */
  get isAtEnd(): boolean {
    return this.#isAtEnd
  }

  /** Enough for now: `goOn` begins the next go, where this one ends. */
  get isPaused(): boolean {
    return !this.#isAtEnd && this.#pages >= MAX_PAGES
  }

  /** Epoch ms of the server at the first page: everything before is in the list. */
  get serverTime(): number {
    return this.#serverTime ?? 0
  }

  goOn(): void {
    this.#pages = 0
  }

  /** The next page; its items are those that no earlier one has named, however many. A failed one can be asked again. */
  async next(): Promise<Result<Pick<ConversationsPage, 'items' | 'left'>>> {
    const page = await this.#api.conversations({ since: this.since, after: this.#after, limit: this.#limit })
    if (!page.ok) return page
    const { left, next, serverTime } = page.value
    const items = page.value.items.filter(({ conversationId }) => !this.ids.has(conversationId))
    for (const { conversationId } of items) this.ids.add(conversationId)
    this.#serverTime ??= serverTime
    this.#pages++
    const isNews = items.length > 0 && this.ids.size < MAX_CONVERSATIONS
    this.#isAtEnd = !isNews || next === undefined || next === '' || next === this.#after
    this.#after = next
    return ok({ items, left })
  }
}
