import type { Envelope } from '@protocol/schemas/chat'
import { baseAckSchema, isPushType, type Push, pushSchemas } from '@protocol/schemas/sync'
import { asCliMid, asConversationId, asMid, asSeq, asUserId, type CliMid, type UserId } from '@shared/ids'
import { assertNever } from '@shared/result'
import { shownLine, shownText } from '@shared/shown-text'
import type { Clock } from '../../../lib/clock'
import type { Logger } from '../../../lib/logger'
import type { ChatMessage, Fact } from '../../kind/facts'
import type { Dialect } from '../dialects'
import type { ChatPacket } from '../link/chat-packet'
import { readBaseMessage, readNamedMessage, type ReadContext } from './read-message'
import { readConversation, readPresence } from './read-roster'

type FactReaderDeps = {
  readonly clock: Clock
  readonly logger: Logger
  readonly me: UserId
  /** Which message last went out under a request id. */
  readonly triedAs: (requestId: number) => CliMid | undefined
}

/** Packets of a session as facts (PROTOCOL 4, 5, 8). What cannot be understood is logged, and `undefined`. */
export class FactReader {
  readonly #deps: FactReaderDeps

  constructor(deps: FactReaderDeps) {
    this.#deps = deps
  }

  get context(): ReadContext {
    return { me: this.#deps.me, arrivedAt: this.#deps.clock.now() }
  }

  read(packet: ChatPacket, dialect: Dialect): Fact | undefined {
    return dialect === 'base' ? this.#readBase(packet) : this.#readSync(packet)
  }

  #readBase(packet: ChatPacket): Fact | undefined {
    if (packet.name === 'baseAck') return this.#bareAck(packet.ack.request_id)
    if (packet.envelope.type === 'ack') {
      const ack = baseAckSchema.safeParse(packet.envelope.data)
      return ack.success ? this.#bareAck(ack.data.request_id) : undefined
    }
    return this.#message(packet.name, readBaseMessage(packet.envelope, this.context))
  }

  #readSync(packet: ChatPacket): Fact | undefined {
    switch (packet.name) {
      case 'c2c':
      case 'c2g':
        return this.#message(packet.name, readNamedMessage(packet.envelope, this.context))
      case 'push':
        return this.#readPush(packet.envelope)
      case 'baseAck':
        return undefined
      default:
        return assertNever(packet)
    }
  }

  #message(command: string, message: ChatMessage | undefined): Fact | undefined {
    if (message === undefined) return void this.#deps.logger.warn('a message without a place', { command })
    return { fact: 'message', message }
  }

  /** The original gateway has read a message of mine, whatever became of it here since. It names nothing. */
  #bareAck(requestId: number): Fact | undefined {
    const cliMid = this.#deps.triedAs(requestId)
    return cliMid === undefined ? undefined : { fact: 'named', cliMid }
  }

  #readPush({ type, data }: Envelope): Fact | undefined {
    const { logger } = this.#deps
    if (!isPushType(type)) return void logger.info('an unknown push', { type })
    const parsed = pushSchemas[type].safeParse(data)
    if (!parsed.success) return void logger.warn('a push of another shape', { type })
    return this.#factOf({ type, data: parsed.data } as Push)
  }

  #factOf({ type, data }: Push): Fact | undefined {
    switch (type) {
      case 'ack':
        return { fact: 'named', cliMid: asCliMid(data.cli_mid), mid: asMid(data.mid), seq: asSeq(data.seq), sentAt: data.sent_at }
      case 'nack': {
        const cliMid = data.cli_mid === undefined ? this.#deps.triedAs(data.request_id) : asCliMid(data.cli_mid)
        if (cliMid === undefined) return void this.#deps.logger.warn('a nack for no message', { code: data.code })
        return { fact: 'refused', cliMid, code: data.code, reason: data.reason, retryAfterMs: data.retry_after_ms }
      }
      case 'delivered':
      case 'read': {
        const { conversation_id, user_id, up_to_seq: upToSeq } = data
        return { fact: 'mark', mark: type, conversationId: asConversationId(conversation_id), userId: asUserId(user_id), upToSeq }
      }
      case 'conversation':
        return { fact: 'conversation', conversation: readConversation(data, this.context) }
      case 'typing':
        return { fact: 'typing', conversationId: asConversationId(data.conversation_id), userId: asUserId(data.user_id) }
      case 'presence':
        return { fact: 'presence', ...readPresence(data) }
      case 'notice':
        return { fact: 'notice', ...data, title: shownLine(data.title), text: shownText(data.text) }
      default:
        return assertNever(type)
    }
  }
}
