import type { ConversationsPage } from '@protocol/schemas/http'
import type { ConversationObject } from '@protocol/schemas/roster'
import { asConversationId, type ConversationId } from '@shared/ids'
import { ok, type Result } from '@shared/result'
import type { ServerApi } from '../kinds/jim1/server-api'

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
  readonly #api: ServerApi
  readonly #limit: number
  #after: string | undefined
  #pages = 0
  #isAtEnd = false
  #serverTime: number | undefined

  constructor(api: ServerApi, { since, limit }: { readonly since: number; readonly limit: number }) {
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
  async next(): Promise<Result<{ readonly items: readonly ConversationObject[]; readonly left: ConversationsPage['left'] }>> {
    const page = await this.#api.conversations({ since: this.since, after: this.#after, limit: this.#limit })
    if (!page.ok) return page
    const { left, next, server_time } = page.value
    const items = page.value.items.filter(({ conversation_id }) => !this.ids.has(asConversationId(conversation_id)))
    for (const { conversation_id } of items) this.ids.add(asConversationId(conversation_id))
    this.#serverTime ??= server_time
    this.#pages++
    const isNews = items.length > 0 && this.ids.size < MAX_CONVERSATIONS
    this.#isAtEnd = !isNews || next === undefined || next === null || next === '' || next === this.#after
    this.#after = next ?? undefined
    return ok({ items, left })
  }
}
