import type { DecodeTask } from '@shared/decoding'
import { failed, ok, type Result } from '@shared/result'
import type { Clock } from '../lib/clock'
import type { Logger } from '../lib/logger'
import { TimerSet } from '../lib/timer-set'
import type { ShownMedia } from './media-answer'
import type { MadeListener, MediaWindow } from './media-window'

/** Milliseconds for one file, for one that is drawn in its full size, and until a window that nobody needs is closed. */
const LIMIT_MS = 20_000
const REDRAWN_LIMIT_MS = 60_000
const IDLE_MS = 30_000
/** What its process may hold, and how often that is looked at while it decodes. */
const MAX_MEMORY_BYTES = 1280 * 2 ** 20
const MEMORY_MS = 500
/** Files that wait; whoever comes later goes without. */
const MAX_WAITING = 2000
/** A window that crashed may have been hit by somebody else's fault: the file gets one more. */
const MAX_CRASHES = 2

/**
 * `shown`: somebody looks at where it is to be; the latest comes first, for whoever scrolls is past the others. `small`: the
 * same of one that takes a moment. `sent`: in its turn, when nobody waits.
 */
export type Urgency = 'small' | 'shown' | 'sent'

/** What is known against a picture before it is decoded; `undefined`: nothing. */
export type PictureFault = 'unknown_kind' | 'too_large'

export type DecoderOptions = {
  readonly clock: Clock
  readonly logger: Logger
  readonly open: (onMade: MadeListener, onGone: () => void) => MediaWindow
  /** By what it says of itself; asked of pictures only. */
  readonly faultOf: (file: ShownMedia) => Promise<PictureFault | undefined>
}

type Waiting = {
  readonly file: ShownMedia
  readonly task: DecodeTask
  readonly urgency: Urgency
  readonly take: (made: unknown, problem: unknown) => void
  readonly fail: (code: string) => void
  crashes: number
}

/**
 * Has strange files decoded in the media window, one after the other. The window is made when it is first needed, and gone
 * when it has crashed, hangs, holds too much, or is needed no more; the next file gets a fresh one.
 */
export class Decoder {
  readonly #options: DecoderOptions
  readonly #timers: TimerSet
  readonly #waiting: Waiting[] = []
  #window: MediaWindow | undefined
  #current: (Waiting & { readonly id: number }) | undefined
  #lastId = 0

  constructor(options: DecoderOptions) {
    this.#options = options
    this.#timers = new TimerSet(options.clock)
  }

  /**
   * @param read what the window made, if it is what it should be: it may have been made by the file
   *
   * Codes: `unknown_kind`, `too_large`, `not_drawable`, `timed_out`, `crashed`, `too_many`, `closed`.
   */
  decode<T>(file: ShownMedia, task: DecodeTask, urgency: Urgency, read: (made: unknown) => T | undefined): Promise<Result<T>> {
    if (this.#timers.isClosed) return Promise.resolve(failed('closed'))
    if (this.#waiting.length >= MAX_WAITING) return Promise.resolve(failed('too_many'))
    return new Promise((done) => {
      const take = (made: unknown, problem: unknown): void => {
        const value = read(made)
        done(value === undefined ? failed('not_drawable', String(problem).slice(0, 200)) : ok(value))
      }
      this.#waiting.push({ file, task, urgency, take, fail: (code) => done(failed(code)), crashes: 0 })
      void this.#next()
    })
  }

  /** Twice is harmless. */
  close(): void {
    this.#timers.close()
    for (const { fail } of this.#waiting.splice(0)) fail('closed')
    this.#end()?.fail('closed')
    this.#drop()
  }

  async #next(): Promise<void> {
    if (this.#current !== undefined) return
    const next = this.#choose()
    if (next === undefined) return this.#timers.set('idle', IDLE_MS, () => this.#drop())
    const id = ++this.#lastId
    this.#current = { ...next, id }
    this.#timers.cancel('idle')
    const fault = next.file.mime.startsWith('image/') ? await this.#faultOf(next.file) : undefined
    // It was closed meanwhile.
    if (this.#current?.id !== id) return
    if (fault !== undefined) return this.#give(fault)
    this.#timers.set('limit', next.task.make === 'redrawn' ? REDRAWN_LIMIT_MS : LIMIT_MS, () => this.#lose('timed_out'))
    this.#watchMemory()
    try {
      this.#window ??= this.#opened()
      await this.#window.run(id, next.file, next.task)
    } catch (error) {
      // Of a window that was given up meanwhile: another one has the next file, or this one again.
      if (this.#current?.id !== id) return
      this.#options.logger.warn('the media window could not be opened', { error: String(error) })
      this.#lose('crashed')
    }
  }

  async #faultOf(file: ShownMedia): Promise<PictureFault | undefined> {
    try {
      return await this.#options.faultOf(file)
    } catch (error) {
      this.#options.logger.warn('a picture could not be looked at', { error: String(error) })
      return 'unknown_kind'
    }
  }

  #opened(): MediaWindow {
    const window = this.#options.open(
      (id, made, problem) => this.#finish(id, made, problem),
      () => {
        if (this.#window === window) this.#lose('crashed')
      },
    )
    return window
  }

  #choose(): Waiting | undefined {
    for (const urgency of ['small', 'shown'] as const) {
      const latest = this.#waiting.findLastIndex((each) => each.urgency === urgency)
      if (latest >= 0) return this.#waiting.splice(latest, 1)[0]
    }
    return this.#waiting.shift()
  }

  #watchMemory(): void {
    this.#timers.set('memory', MEMORY_MS, () => {
      if ((this.#window?.memoryBytes() ?? 0) > MAX_MEMORY_BYTES) this.#lose('too_large')
      else this.#watchMemory()
    })
  }

  /** The window is of no use any more, nor is what it was at. */
  #lose(code: string): void {
    const current = this.#current
    this.#options.logger.warn('the media window was given up', { code, mime: current?.file.mime ?? '' })
    this.#drop()
    if (current === undefined) return
    current.crashes += code === 'crashed' ? 1 : 0
    if (code !== 'crashed' || current.crashes >= MAX_CRASHES) return this.#give(code)
    this.#end()
    this.#waiting.push(current)
    void this.#next()
  }

  #finish(id: number, made: unknown, problem: unknown): void {
    // Of a file that was given up.
    if (this.#current?.id !== id) return
    this.#end()?.take(made, problem)
    void this.#next()
  }

  #give(code: string): void {
    this.#end()?.fail(code)
    void this.#next()
  }

  #end(): Waiting | undefined {
    this.#timers.cancel('limit')
    this.#timers.cancel('memory')
    const current = this.#current
    this.#current = undefined
    return current
  }

  #drop(): void {
    this.#window?.close()
    this.#window = undefined
  }
}
