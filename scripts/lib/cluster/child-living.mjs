import { killTree } from '../run.mjs'

/** Milliseconds that a process may take to end by itself. */
const GRACE_MS = 5_000

/**
 * Waits until a child says that it is ready.
 *
 * @template T
 * @param {object} options
 * @param {import('node:child_process').ChildProcess} options.child
 * @param {Promise<T>} options.ready
 * @param {AbortSignal} options.signal ends the child, if it comes first
 * @param {() => string} options.lastWords for the error of a child that ends before it is ready
 * @param {NodeJS.Signals} [options.polite] asks it to end
 * @param {NodeJS.Signals} [options.force] makes it
 * @returns {Promise<{ living: import('./kept-alive.mjs').Living, value: T }>}
 * @throws Error when it ends first, or is aborted; it is gone then
 */
export async function livingChild({ child, ready, signal, lastWords, polite = 'SIGTERM', force = 'SIGKILL' }) {
  /** @type {Promise<string>} */
  const gone = new Promise((resolve) => {
    child.once('exit', (code, killed) => resolve(killed ?? `code ${code}`))
    child.once('error', (error) => resolve(error.message))
  })
  const end = async () => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
    child.kill(polite)
    const timer = setTimeout(() => killTree(child, force), GRACE_MS)
    await gone
    clearTimeout(timer)
  }
  let forget = () => undefined
  const aborted = new Promise((_, reject) => {
    const stop = () => reject(new Error('it was stopped'))
    forget = () => void signal.removeEventListener('abort', stop)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
  const early = gone.then((how) => Promise.reject(new Error(`it ended before it was ready (${how})\n${lastWords()}`.trim())))
  for (const promise of [aborted, early, ready]) promise.catch(() => undefined)
  try {
    const value = /** @type {T} */ (await Promise.race([ready, early, aborted]))
    return { living: { pid: /** @type {number} */ (child.pid), gone, end }, value }
  } catch (error) {
    await end()
    throw error
  } finally {
    // The signal outlives every life of the process.
    forget()
  }
}
