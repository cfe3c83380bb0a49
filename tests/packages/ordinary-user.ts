import { chownSync, mkdirSync } from 'node:fs'

/** `nobody`: an ordinary user whom every Debian knows. */
export const ORDINARY_USER = 65534

/** A folder that is theirs. */
export function theirFolder(dir: string): string {
  mkdirSync(dir, { recursive: true })
  chownSync(dir, ORDINARY_USER, ORDINARY_USER)
  return dir
}

/** A command as they would give it. */
export function asOrdinaryUser(command: readonly string[]): [string, string[]] {
  return ['setpriv', [`--reuid=${ORDINARY_USER}`, `--regid=${ORDINARY_USER}`, '--clear-groups', ...command]]
}
