import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

/** A frame as it came over the wire; `json` is its body if that is JSON. */
export type ProbeFrame = {
  readonly command: string
  readonly requestId: number
  readonly text: string
  readonly json: ProbeJson
}

/** A JSON body, looked into without ceremony; a test that looks for what is not there gets `undefined`. */
export type ProbeJson = Record<string, unknown> & {
  readonly type?: string
  readonly data?: Record<string, unknown>
  readonly result?: Record<string, unknown>
}

type Match = (frame: ProbeFrame) => boolean

const HEADER = 16

/** One frame, by the byte table of PROTOCOL 1. `length` lies about the body where a test wants that. */
export function probeFrame(command: string, requestId: number, body: string | Uint8Array | object = '', length?: number): Buffer {
  const bytes = toBytes(body)
  const header = Buffer.alloc(HEADER)
  header.write('jim1', 0, 'latin1')
  header.write(command, 4, 4, 'latin1')
  header.writeUInt32BE(requestId, 8)
  header.writeUInt32BE(length ?? bytes.length, 12)
  return Buffer.concat([header, bytes])
}

function toBytes(body: string | Uint8Array | object): Uint8Array {
  if (typeof body === 'string') return Buffer.from(body)
  return body instanceof Uint8Array ? body : Buffer.from(JSON.stringify(body))
}

/**
 * A jim1 client written from docs/protocol.md alone, which knows nothing of `src/protocol`: it writes any bytes that a
 * test asks for, and collects what comes back.
 */
export class Probe {
  /** Every frame so far, in order. */
  readonly frames: ProbeFrame[] = []
  /** The size of every read so far, in frames that it completed; a base server's spacing shows here. */
  readonly framesPerRead: number[] = []
  /** Resolves when the server has ended the connection, or it was reset. */
  readonly ended: Promise<void>
  readonly socket: Socket
  #rest: Buffer = Buffer.alloc(0)
  #nextId = 1
  readonly #taken = new Set<ProbeFrame>()
  readonly #watchers = new Set<() => void>()

  constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', (chunk: Buffer) => this.#read(chunk))
    // A reset is an end like others here.
    socket.on('error', () => undefined)
    this.ended = new Promise((resolve) => {
      socket.once('end', () => resolve())
      socket.once('close', () => resolve())
    })
  }

  static async connect(port: number, options: { readonly ca?: string } = {}): Promise<Probe> {
    const target = { host: '127.0.0.1', port, allowHalfOpen: true, noDelay: true }
    const socket = options.ca === undefined ? connectTcp(target) : connectTls({ ...target, ca: options.ca })
    await new Promise<void>((resolve, reject) => {
      socket.once(options.ca === undefined ? 'connect' : 'secureConnect', () => resolve())
      socket.once('error', reject)
    })
    return new Probe(socket)
  }

  /** Bytes that were read and are no whole frame yet. */
  get unfinished(): number {
    return this.#rest.length
  }

  nextId(): number {
    return this.#nextId++
  }

  raw(bytes: string | Uint8Array): void {
    this.socket.write(bytes)
  }

  /** Returns the request id. */
  send(command: string, body: string | Uint8Array | object = '', requestId = this.nextId()): number {
    this.raw(probeFrame(command, requestId, body))
    return requestId
  }

  /** The first frame, now or later, that matches and was not handed out before. Rejects when the connection ends. */
  take(match: Match): Promise<ProbeFrame> {
    return new Promise((resolve, reject) => {
      const look = (): boolean => {
        const found = this.frames.find((frame) => !this.#taken.has(frame) && match(frame))
        if (found === undefined) return false
        this.#taken.add(found)
        this.#watchers.delete(look)
        resolve(found)
        return true
      }
      if (look()) return
      this.#watchers.add(look)
      void this.ended.then(() => {
        if (this.#watchers.has(look) && !look()) reject(new Error(`ended after ${this.frames.map(describe).join(', ') || 'nothing'}`))
      })
    })
  }

  command(command: string): Promise<ProbeFrame> {
    return this.take((frame) => frame.command === command)
  }

  /** The data of the next push of that type (PROTOCOL 5), or of the next that has these as well. */
  async push(type: string, having: Readonly<Record<string, unknown>> = {}): Promise<Record<string, unknown>> {
    const has = ({ data }: ProbeJson): boolean => Object.entries(having).every(([key, value]) => data?.[key] === value)
    return (await this.take(({ command, json }) => command === 'B103' && json.type === type && has(json))).json.data ?? {}
  }

  /** The next message of a C2C or C2G. */
  message(): Promise<ProbeFrame> {
    return this.take((frame) => (frame.command === 'B101' || frame.command === 'B102') && frame.json.data !== undefined)
  }

  /** All messages so far, in order. */
  get messages(): readonly ProbeFrame[] {
    return this.frames.filter((frame) => (frame.command === 'B101' || frame.command === 'B102') && frame.json.data !== undefined)
  }

  /** Everything that the server wrote before it answered this has been read. */
  async settled(): Promise<void> {
    const requestId = this.send('A001', 'ping')
    await this.take((frame) => frame.command === 'A002' && frame.requestId === requestId)
  }

  /** `B201`; resolves with the frame of the answer, `B202` or `B203`. */
  query(method: string, params: object): Promise<ProbeFrame> {
    const requestId = this.send('B201', { method, params })
    return this.take((frame) => (frame.command === 'B202' || frame.command === 'B203') && frame.requestId === requestId)
  }

  /** Resolves with the ack or nack of a message. */
  async say(command: 'B101' | 'B102', type: string, data: object): Promise<ProbeFrame> {
    const requestId = this.send(command, { type, data })
    return this.take(
      ({ command: answer, requestId: id, json }) => answer === 'B103' && id === requestId && (json.type === 'ack' || json.type === 'nack'),
    )
  }

  close(): void {
    this.socket.destroy()
  }

  #read(chunk: Buffer): void {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    let count = 0
    while (this.#rest.length >= HEADER) {
      const end = HEADER + this.#rest.readUInt32BE(12)
      if (this.#rest.length < end) break
      this.frames.push(readFrame(this.#rest.subarray(0, end)))
      this.#rest = this.#rest.subarray(end)
      count += 1
    }
    if (count > 0) this.framesPerRead.push(count)
    for (const look of [...this.#watchers]) look()
  }
}

export function readFrame(bytes: Buffer): ProbeFrame {
  if (bytes.toString('latin1', 0, 4) !== 'jim1') throw new Error('the server sent a frame without the magic')
  const text = bytes.toString('utf8', HEADER)
  return { command: bytes.toString('latin1', 4, 8), requestId: bytes.readUInt32BE(8), text, json: parse(text) }
}

function parse(text: string): ProbeJson {
  try {
    return JSON.parse(text) as ProbeJson
  } catch {
    return {}
  }
}

function describe({ command, text }: ProbeFrame): string {
  return `${command} ${text.slice(0, 80)}`
}
