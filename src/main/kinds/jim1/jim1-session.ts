import { asSeq, type ConversationId, type Mid, type Seq, type UserId } from '@shared/ids'
import { assertNever, ok, type Result } from '@shared/result'
import type { Person } from '@shared/roster'
import type { Features } from '@shared/features'
import type { ChatSession, MessageWatch, PackedMessage, ProfileChange, Signal } from '../kind/chat-session'
import type { PresenceOf } from '../kind/facts'
import type { OnlineSession } from './link/online-session'
import { bodyOf } from './message-body'
import { readPerson, readPresence } from './reading/read-roster'
import type { TriedRequests } from './tried-requests'

/** A session of jim1 in the engine's words. */
export class Jim1Session implements ChatSession {
  /** A plain server's link asks whether it is alive before it says that an ack is missing (`BaseLink`). */
  readonly watchesAcks: boolean
  readonly #online: OnlineSession
  readonly #tried: TriedRequests

  constructor(online: OnlineSession, tried: TriedRequests) {
    this.#online = online
    this.#tried = tried
    this.watchesAcks = online.dialect === 'base'
  }

  get features(): Features {
    return this.#online.features
  }

  get serverTime(): number | undefined {
    return this.#online.info?.server_time
  }

  send(message: PackedMessage, watch: MessageWatch = {}): void {
    const { command, body, cliMid } = bodyOf(message)
    const requestId = this.#online.sendMessage(command, body, watch)
    if (cliMid !== undefined) this.#tried.note(requestId, cliMid)
  }

  signal(signal: Signal): void {
    switch (signal.signal) {
      case 'delivered':
      case 'read': {
        const data = { conversation_id: signal.conversationId, up_to_seq: signal.upToSeq }
        return this.#online.signal({ type: signal.signal, data })
      }
      case 'typing':
        return this.#online.signal({ type: 'typing', data: { conversation_id: signal.conversationId } })
      case 'presence':
        return this.#online.signal({ type: 'presence', data: { state: signal.state } })
      case 'received':
        // Marks say it here.
        return
      default:
        return assertNever(signal)
    }
  }

  async watchPresence(userIds: readonly UserId[]): Promise<Result<readonly PresenceOf[]>> {
    const answer = await this.#online.query('presence.subscribe', { user_ids: [...userIds] })
    return answer.ok ? ok(answer.value.items.map(readPresence)) : answer
  }

  async recall({ mid }: { readonly conversationId: ConversationId; readonly mid: Mid }): Promise<Result<{ readonly seq?: Seq }>> {
    const answer = await this.#online.query('message.recall', { mid })
    return answer.ok ? ok({ seq: asSeq(answer.value.seq) }) : answer
  }

  async mute(conversationId: ConversationId, until: number): Promise<Result<number>> {
    const answer = await this.#online.query('conversation.mute', { conversation_id: conversationId, until })
    return answer.ok ? ok(answer.value.muted_until) : answer
  }

  async setProfile(change: ProfileChange): Promise<Result<Person>> {
    const answer = await this.#online.query('profile.set', change)
    return answer.ok ? ok(readPerson(answer.value)) : answer
  }
}
