import { readFileSync } from 'node:fs'
import { lastLines, killTree } from './run.mjs'

/** How long a member may take to end by itself after SIGTERM, in milliseconds. */
const GRACE_MS = 5_000

/**
 * @typedef {object} Member
 * @property {string} name as it reads in a sentence
 * @property {import('node:child_process').ChildProcess} child
 * @property {boolean} isNeeded nothing goes on without it, even when it ended well
 * @property {string} [logFile]
 * @property {() => string} [lastWords]
 */

/**
 * @typedef {object} Ending
 * @property {string} [failure] who died, and its last words
 * @property {boolean} isOnTime the limit was reached
 * @property {number} [signalCode] the exit code for the signal that ended it
 */

/** Several processes that belong together: none outlives the others unnoticed. */
export class Company {
  /** @type {Member[]} */
  #members = []
  /** @type {((ending: Ending) => void) | undefined} */
  #end
  /** @type {Ending | undefined} */
  #early

  /** @param {Member} member */
  add(member) {
    this.#members.push(member)
    member.child.once('exit', (code, signal) => this.#left(member, code, signal))
  }

  /**
   * Waits for the time limit, a signal, a member that fails, or the last one to leave.
   *
   * @param {object} [options]
   * @param {number} [options.limitMs]
   * @param {() => void} [options.onSignal]
   * @returns {Promise<Ending>}
   */
  async play({ limitMs, onSignal } = {}) {
    if (this.#early !== undefined) return this.#early
    const signals = /** @type {const} */ ({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 })
    /** @type {(() => void)[]} */
    const undo = []
    const ending = await new Promise((/** @type {(ending: Ending) => void} */ resolve) => {
      this.#end = resolve
      if (limitMs !== undefined) {
        const timer = setTimeout(() => resolve({ isOnTime: true }), limitMs)
        undo.push(() => clearTimeout(timer))
      }
      for (const [signal, signalCode] of Object.entries(signals)) {
        process.removeAllListeners(signal)
        process.on(signal, () => {
          onSignal?.()
          resolve({ isOnTime: false, signalCode })
        })
      }
    })
    for (const step of undo) step()
    return ending
  }

  /** Asks all to end, then makes them; harmless when they have ended already. */
  async stop() {
    this.#end = undefined
    await Promise.all(
      this.#members.map(
        ({ child }) =>
          new Promise((/** @type {(value?: unknown) => void} */ resolve) => {
            if (child.exitCode !== null || child.signalCode !== null) return resolve()
            const timer = setTimeout(() => killTree(child, 'SIGKILL'), GRACE_MS)
            child.once('exit', () => {
              clearTimeout(timer)
              // What it started and did not end itself.
              killTree(child, 'SIGKILL')
              resolve()
            })
            child.kill('SIGTERM')
          }),
      ),
    )
  }

  /**
   * @param {Member} member
   * @param {number | null} code
   * @param {NodeJS.Signals | null} signal
   */
  #left(member, code, signal) {
    const isGood = code === 0 && !member.isNeeded
    const someStay = this.#members.some(({ child, isNeeded }) => !isNeeded && child.exitCode === null && child.signalCode === null)
    if (isGood && someStay) return
    /** @type {Ending} */
    const ending = isGood
      ? { isOnTime: false }
      : { isOnTime: false, failure: `${member.name} ended early (${signal ?? `code ${code}`}).\n${this.#lastWords(member)}` }
    if (this.#end === undefined) this.#early ??= ending
    else this.#end(ending)
  }

  /** @param {Member} member */
  #lastWords({ logFile, lastWords }) {
    if (lastWords !== undefined) return lastLines(lastWords())
    return logFile === undefined ? '' : `${lastLines(readFileSync(logFile, 'utf8'))}\n    Its log: ${logFile}`
  }
}
