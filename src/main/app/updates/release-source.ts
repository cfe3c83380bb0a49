import type { Clock } from '../../lib/clock'
import type { Judged } from './update-failure'

/** Milliseconds without a byte after which a source is given up. */
export const PAUSE_MS = 30_000

/** Takes the bytes of a package in order. */
export type PackageSink = {
  /** Where they begin: where it was asked, or at 0. */
  begin(at: number): Promise<void>
  /** Whether more is wanted. What it throws ends the reading. */
  take(bytes: Uint8Array): Promise<boolean>
}

/**
 * A folder with a release, wherever it lies. Failures have the codes `not_found`, `too_large`, `source_failed`, `offline`, `untrusted`,
 * `timeout` and `cut_off`; what is left when the signal aborts is any of them.
 */
export interface ReleaseSource {
  /** All of a small file. */
  small(name: string, maxBytes: number, signal: AbortSignal): Promise<Judged<Uint8Array>>
  /** What a file has from a byte on; rejects with what the sink throws. */
  read(name: string, from: number, sink: PackageSink, signal: AbortSignal): Promise<Judged<void>>
  /** Cuts what runs. Twice is harmless. */
  close(): Promise<void>
}

/** Ends what waits for bytes when none have come for `PAUSE_MS`, or when whoever asked has enough. */
export class PauseWatch {
  readonly #clock: Clock
  readonly #late = new AbortController()
  #cancel: () => void = () => undefined
  readonly signal: AbortSignal

  constructor(clock: Clock, asker: AbortSignal) {
    this.#clock = clock
    this.signal = AbortSignal.any([asker, this.#late.signal])
    this.touch()
  }

  get isLate(): boolean {
    return this.#late.signal.aborted
  }

  /** Something came. */
  touch(): void {
    this.#cancel()
    this.#cancel = this.#clock.after(PAUSE_MS, () => this.#late.abort())
  }

  stop(): void {
    this.#cancel()
  }
}
