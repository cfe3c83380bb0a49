import { connect, type Socket } from 'node:net'
import { COMMANDS } from '../src/protocol/commands'
import { encodeFrame } from '../src/protocol/frame'
import { FrameDecoder } from '../src/protocol/frame-decoder'

const encoder = new TextEncoder()
/** Every frame that a load has more than a few of is told by its first bytes: the whole of it is nobody's business here. */
const HEAD_BYTES = 20

export type Person = { readonly userId: string; readonly token: string; readonly deviceId: string }

/**
 * A connection that costs as little as one can, so that the servers are measured and not who asks them: it counts what comes,
 * and knows only how long its acks took.
 */
export class Talker {
  /** Messages of others that came. */
  heard = 0
  /** Pushes that are no answers: marks of others. */
  pushed = 0
  /** Milliseconds from each message to its ack. */
  readonly acksMs: number[] = []
  readonly #socket: Socket
  readonly #decoder = new FrameDecoder()
  readonly #sentAt = new Map<number, number>()
  #nextId = 1
  #isCorked = false
  #refused = ''
  #onChange: () => void = () => undefined
  #onFailure: (error: Error) => void = () => undefined

  private constructor(
    socket: Socket,
    readonly userId: string,
  ) {
    this.#socket = socket
    socket.on('data', (chunk) => this.#decoder.push(chunk, (frame) => this.#take(frame.command, frame.requestId, frame.body)))
    socket.on('error', () => undefined)
    socket.once('close', () => this.#fail(`${userId} was cut off`))
  }

  /** @throws Error when it is not let in */
  static async connect(port: number, { userId, token, deviceId }: Person): Promise<Talker> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    const talker = new Talker(socket, userId)
    const more = { profile: 'sync/1', device_id: deviceId, device_name: 'bench', app_version: '0' }
    talker.#write('B001', { client_id: userId, token, ...more })
    await new Promise<void>((resolve, reject) => {
      talker.#onChange = resolve
      talker.#onFailure = reject
    })
    return talker
  }

  /**
   * Says so many messages, with at most `inFlight` that have no ack yet. Resolves with the last ack.
   *
   * @throws Error when one is refused, or the connection ends
   */
  async say(conversationOf: (i: number) => string, texts: readonly string[], inFlight: number): Promise<void> {
    const goal = this.acksMs.length + texts.length
    let at = 0
    await new Promise<void>((resolve, reject) => {
      this.#onFailure = reject
      this.#onChange = () => {
        while (at < texts.length && this.#sentAt.size < inFlight) this.#sayOne(conversationOf(at), texts[at++]!)
        if (this.acksMs.length === goal) resolve()
      }
      this.#onChange()
    })
  }

  /** Tells up to where it has the conversation's messages; nobody answers to that. */
  mark(conversationId: string, upToSeq: number): void {
    this.#write('B104', { type: 'delivered', data: { conversation_id: conversationId, up_to_seq: upToSeq } })
  }

  /** Resolves when it has heard so many messages, and been pushed so many marks, since it came. */
  async until({ heard = 0, pushed = 0 }: { readonly heard?: number; readonly pushed?: number }): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#onFailure = reject
      this.#onChange = () => {
        if (this.heard >= heard && this.pushed >= pushed) resolve()
      }
      this.#onChange()
    })
  }

  close(): void {
    this.#onFailure = () => undefined
    this.#socket.destroy()
  }

  #sayOne(conversationId: string, content: string): void {
    const receiver_id = conversationId.slice('c2g:'.length)
    const sender = { sender_id: this.userId, sender_name: this.userId, sender_avatar: '' }
    const data = { ...sender, receiver_id, cli_mid: `${this.userId}-${Math.random().toString(36).slice(2)}-${this.#nextId}`, content }
    this.#sentAt.set(this.#write('B102', { type: 'text', data }), performance.now())
  }

  /** Returns the request id. */
  #write(command: string, body: object): number {
    const requestId = this.#nextId++
    if (!this.#isCorked) {
      this.#isCorked = true
      this.#socket.cork()
      process.nextTick(() => {
        this.#isCorked = false
        this.#socket.uncork()
      })
    }
    this.#socket.write(encodeFrame(command, requestId, encoder.encode(JSON.stringify(body))))
    return requestId
  }

  #take(command: string, requestId: number, body: Uint8Array): void {
    if (command === COMMANDS.c2g) this.heard++
    else if (command === COMMANDS.push) this.#takePush(requestId, body)
    else if (command === COMMANDS.authRefused || command === COMMANDS.serverClose)
      return this.#fail(`${command} ${Buffer.from(body).toString()}`)
    else if (command !== COMMANDS.authAccepted) return
    this.#onChange()
  }

  #takePush(requestId: number, body: Uint8Array): void {
    const sentAt = this.#sentAt.get(requestId)
    if (sentAt === undefined) {
      this.pushed++
      return
    }
    this.#sentAt.delete(requestId)
    if (Buffer.from(body.subarray(0, HEAD_BYTES)).includes('"nack"')) this.#fail(Buffer.from(body).toString())
    else this.acksMs.push(performance.now() - sentAt)
  }

  #fail(reason: string): void {
    this.#refused ||= reason
    this.#onFailure(new Error(this.#refused))
  }
}
