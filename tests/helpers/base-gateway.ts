import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import type { Cancel, Clock } from '../../src/main/lib/clock'
import { type BaseFrame, baseFrame, ReadLoop } from './base-gateway-read-loop'
import { Watchers } from './watchers'

const IDLE_LIMIT_MS = 60_000
const RELAYED_TYPES: ReadonlySet<unknown> = new Set(['text', 'location', 'face', 'sound', 'image', 'file', 'video'])

type Link = {
  readonly socket: Socket
  readonly reads: ReadLoop
  readonly clientIds: Set<string>
  cancelIdle: Cancel
  /** Its cable is cut: bytes vanish in both directions, and neither end is told. */
  isCut: boolean
}

/**
 * A small model of the original jim1 gateway, faults included: its read loop (`ReadLoop`), bare acks, plain-text
 * control replies with request id 0, relays under the sender's request id, silence for whatever it swallows, a 60 s
 * idle limit, the routing that it forgets when an older socket of the same client dies, and no word about a wrong token.
 * Cables can be cut.
 */
export class BaseGateway {
  /** Every frame that its read loop got hold of, in order. */
  readonly frames: BaseFrame[] = []
  /** An empty body was forwarded: the stream to the service is gone, and with it every client. */
  isStreamDead = false
  /** Messages for which this says true are read and then forgotten: no ack, no relay. */
  swallows: (frame: BaseFrame) => boolean = () => false
  /** The documented form of the ack, which other servers use. */
  hasWrappedAcks = false
  readonly #clock: Clock
  readonly #server: Server
  readonly #links = new Set<Link>()
  readonly #routes = new Map<string, Link>()
  readonly #watchers = new Watchers()
  #isUnplugged = false
  #lostFrames = 0
  #lastMessageId = 1_496_665_213_221_474_304n

  private constructor(clock: Clock) {
    this.#clock = clock
    // Half-open: it does not notice that a client left before its idle limit is over.
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.#accept(socket))
  }

  static async listen(clock: Clock): Promise<BaseGateway> {
    const gateway = new BaseGateway(clock)
    await new Promise<void>((resolve) => gateway.#server.listen(0, '127.0.0.1', resolve))
    return gateway
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** Frames that arrived in the same read as another one, and were lost. */
  get lostFrames(): number {
    return this.#lostFrames
  }

  /** Client ids that it can deliver to. */
  get routes(): readonly string[] {
    return [...this.#routes.keys()]
  }

  count(command: string): number {
    return this.frames.filter((frame) => frame.command === command).length
  }

  /** Resolves once the condition holds; it is looked at after everything that happens here. */
  when(condition: () => boolean): Promise<void> {
    return this.#watchers.when(condition)
  }

  /** Cuts the cable to everybody, or to one client, without a word: what is sent is lost, who dials waits. */
  unplug(clientId?: string): void {
    this.#isUnplugged = true
    for (const link of this.#links) link.isCut ||= clientId === undefined || link.clientIds.has(clientId)
  }

  /** Who dials from now on is heard. The old sockets stay dead, and are found dead at their idle limit. */
  plug(): void {
    this.#isUnplugged = false
  }

  /** Writes a frame to a client, as another client's relayed message would arrive. */
  deliver(clientId: string, command: string, requestId: number, body: string): void {
    const link = this.#routes.get(clientId)
    if (link?.isCut === false) link.socket.write(baseFrame(command, requestId, body))
  }

  /** The ack of a message that it swallowed before. */
  ackLate(senderId: string, requestId: number): void {
    this.#ack(senderId, requestId)
  }

  async close(): Promise<void> {
    for (const link of this.#links) this.#drop(link)
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }

  #accept(socket: Socket): void {
    const reads = new ReadLoop()
    const link: Link = { socket, reads, clientIds: new Set(), cancelIdle: () => undefined, isCut: this.#isUnplugged }
    this.#links.add(link)
    this.#touch(link)
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => this.#read(link, chunk))
  }

  #read(link: Link, chunk: Buffer): void {
    if (link.isCut) return this.#changed()
    const lostBefore = link.reads.lostFrames
    const outcomes = link.reads.push(chunk)
    this.#lostFrames += link.reads.lostFrames - lostBefore
    for (const outcome of outcomes) {
      if (!this.#links.has(link)) break
      if (outcome === 'broken') this.#drop(link)
      else this.#handle(link, outcome)
    }
    this.#changed()
  }

  #handle(link: Link, frame: BaseFrame): void {
    this.#touch(link)
    this.frames.push(frame)
    switch (frame.command) {
      case 'A001':
        link.socket.write(baseFrame('A002', 0, 'pong'))
        return
      case 'B001':
        this.#register(link, frame.body)
        return
      case 'B004':
        link.socket.write(baseFrame('A999', 0, 'client close'))
        return
      default:
        this.#forward(frame)
    }
  }

  #register(link: Link, body: string): void {
    const auth = parseObject(body)
    const clientId = auth['client_id']
    if (typeof clientId !== 'string' || clientId === '') {
      this.#drop(link)
      return
    }
    if (/^[1-9]\d*$/.test(String(auth['token']))) {
      this.#routes.set(clientId, link)
      link.clientIds.add(clientId)
    }
    link.socket.write(baseFrame('B002', 0, 'auth success'))
  }

  #forward(frame: BaseFrame): void {
    if (frame.body.length === 0) {
      this.isStreamDead = true
      for (const link of this.#links) this.#drop(link)
      return
    }
    if (this.swallows(frame)) return
    const { type, data } = parseObject(frame.body)
    if (!RELAYED_TYPES.has(type) || typeof data !== 'object' || data === null) return
    const { sender_id: senderId, receiver_id: receiverId } = data as Record<string, unknown>
    if (typeof senderId !== 'string' || typeof receiverId !== 'string') return
    this.#ack(senderId, frame.requestId)
    this.deliver(receiverId, frame.command, frame.requestId, frame.body)
  }

  #ack(senderId: string, requestId: number): void {
    // Written as text: the id exceeds what a JSON number can hold.
    const ack = `{"receiver_id":${JSON.stringify(senderId)},"request_id":${requestId},"message_id":${++this.#lastMessageId}}`
    if (this.hasWrappedAcks) this.deliver(senderId, 'B103', 0, `{"type":"ack","data":${ack}}`)
    else this.deliver(senderId, 'B101', requestId, ack)
  }

  #touch(link: Link): void {
    link.cancelIdle()
    link.cancelIdle = this.#clock.after(IDLE_LIMIT_MS, () => {
      this.#drop(link)
      this.#changed()
    })
  }

  #drop(link: Link): void {
    if (!this.#links.delete(link)) return
    link.cancelIdle()
    link.socket.destroy()
    // By client id, not by socket: this is how a newer socket of the same client is forgotten, too.
    for (const clientId of link.clientIds) this.#routes.delete(clientId)
  }

  #changed(): void {
    this.#watchers.look()
  }
}

function parseObject(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
