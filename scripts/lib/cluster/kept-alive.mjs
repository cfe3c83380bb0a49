/**
 * A process that is ready.
 *
 * @typedef {object} Living
 * @property {number} pid
 * @property {Promise<string>} gone how it ended, in a word or two
 * @property {() => Promise<void>} end ends it, sooner or later by force; harmless when it has ended
 *
 * @typedef {object} KeptClock
 * @property {() => number} monotonic milliseconds
 * @property {(delayMs: number, run: () => void) => () => void} after
 */

/** Milliseconds before the first try to start it again; each one after that waits twice as long. */
export const FIRST_DELAY_MS = 250
export const MAX_DELAY_MS = 5_000
/** Milliseconds after which a process counts as one that lives: the next death is a first one. */
export const STEADY_MS = 10_000

/**
 * A process that is started again whenever it ends.
 *
 * ```
 *   begin ──▶ living ──gone──▶ waiting ──delay──▶ starting ──ready──▶ living
 *                                 ▲                  └──failed──┐
 *                                 └──────── twice the delay ────┘        stop: from any of them, for good
 * ```
 */
export class KeptAlive {
  #options
  #abort = new AbortController()
  /** @type {Living | undefined} */
  #living
  /** @type {Promise<void> | undefined} */
  #beginning
  /** @type {Promise<void> | undefined} */
  #kept

  /**
   * @param {object} options
   * @param {string} options.name as it reads in a sentence
   * @param {(signal: AbortSignal) => Promise<Living>} options.start resolves when it is ready; aborted it leaves nothing behind
   * @param {KeptClock} options.clock
   * @param {(line: string) => void} options.say
   */
  constructor(options) {
    this.#options = options
  }

  /** @returns {number | undefined} none while it is not there */
  get pid() {
    return this.#living?.pid
  }

  /**
   * The first start, once.
   *
   * @throws what `start` throws: what never ran is not tried again
   */
  begin() {
    return (this.#beginning = this.#begin())
  }

  /** Ends it for good, whatever it is doing. Twice is harmless. */
  async stop() {
    this.#abort.abort()
    await this.#beginning?.catch(() => undefined)
    await this.#living?.end()
    await this.#kept
  }

  async #begin() {
    const living = await this.#options.start(this.#abort.signal)
    this.#living = living
    this.#kept = this.#keep(living)
  }

  /** @param {Living} first */
  async #keep(first) {
    const { name, clock, say } = this.#options
    let delayMs = FIRST_DELAY_MS
    for (let living = first; ;) {
      const since = clock.monotonic()
      let why = `ended (${await living.gone})`
      this.#living = undefined
      if (clock.monotonic() - since >= STEADY_MS) delayMs = FIRST_DELAY_MS
      for (;;) {
        if (this.#abort.signal.aborted) return
        say(`${name} ${why}; it is started again in ${delayMs} ms.`)
        await this.#wait(delayMs)
        if (this.#abort.signal.aborted) return
        delayMs = Math.min(delayMs * 2, MAX_DELAY_MS)
        const next = await this.#options.start(this.#abort.signal).catch((error) => String(error?.message ?? error))
        if (typeof next === 'string') {
          why = `did not start: ${next}`
          continue
        }
        this.#living = living = next
        break
      }
      // Whoever stopped it in that very moment did not see it yet.
      if (this.#abort.signal.aborted) await living.end()
      else say(`${name} is there again, as process ${living.pid}.`)
    }
  }

  /** @param {number} delayMs */
  #wait(delayMs) {
    const { signal } = this.#abort
    return new Promise((/** @type {(value?: undefined) => void} */ resolve) => {
      const cancel = this.#options.clock.after(delayMs, () => {
        signal.removeEventListener('abort', stop)
        resolve()
      })
      const stop = () => {
        cancel()
        resolve()
      }
      signal.addEventListener('abort', stop, { once: true })
    })
  }
}
