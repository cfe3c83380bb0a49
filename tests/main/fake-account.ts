import type { ChatLinkEvents } from '../../src/main/kinds/kind/chat-link'
import type { ChatSession } from '../../src/main/kinds/kind/chat-session'
import { Emitter } from '../../src/main/lib/emitter'
import type { StoredMessage } from '../../src/main/store/message-row'
import type { SyncEvents } from '../../src/main/sync/sync-news'
import type { Conversation } from '../../src/shared/conversation'
import { ALL_FEATURES } from '../../src/shared/features'
import type { ConversationId, LocalId } from '../../src/shared/ids'
import type { ConnectionStatus } from '../../src/shared/status'

class FakeLink extends Emitter<ChatLinkEvents> {
  session: ChatSession | undefined
  status: ConnectionStatus = { state: 'stopped', since: 0, cause: { code: 'signed_out', reason: '' } }

  /** Comes online at `since` of this device's clock, when the server's says `serverTime`. */
  goOnline(since: number, serverTime: number): void {
    const session = { serverTime } as ChatSession
    this.session = session
    this.status = { state: 'online', protocol: 'fake', features: ALL_FEATURES, since }
    this.emit('online', session)
  }
}

/** A signed-in account as those see it who only listen and read. */
export class FakeAccount {
  readonly engine = new Emitter<SyncEvents>()
  readonly link = new FakeLink()
  readonly loop = this.link
  readonly rows = new Map<LocalId, StoredMessage>()
  readonly rooms = new Map<ConversationId, Conversation>()
  /** What `getMany` was asked for. */
  readonly asked: (readonly ConversationId[])[] = []

  readonly store = {
    messages: { get: (id: LocalId) => this.rows.get(id) },
    conversations: {
      get: (id: ConversationId) => this.rooms.get(id),
      unread: () => [...this.rooms.values()],
      getMany: (ids: Iterable<ConversationId>) => {
        const asked = [...ids]
        this.asked.push(asked)
        return asked.flatMap((id) => this.rooms.get(id) ?? [])
      },
    },
  }

  /** Commits messages and tells of them. */
  commit(...rows: readonly StoredMessage[]): void {
    for (const row of rows) this.rows.set(row.localId, row)
    this.engine.emit('messages', { upserted: rows.map(({ localId }) => localId), removed: [] })
  }

  /** Changes a conversation and tells of it. */
  change(conversation: Conversation): void {
    this.rooms.set(conversation.conversationId, conversation)
    this.engine.emit('conversations', [conversation.conversationId])
  }
}
