import type { Danger, FileFamily } from '@shared/file'
import { dangerOfEnding, familyOfEnding, meaningOfBytes } from './file-types'
import { safeFileName } from './names'

/** The worst first. */
const RANK: readonly Danger[] = ['program', 'script', 'installer', 'shortcut', 'macros', 'disguised', 'page']

/** Families whose files say by their first bytes what they are: bytes of another kind under such a name are a trick. */
const TELLING: ReadonlySet<FileFamily> = new Set(['picture', 'video', 'sound', 'pdf'])

/** What the system will take a file for by its name: in lower case, without its dot; empty where it has none. */
export function endingOf(name: string): string {
  // As it would be saved: systems drop dots and blanks at the end, and a turned name shows another ending than it has.
  const saved = safeFileName(name)
  const dot = saved.lastIndexOf('.')
  return dot < 0 ? '' : saved.slice(dot + 1).toLowerCase()
}

/**
 * What a file is and what is known against it, by its name or by its bytes: whichever is worse.
 * @param mime what its bytes are (`magic`), empty where they are not here or say nothing
 */
export function judgeFile(name: string, mime = ''): { readonly family: FileFamily; readonly danger?: Danger } {
  const ending = endingOf(name)
  const named = familyOfEnding(ending)
  const bytes = meaningOfBytes(mime)
  const namedDanger = dangerOfEnding(ending)
  const family = named === 'other' && namedDanger === undefined ? (bytes?.family ?? 'other') : named
  const dangers = [namedDanger, bytes?.danger, isDisguised(named, bytes?.family) ? ('disguised' as const) : undefined]
  const danger = RANK.find((each) => dangers.includes(each))
  return danger === undefined ? { family } : { family, danger }
}

/** It would run as soon as somebody opens it: the app never does. */
export function isNeverOpened(danger: Danger | undefined): boolean {
  return danger === 'program' || danger === 'script' || danger === 'installer' || danger === 'shortcut'
}

function isDisguised(named: FileFamily, found: FileFamily | undefined): boolean {
  if (found === undefined || !TELLING.has(named)) return false
  // One container serves for both.
  const isMedia = (family: FileFamily): boolean => family === 'video' || family === 'sound'
  return named !== found && !(isMedia(named) && isMedia(found))
}
