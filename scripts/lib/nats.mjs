import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Where Debian puts it, which is not on everybody's path. */
const PLACES = ['/usr/sbin', '/usr/local/bin']

/** @returns {string | undefined} the executable of this machine's NATS server; JIM_NATS names another */
export function findNats() {
  const named = process.env.JIM_NATS
  if (named) return existsSync(named) ? named : undefined
  const dirs = [...(process.env.PATH ?? '').split(delimiter), ...PLACES]
  return dirs.map((dir) => join(dir, 'nats-server')).find((path) => existsSync(path))
}
