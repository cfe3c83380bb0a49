import { asConversationId, type ConversationId } from '@shared/ids'
import { failed, ok, type Result } from '@shared/result'
import type { ChatRequests, ConversationsPage, HistoryPage, HistoryPlan } from '../../../src/main/kinds/kind/chat-requests'
import type { OtherLink } from './other-link'
import { readConversation, readMessage } from './other-reading'

const UNSUPPORTED = failed('unsupported', 'this system has no such thing')
const unsupported = async (): Promise<typeof UNSUPPORTED> => UNSUPPORTED

/** What is asked of the second kind: its list, and history page by page. Everything else it does not have. */
export class OtherRequests implements ChatRequests {
  readonly #link: OtherLink
  /** True: this question finds no answer. */
  isLost: (conversationId: ConversationId | undefined) => boolean = () => false

  /** Why this history is not served, if it is not. */
  refusal: (conversationId: ConversationId) => string | undefined = () => undefined

  constructor(link: OtherLink) {
    this.#link = link
  }

  readonly members = unsupported
  readonly me = unsupported
  readonly people = unsupported
  readonly createGroup = unsupported
  readonly addMembers = unsupported
  readonly removeMembers = unsupported
  readonly changeGroup = unsupported
  readonly setRole = unsupported
  readonly leaveGroup = unsupported
  readonly devices = unsupported
  readonly endDevice = unsupported

  async history(plan: HistoryPlan): Promise<Result<HistoryPage>> {
    await this.#answered()
    const { server, userId, clock } = this.#link
    if (plan.by === 'ranges') return failed('unsupported')
    if (this.isLost(plan.conversationId)) return failed('timeout')
    const refusal = this.refusal(plan.conversationId)
    if (refusal !== undefined) return failed(refusal)
    const { items, older } = server.page(plan.conversationId, plan.before, plan.limit)
    const messages = items.map((item) => readMessage(plan.conversationId, item, userId, clock.now()))
    return ok({ messages, served: messages.length, lastSeq: 0, servedUpTo: 0, ...(older === undefined ? {} : { older }) })
  }

  async conversations(): Promise<Result<ConversationsPage>> {
    await this.#answered()
    const { server, userId, clock } = this.#link
    if (this.isLost(undefined)) return failed('timeout')
    const items = server.conversationsOf(userId).map((id) => {
      const last = server.of(id).at(-1)
      return readConversation(asConversationId(id), userId, last && readMessage(id, last, userId, clock.now()))
    })
    return ok({ items, left: [], serverTime: server.now })
  }

  /** Not at once; and of a program that is gone nobody waits for the answer. */
  async #answered(): Promise<void> {
    await Promise.resolve()
    if (this.#link.isStopped) await new Promise(() => undefined)
  }

  close(): void {
    // Nothing is under way that could outlive its link.
  }
}
