import { foreignIdSchema, idSchema } from '@protocol/schemas/ids'
import type { Features } from '@shared/features'
import type { UserId } from '@shared/ids'
import { ok, type Result } from '@shared/result'
import type { ByteHttp } from '../../lib/byte-exchange'
import type { Clock } from '../../lib/clock'
import type { HttpClient } from '../../lib/http-client'
import type { Logger } from '../../lib/logger'
import type { ChatLink, ChatLinkEvents } from '../kind/chat-link'
import type { ChatSession, OutgoingMessage, PackedMessage } from '../kind/chat-session'
import type { FileApi } from '../kind/file-api'
import { NO_FILES } from '../kind/no-files'
import { type Dialect, featuresOf, isDialect } from './dialects'
import { Jim1Files } from './jim1-files'
import { Jim1Session } from './jim1-session'
import type { Jim1Connection } from './link/jim1-connection'
import type { OnlineSession } from './link/online-session'
import { bytesOf, packedBody, packMessage } from './message-body'
import { FactReader } from './reading/fact-reader'
import { ServerApi } from './server-api'
import { TriedRequests } from './tried-requests'

export type Jim1LinkDeps = {
  readonly connection: Jim1Connection
  readonly http: HttpClient
  /** For the bytes of files; without it there are none. */
  readonly bytes?: ByteHttp
  /** Without a slash at its end. */
  readonly httpBase: () => string
  readonly token: () => string
  readonly me: UserId
  /** `base`: an account of a plain server; otherwise how it spoke last counts until it speaks again. */
  readonly account?: Dialect
  readonly clock: Clock
  readonly logger: Logger
}

/** jim1 as the engine sees it, in either dialect. */
export class Jim1Link implements ChatLink {
  readonly requests: ServerApi
  readonly files: FileApi
  readonly #deps: Jim1LinkDeps
  readonly #tried = new TriedRequests()
  readonly #reader: FactReader
  #dialect: Dialect
  /** The newest session, in both its faces. */
  #faces: { readonly online: OnlineSession; readonly chat: Jim1Session } | undefined

  constructor(deps: Jim1LinkDeps) {
    this.#deps = deps
    this.#dialect = deps.account ?? 'sync'
    this.#reader = new FactReader({ ...deps, triedAs: (requestId) => this.#tried.get(requestId) })
    this.requests = new ServerApi({ ...deps, dialect: () => this.dialect, context: () => this.#reader.context })
    this.files = deps.bytes === undefined ? NO_FILES : new Jim1Files({ ...deps, http: deps.bytes, dialect: () => this.dialect })
  }

  get session(): ChatSession | undefined {
    const online = this.#deps.connection.session
    return online && this.#chatOf(online)
  }

  get features(): Features {
    return this.#deps.connection.session?.features ?? featuresOf(this.#dialect)
  }

  get dialect(): Dialect {
    return this.#deps.connection.session?.dialect ?? this.#dialect
  }

  assume(dialect: string): void {
    if (this.#deps.account !== 'base' && isDialect(dialect)) this.#dialect = dialect
  }

  on<E extends keyof ChatLinkEvents>(event: E, listener: (value: ChatLinkEvents[E]) => void): () => void {
    const { connection } = this.#deps
    // Each listener is one of the connection's, so that nobody has to be told apart when one of them stops.
    const tell = listener as (value: ChatLinkEvents[keyof ChatLinkEvents]) => void
    switch (event) {
      case 'online':
        return connection.on('online', (online) => tell(this.#chatOf(online)))
      case 'lost':
        return connection.on('lost', () => tell(undefined))
      default:
        return connection.on('packet', (packet) => {
          const fact = this.#reader.read(packet, this.dialect)
          if (fact !== undefined) tell(fact)
        })
    }
  }

  pack(message: OutgoingMessage): Result<PackedMessage> {
    const packed = packMessage(message, this.dialect, this.features.maxTextBytes)
    return packed.ok ? ok(packedBody(packed.value)) : packed
  }

  roomForText(message: OutgoingMessage): number {
    return Math.max(0, this.features.maxTextBytes - bytesOf(message, this.dialect))
  }

  /** Where nobody can be looked for, ids are of any form (PROTOCOL 8). */
  isUserId(text: string): boolean {
    return (this.features.directory ? idSchema : foreignIdSchema).safeParse(text).success
  }

  reconnectNow(): void {
    this.#deps.connection.reconnectNow()
  }

  /** One object for each session; the first look at a new one learns how it speaks. */
  #chatOf(online: OnlineSession): Jim1Session {
    if (this.#faces?.online === online) return this.#faces.chat
    this.#dialect = online.dialect
    // Named acks name their message themselves, and request ids start anew there.
    if (online.dialect === 'sync') this.#tried.clear()
    this.#faces = { online, chat: new Jim1Session(online, this.#tried) }
    return this.#faces.chat
  }
}
