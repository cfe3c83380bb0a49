import { existsSync } from 'node:fs'
import { join } from 'node:path'

/**
 * What a server out of a checkout is told: its data lie in `.cache`, not among the sources. Data that lie there from before are
 * used on. A `--data` that is typed comes later, and the last one counts.
 *
 * @param {string} root of the checkout
 * @param {readonly string[]} typed
 * @returns {readonly string[]}
 */
export function serverArguments(root, typed) {
  const before = join(root, 'jim-server-data')
  return ['--data', existsSync(before) ? before : join(root, '.cache', 'server'), ...typed]
}
