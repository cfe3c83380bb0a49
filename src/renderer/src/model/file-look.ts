import type { Danger, FileFamily } from '@shared/file'
import { fileNameParts } from '@shared/shown-text'
import type { FileContent } from './file-face'

/** The ground of a family's tile, one of the hues of people and groups. */
const HUES: Readonly<Record<FileFamily, number>> = {
  picture: 0,
  sound: 0,
  code: 1,
  document: 2,
  slides: 3,
  pdf: 4,
  sheet: 5,
  video: 6,
  archive: 7,
  other: 7,
}

export function familyHue(family: FileFamily): number {
  return HUES[family]
}

/** Of a file that this device keeps nothing of: what its message says that it is. */
export function familyOf({ kind }: Pick<FileContent, 'kind'>): FileFamily {
  if (kind === 'image') return 'picture'
  return kind === 'file' ? 'other' : kind
}

/** Letters that a tile has room for. */
const MAX_LABEL = 4

/** What stands on a file's tile: its ending in capitals, where it is short and plain. */
export function tileLabel(name: string): string | undefined {
  const ending = plainEnding(name)
  return ending !== undefined && ending.length <= MAX_LABEL ? ending.toUpperCase() : undefined
}

/** Without its dot; `undefined` where the name has none, or none of plain letters. */
export function plainEnding(name: string): string | undefined {
  return /^\.([A-Za-z0-9]+)$/.exec(fileNameParts(name).ending)?.[1]?.toLowerCase()
}

const SYSTEMS = {
  windows: ['exe', 'com', 'scr', 'msi', 'msix', 'appx', 'bat', 'cmd', 'ps1', 'vbs', 'lnk', 'cpl', 'dll', 'reg', 'pif', 'hta'],
  mac: ['app', 'dmg', 'pkg', 'command', 'workflow'],
  linux: ['deb', 'rpm', 'appimage', 'run', 'desktop', 'flatpakref'],
  android: ['apk'],
} as const

export type ProgramSystem = keyof typeof SYSTEMS

/** Whose programs have this name. */
export function programSystem(name: string): ProgramSystem | undefined {
  const ending = plainEnding(name)
  return (Object.keys(SYSTEMS) as ProgramSystem[]).find((system) => (SYSTEMS[system] as readonly string[]).includes(ending ?? ''))
}

/** Whether somebody may open it from here, asked first: what runs by itself is never opened. */
export function mayBeOpened(danger: Danger | undefined): boolean {
  return danger === undefined || danger === 'macros' || danger === 'page'
}
