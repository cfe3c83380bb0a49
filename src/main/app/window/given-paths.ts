import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { MAX_CHOSEN_FILES } from '@shared/file'
import { deepLinkIn } from './deep-link'

/** Where a program was started, and how. */
export type Started = {
  /** Relative names are of this folder. */
  readonly cwd: string
  /** Its first argument is the program's own folder: it runs from a checkout. */
  readonly isDefaultApp: boolean
}

/** `file:`, `jim:`, `https:`; one letter is a disk of Windows. */
const SCHEME = /^[a-z][a-z0-9+.-]+:/i

/**
 * Files that are to be sent, among a program's arguments: file managers give them as paths or as `file:` addresses, a person at
 * a shell by their names. Where there is a `jim:` link there are none: web pages write those, and on Windows an argument that
 * its quotes do not hold together would become one more.
 *
 * @returns absolute paths, at most as many as are counted; whether there is such a file is for the taker to find
 */
export function pathsIn(argv: readonly string[], { cwd, isDefaultApp }: Started): readonly string[] {
  if (deepLinkIn(argv) !== undefined) return []
  const words = argv.filter((argument) => argument !== '' && !argument.startsWith('-'))
  return words
    .slice(isDefaultApp ? 2 : 1)
    .flatMap((word) => pathOf(word, cwd) ?? [])
    .slice(0, 2 * MAX_CHOSEN_FILES)
}

function pathOf(word: string, cwd: string): string | undefined {
  if (!SCHEME.test(word)) return resolve(cwd, word)
  try {
    return fileURLToPath(word)
  } catch {
    // Somewhere else than on this computer, or no address of a file.
    return undefined
  }
}
