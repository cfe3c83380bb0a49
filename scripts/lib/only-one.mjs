import { join } from 'node:path'
import { holdLock } from './lock.mjs'
import { StepError } from './report.mjs'

/**
 * Holds the folder of a script's profiles and data until the script ends: the windows of a second one would hand over to the
 * first one's and leave, and its server would find the data taken.
 *
 * @param {object} options
 * @param {string} options.dir
 * @param {string} [options.lock] of what, where several things of the folder are held apart
 * @param {string} options.command as it is typed
 * @param {string} options.advice what to type instead
 * @throws StepError naming the process that holds it
 */
export function beOnlyOne({ dir, lock = 'running', command, advice }) {
  const held = holdLock(join(dir, `${lock}.lock`))
  if ('holder' in held) throw new StepError(`${command} runs already, as ${held.holder}, and has the same profiles and data.`, { advice })
}
