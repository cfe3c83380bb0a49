import { v7 as uuidV7 } from 'uuid'
import type { SessionEvent } from '../../../src/server/bus/bus'
import type { RunningServer } from '../../../src/server/server'
import type { Session } from '../../../src/server/world/session'

type Content = Readonly<Record<string, unknown>>

/** Somebody of the sample office who is connected without a window: is there, says things, types and reads. */
export class Colleague implements Session {
  readonly sessionId: string
  readonly deviceId: string
  readonly deviceName = 'Phone'
  readonly appVersion = '0.1.0'
  readonly credential = { kind: 'none' } as const
  readonly level = 'sync'
  readonly connectedAt = Date.now()
  readonly #server: RunningServer

  private constructor(
    server: RunningServer,
    readonly userId: string,
    deviceId: string,
  ) {
    this.#server = server
    this.deviceId = deviceId
    this.sessionId = uuidV7()
  }

  static async join(server: RunningServer, userId: string, deviceId = 'phone'): Promise<Colleague> {
    const colleague = new Colleague(server, userId, deviceId)
    await server.world.connect(colleague)
    return colleague
  }

  get lastSeen(): number {
    return Date.now()
  }

  /** What arrives is delivered, as at any client that is there. */
  deliver(event: SessionEvent): void {
    if (event.kind !== 'message' || event.data['sender_id'] === this.userId) return
    const { conversation_id, seq } = event.data as { conversation_id: string; seq: number }
    void this.#server.world.signal(this, { type: 'delivered', data: { conversation_id, up_to_seq: seq } })
  }

  close(): void {}

  /** Resolves with its seq once the server has it. */
  async say(
    conversationId: string,
    content: string | { readonly type: string; readonly content: Content },
    extra: Content = {},
  ): Promise<number> {
    const { type, content: body } = typeof content === 'string' ? { type: 'text', content: { content } } : content
    const isGroup = conversationId.startsWith('c2g:')
    const receiver = isGroup
      ? conversationId.slice('c2g:'.length)
      : conversationId
          .slice('c2c:'.length)
          .split(':')
          .find((userId) => userId !== this.userId)!
    const data = { sender_id: this.userId, receiver_id: receiver, cli_mid: uuidV7(), ...body, ...extra }
    return new Promise((resolve, reject) => {
      this.#server.world.messages
        .accept(this, isGroup ? 'c2g' : 'c2c', { type, data }, 1000, {
          ack: ({ seq }) => resolve(seq),
          nack: ({ reason }) => reject(new Error(reason)),
        })
        .catch(reject)
    })
  }

  async type(conversationId: string): Promise<void> {
    await this.#server.world.signal(this, { type: 'typing', data: { conversation_id: conversationId } })
  }

  async read(conversationId: string, upToSeq: number): Promise<void> {
    await this.#server.world.signal(this, { type: 'read', data: { conversation_id: conversationId, up_to_seq: upToSeq } })
  }

  async be(state: 'online' | 'away' | 'busy', status?: string): Promise<void> {
    await this.#server.world.signal(this, { type: 'presence', data: { state, ...(status === undefined ? {} : { status }) } })
  }

  async leave(): Promise<void> {
    await this.#server.world.disconnect(this)
  }
}
