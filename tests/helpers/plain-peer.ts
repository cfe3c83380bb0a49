import { connect, type Socket } from 'node:net'
import { baseFrame, ReadLoop } from './base-gateway-read-loop'
import { Watchers } from './watchers'

/** Somebody with another program on a plain jim1 server: no `cli_mid`, no names but their own. */
export class PlainPeer {
  /** Texts that arrived, in order. */
  readonly texts: string[] = []
  readonly #socket: Socket
  readonly #reads = new ReadLoop()
  readonly #watchers = new Watchers()
  #isIn = false
  #requestId = 0

  private constructor(
    readonly id: string,
    port: number,
  ) {
    this.#socket = connect({ host: '127.0.0.1', port, noDelay: true })
    this.#socket.on('error', () => undefined)
    this.#socket.on('data', (chunk) => this.#read(chunk))
    this.#write('B001', { client_id: id, token: '2' })
  }

  static async online(id: string, port: number): Promise<PlainPeer> {
    const peer = new PlainPeer(id, port)
    await peer.when(() => peer.#isIn)
    return peer
  }

  say(receiverId: string, content: string): void {
    const data = { sender_id: this.id, sender_name: '', sender_avatar: '', receiver_id: receiverId, content }
    this.#write('B101', { type: 'text', data })
  }

  when(condition: () => boolean): Promise<void> {
    return this.#watchers.when(condition)
  }

  close(): void {
    this.#socket.destroy()
  }

  #write(command: string, body: unknown): void {
    this.#socket.write(baseFrame(command, ++this.#requestId, JSON.stringify(body)))
  }

  #read(chunk: Buffer): void {
    for (const frame of this.#reads.push(chunk)) {
      if (frame === 'broken') continue
      if (frame.command === 'B002') this.#isIn = true
      else if (frame.command === 'B101') {
        const { type, data } = JSON.parse(frame.body) as { type?: string; data?: { content: string } }
        if (type === 'text' && data !== undefined) this.texts.push(data.content)
      }
    }
    this.#watchers.look()
  }
}
