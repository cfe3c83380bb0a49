/** A step that could not be done, told to a person: what failed, why, and what to do about it. */
export class StepError extends Error {
  /**
   * @param {string} cause one sentence
   * @param {object} [options]
   * @param {string} [options.advice] what to do, with the exact command
   * @param {unknown} [options.cause]
   */
  constructor(cause, { advice, cause: underlying } = {}) {
    super(cause, { cause: underlying })
    this.name = 'StepError'
    this.advice = advice
  }
}

/**
 * Progress on stderr, so that the stdout of a script stays its own.
 *
 * @typedef {object} Report
 * @property {(name: string) => void} step a step begins
 * @property {(text: string) => void} done how it ended
 * @property {(text: string) => void} note something the person should read
 * @property {(text: string) => void} progress replaces the previous progress line on a terminal
 */

/**
 * @param {object} [options]
 * @param {boolean} [options.isQuiet] only notes are shown, and steps that take long
 * @param {NodeJS.WriteStream} [options.out]
 * @returns {Report}
 */
export function createReport({ isQuiet = false, out = process.stderr } = {}) {
  let current = ''
  let hasProgressLine = false
  const clear = () => {
    if (hasProgressLine) out.write('\r\u001b[K')
    hasProgressLine = false
  }
  const line = (/** @type {string} */ text) => {
    clear()
    out.write(`${text}\n`)
  }
  return {
    step: (name) => {
      current = name
    },
    done: (text) => {
      if (!isQuiet) line(`  ✓ ${current}: ${text}`)
    },
    note: (text) => line(`  ! ${current}: ${text}`),
    progress: (text) => {
      if (!out.isTTY) {
        // A log gets the beginning of the work, not every percentage of it.
        if (!/\d %$/.test(text)) line(`  … ${current}: ${text}`)
        return
      }
      clear()
      out.write(`  … ${current}: ${text}`.slice(0, Math.max(20, out.columns - 1)))
      hasProgressLine = true
    },
  }
}

/**
 * @param {string} step
 * @param {unknown} error
 * @returns {string} several lines, for stderr
 */
export function describeFailure(step, error) {
  const known = error instanceof StepError
  const lines = [`✗ ${step}: ${error instanceof Error ? error.message : String(error)}`]
  if (known && error.advice) lines.push(`  What to do: ${error.advice.replaceAll('\n', '\n    ')}`)
  if (!known && error instanceof Error && error.stack) lines.push(error.stack)
  return lines.join('\n')
}
