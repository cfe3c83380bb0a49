import type { ConversationId, LocalId, UserId } from '@shared/ids'
import { failed, ok, type Result } from '@shared/result'
import type { ChatLink } from '../../kinds/kind/chat-link'
import type { Clock } from '../../lib/clock'
import type { ConversationFlags } from '../../store/conversations-table'
import type { Store } from '../../store/store'
import type { Inbox } from '../intake/inbox'
import type { StoreWriter } from '../../store/store-writer'
import { c2cOf } from '@shared/conversation-id'

type ConversationActionsDeps = {
  readonly store: Store
  readonly writer: StoreWriter
  readonly inbox: Inbox
  readonly me: () => UserId
  readonly link: Pick<ChatLink, 'features' | 'session' | 'isUserId'>
  readonly clock: Clock
  /** How long after it was sent a message may be taken back from here, in ms; absent: as long as the server lets it. */
  readonly recallMs?: number | undefined
}

/** What the user does with a conversation or one message of it, beside writing and reading. */
export class ConversationActions {
  readonly #deps: ConversationActionsDeps

  constructor(deps: ConversationActionsDeps) {
    this.#deps = deps
  }

  /** Codes: `bad_user_id`. */
  start(userId: UserId): Result<ConversationId> {
    const { store, writer, me, link } = this.#deps
    if (!link.isUserId(userId)) return failed('bad_user_id')
    const conversationId = c2cOf(me(), userId)
    const stored = writer.commit((changes) => {
      if (store.conversations.has(conversationId)) return
      const person = store.roster.person(userId)
      store.conversations.ensure(conversationId, me())
      if (person !== undefined) store.conversations.upsert({ conversationId, kind: 'c2c', title: person.name, avatar: person.avatar })
      changes.conversations.add(conversationId)
    })
    return stored.ok ? ok(conversationId) : stored
  }

  /** Taken back for everybody; its content goes here as soon as the server has agreed. Codes: `recall_expired`, the server's. */
  async recall(localId: LocalId): Promise<Result<void>> {
    const { store, writer, inbox, link, clock, recallMs = Number.POSITIVE_INFINITY } = this.#deps
    const row = store.messages.get(localId)
    if (row?.mid === undefined || row.seq === undefined) return failed('not_found')
    if (clock.now() - (row.sentAt ?? row.localAt) > recallMs) return failed('recall_expired')
    const { conversationId, mid, seq } = row
    const answer = await (link.session?.recall({ conversationId, mid }) ?? failed('not_online'))
    if (!answer.ok) return answer
    return writer.commit((changes) => {
      inbox.recall(conversationId, seq, mid, changes)
      if (answer.value.seq !== undefined) inbox.raiseHead(conversationId, answer.value.seq, changes)
    })
  }

  /** Where the server knows no mute it is kept on this device. */
  async mute(conversationId: ConversationId, until: number): Promise<Result<void>> {
    const { store, link } = this.#deps
    if (!link.features.mute) return this.#change(conversationId, () => store.conversations.setMuted(conversationId, until))
    const answer = await (link.session?.mute(conversationId, until) ?? failed('not_online'))
    if (!answer.ok) return answer
    return this.#change(conversationId, () => store.conversations.setMuted(conversationId, answer.value))
  }

  setFlags(conversationId: ConversationId, flags: ConversationFlags): Result<void> {
    return this.#change(conversationId, () => this.#deps.store.conversations.setFlags(conversationId, flags))
  }

  #change(conversationId: ConversationId, write: () => void): Result<void> {
    return this.#deps.writer.commit((changes) => {
      write()
      changes.conversations.add(conversationId)
    })
  }
}
