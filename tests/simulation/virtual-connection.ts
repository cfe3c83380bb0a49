import type { Transport, TransportListener } from '../../src/main/connection/transport'
import type { LinkCauseCode } from '@shared/status'
import type { ClientHandler } from '../../src/server/gateway/client-handler'
import type { Link } from '../../src/server/gateway/link'
import { Pipe } from './pipe'
import type { Timeline } from './timeline'
import type { VirtualClock } from './virtual-clock'

export type ConnectionOptions = {
  readonly timeline: Timeline
  readonly clock: VirtualClock
  readonly random: () => number
  readonly listener: TransportListener
  /** What the client writes, as it writes it. */
  readonly onWrite: (bytes: Uint8Array) => void
  /** Both ends have let go. */
  readonly onGone: () => void
}

/** One TCP connection without a network: the client's transport on one side, the server's link on the other. */
export class VirtualConnection {
  readonly #options: ConnectionOptions
  readonly #up: Pipe
  readonly #down: Pipe
  #server: ClientHandler | undefined
  #isClientOpen = true
  #isServerOpen = false
  #isSilent = false

  constructor(options: ConnectionOptions) {
    const { timeline, clock, random, listener } = options
    this.#options = options
    this.#up = new Pipe({
      random,
      deliver: (delayMs, run) => timeline.after(delayMs, run),
      onBytes: (bytes) => void (this.#isServerOpen && this.#server?.onBytes(bytes)),
      onEnd: () => this.#closeServer(),
      onBreak: () => this.cut(),
    })
    this.#down = new Pipe({
      random,
      deliver: (delayMs, run) => clock.deliver(delayMs, run),
      onBytes: (bytes) => void (this.#isClientOpen && listener.onBytes(bytes)),
      onEnd: () => this.#closeClient('closed'),
      onBreak: () => this.cut(),
    })
  }

  /** False once the client has let go, or has been told that the link is gone. */
  get isClientOpen(): boolean {
    return this.#isClientOpen
  }

  get isServerOpen(): boolean {
    return this.#isServerOpen
  }

  /** The server takes the connection, then the client hears that it is open. */
  open(accept: (link: Link) => ClientHandler): void {
    if (!this.#isClientOpen) return
    this.#isServerOpen = true
    this.#server = accept(this.#link)
    this.#options.clock.deliver(1, () => void (this.#isClientOpen && this.#options.listener.onOpen()))
  }

  refuse(code: LinkCauseCode): void {
    this.#closeClient(code)
  }

  /** A frame that the server's program knows nothing of: what a broken or hostile one would say. */
  say(frame: Uint8Array): void {
    if (this.#isServerOpen && !this.#isSilent) this.#down.write(frame, this.#options.timeline.now)
  }

  /** Reset in the middle of whatever is on its way. */
  cut(): void {
    if (this.#isSilent) return
    this.#up.break()
    this.#down.break()
    this.#closeServer()
    this.#options.clock.deliver(1, () => this.#closeClient('reset'))
  }

  /** Reset after some more bytes of one direction. */
  cutAfter(direction: 'up' | 'down', bytes: number): void {
    if (bytes === 0) return this.cut()
    this.#pipe(direction).breakAfter(bytes)
  }

  /** The peers cannot hear each other any more, and nobody tells them. */
  silence(): void {
    this.#isSilent = true
    this.#up.silence()
    this.#down.silence()
  }

  stall(): void {
    this.#up.stall()
    this.#down.stall()
  }

  resume(): void {
    this.#up.resume()
    this.#down.resume()
  }

  /** The client's program is gone; its system resets what it had open. */
  killClient(): void {
    this.#isClientOpen = false
    this.#down.silence()
    if (!this.#isSilent) {
      this.#up.break()
      this.#closeServer()
    }
    this.#settle()
  }

  /** The server's program is gone. */
  killServer(): void {
    this.#isServerOpen = false
    this.#up.silence()
    this.#down.break()
    if (!this.#isSilent) this.#options.clock.deliver(1, () => this.#closeClient('reset'))
    this.#settle()
  }

  readonly transport: Transport = {
    write: (bytes) => {
      if (!this.#isClientOpen) return false
      this.#options.onWrite(bytes)
      this.#up.write(bytes, this.#now)
      return true
    },
    end: () => {
      if (!this.#isClientOpen) return
      this.#isClientOpen = false
      this.#up.end(this.#now)
      this.#settle()
    },
    destroy: () => {
      if (!this.#isClientOpen) return
      this.#isClientOpen = false
      this.#down.silence()
      this.#options.timeline.after(1, () => {
        if (this.#isSilent) return
        this.#up.break()
        this.#closeServer()
      })
      this.#settle()
    },
  }

  readonly #link: Link = {
    address: 'virtual',
    bufferedBytes: 0,
    write: (bytes) => void (this.#isServerOpen && this.#down.write(bytes, this.#now)),
    known: () => undefined,
    pause: () => this.#up.stall(),
    resume: () => this.#up.resume(),
    end: () => {
      if (this.#isServerOpen) this.#down.end(this.#now)
    },
    destroy: () => {
      this.#down.break()
      this.#options.timeline.after(0, () => this.#closeServer())
      if (!this.#isSilent) this.#options.clock.deliver(1, () => this.#closeClient('reset'))
    },
  }

  get #now(): number {
    return this.#options.timeline.now
  }

  #pipe(direction: 'up' | 'down'): Pipe {
    return direction === 'up' ? this.#up : this.#down
  }

  #closeServer(): void {
    if (!this.#isServerOpen) return
    this.#isServerOpen = false
    this.#down.end(this.#now)
    this.#server?.onLinkClosed()
    this.#settle()
  }

  #closeClient(code: LinkCauseCode): void {
    if (!this.#isClientOpen) return
    this.#isClientOpen = false
    this.#options.listener.onClose(code, 'virtual')
    // What was half-closed by the server is closed by the client in answer.
    this.#up.end(this.#now)
    this.#settle()
  }

  #settle(): void {
    if (!this.#isClientOpen && !this.#isServerOpen) this.#options.onGone()
  }
}
