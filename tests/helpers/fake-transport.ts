import type { LinkCauseCode } from '@shared/status'
import { decodePacket, encodeJsonFrame, encodeTextFrame, type Packet, type PacketName, type PacketOf } from '@protocol/codec'
import type { CommandName } from '@protocol/commands'
import { FrameDecoder } from '@protocol/frame-decoder'
import type { OpenTransport, Transport, TransportAddress, TransportListener, TransportStage } from '../../src/main/connection/transport'

/** The far end of one dial, as the test (or a simulated server) holds it. */
export class FakePeer {
  /** What the client wrote, one entry per write. */
  readonly writes: Uint8Array[] = []
  /** The client half-closed. */
  isEnded = false
  /** The client dropped the link. */
  isDestroyed = false
  /** Called for every write, after it was recorded; a simulated server answers from here. */
  onWrite: ((bytes: Uint8Array) => void) | undefined
  onGone: (() => void) | undefined
  readonly #decoder = new FrameDecoder({ maxBodyBytes: 64 * 1024 * 1024 })
  readonly #packets: Packet[] = []

  constructor(
    readonly address: TransportAddress,
    readonly listener: TransportListener,
  ) {}

  /** The client let go of this link, one way or the other. */
  get isGone(): boolean {
    return this.isEnded || this.isDestroyed
  }

  /** Everything the client said so far, understood. */
  get packets(): readonly Packet[] {
    return this.#packets
  }

  /** The packets of one name, in order. */
  said<N extends PacketName>(name: N): PacketOf<N>[] {
    return this.#packets.filter((packet): packet is PacketOf<N> => packet.name === name)
  }

  stage(stage: TransportStage): void {
    this.listener.onStage(stage)
  }

  /** The link is up; the client says `B001`. */
  open(): void {
    this.listener.onOpen()
  }

  json(name: CommandName, requestId: number, body: unknown): void {
    this.bytes(encodeJsonFrame(name, requestId, body))
  }

  text(name: CommandName, requestId: number, text: string): void {
    this.bytes(encodeTextFrame(name, requestId, text))
  }

  /** Raw bytes; they reach the listener even after the client let go, as a late event of a socket would. */
  bytes(bytes: Uint8Array): void {
    this.listener.onBytes(bytes)
  }

  close(code: LinkCauseCode = 'closed', reason = 'gone'): void {
    this.listener.onClose(code, reason)
  }

  /** The client's side of the link. */
  readonly transport: Transport = {
    write: (bytes) => {
      if (this.isGone) return false
      this.writes.push(bytes)
      for (const frame of this.#decoder.push(bytes)) {
        const packet = decodePacket(frame)
        if (!packet.ok) throw new Error(`the client sent a bad body: ${packet.error.message}`)
        this.#packets.push(packet.value)
      }
      if (this.#decoder.failure !== undefined) throw this.#decoder.failure
      this.onWrite?.(bytes)
      return true
    },
    end: () => {
      if (this.isGone) return
      this.isEnded = true
      this.onGone?.()
    },
    destroy: () => {
      if (this.isGone) return
      this.isDestroyed = true
      this.onGone?.()
    },
  }
}

/** A network in memory: remembers each dial, and leaves it to the test what becomes of it. */
export class FakeNetwork {
  readonly dials: FakePeer[] = []
  /** Called for each dial, before its `OpenTransport` returns. */
  onDial: ((peer: FakePeer) => void) | undefined

  readonly openTransport: OpenTransport = (address, listener) => {
    const peer = new FakePeer(address, listener)
    this.dials.push(peer)
    this.onDial?.(peer)
    return peer.transport
  }

  /** The newest dial. */
  get last(): FakePeer {
    const peer = this.dials.at(-1)
    if (peer === undefined) throw new Error('nobody dialled')
    return peer
  }

  /** Dials that the client has not let go of. */
  get live(): readonly FakePeer[] {
    return this.dials.filter((peer) => !peer.isGone)
  }
}

/** A `B002` of a sync/1 server. */
export const SESSION = {
  profile: 'sync/1',
  user_id: 'alice',
  session_id: 's1',
  server_time: 1_790_000_000_000,
  heartbeat_ms: 20_000,
  idle_limit_ms: 60_000,
  max_body_bytes: 1_048_576,
  http_base: 'http://127.0.0.1:9002',
  features: ['history', 'presence', 'typing', 'receipts', 'recall', 'files', 'groups'],
} as const
