import { foreignIdSchema, idSchema } from '@protocol/schemas/ids'
import type { ConversationId, LocalId, UserId } from '@shared/ids'
import type { Features } from '@shared/features'
import { failed, ok, type Result } from '@shared/result'
import type { OnlineSession } from '../kinds/jim1/link/online-session'
import type { ConversationFlags } from '../store/conversations-table'
import type { Store } from '../store/store'
import type { Inbox } from './inbox'
import type { StoreWriter } from '../store/store-writer'
import { c2cOf } from '../kinds/jim1/wire-message'

type ConversationActionsDeps = {
  readonly store: Store
  readonly writer: StoreWriter
  readonly inbox: Inbox
  readonly me: () => UserId
  readonly features: () => Features
  readonly session: () => OnlineSession | undefined
}

/** What the user does with a conversation or one message of it, beside writing and reading. */
export class ConversationActions {
  readonly #deps: ConversationActionsDeps

  constructor(deps: ConversationActionsDeps) {
    this.#deps = deps
  }

  /** Where nobody can be looked for, ids are of any form (PROTOCOL 8). Codes: `bad_user_id`. */
  start(userId: UserId): Result<ConversationId> {
    const { store, writer, me, features } = this.#deps
    if (!(features().directory ? idSchema : foreignIdSchema).safeParse(userId).success) return failed('bad_user_id')
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

  /** Taken back for everybody; its content goes here as soon as the server has agreed. */
  async recall(localId: LocalId): Promise<Result<void>> {
    const { store, writer, inbox, session } = this.#deps
    const row = store.messages.get(localId)
    if (row?.mid === undefined || row.seq === undefined) return failed('not_found')
    const { conversationId, mid, seq } = row
    const answer = await (session()?.query('message.recall', { mid }) ?? failed('not_online'))
    if (!answer.ok) return answer
    return writer.commit((changes) => {
      inbox.recall(conversationId, seq, mid, changes)
      inbox.raiseHead(conversationId, answer.value.seq, changes)
    })
  }

  /** A base server knows no mute: there it is kept on this device. */
  async mute(conversationId: ConversationId, until: number): Promise<Result<void>> {
    const { store, features, session } = this.#deps
    if (!features().mute) return this.#change(conversationId, () => store.conversations.setMuted(conversationId, until))
    const answer = await (session()?.query('conversation.mute', { conversation_id: conversationId, until }) ?? failed('not_online'))
    if (!answer.ok) return answer
    return this.#change(conversationId, () => store.conversations.setMuted(conversationId, answer.value.muted_until))
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
