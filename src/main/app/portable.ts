import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Beside the program, this file keeps everything beside the program; what it says is for people. */
export const PORTABLE_MARK = 'portable.txt'
const PROFILE = 'profile'
/** NSIS puts it beside what it installed, and removes the whole folder with the next version. */
const UNINSTALLER = 'Uninstall Jim Desktop.exe'

export type Program = {
  readonly platform: NodeJS.Platform
  readonly isPackaged: boolean
  readonly executable: string
}

/**
 * The profile of a copy that is carried about, on a stick or a share, and leaves nothing on the computer that it runs on.
 * macOS starts a program that was not installed from a folder of its own choice (translocation): there is no "beside" there.
 *
 * @returns undefined where everything is kept in the person's home folder
 */
export function portableFolder({ platform, isPackaged, executable }: Program): string | undefined {
  if (!isPackaged || platform === 'darwin') return undefined
  const folder = dirname(executable)
  if (!existsSync(join(folder, PORTABLE_MARK)) || existsSync(join(folder, UNINSTALLER))) return undefined
  return join(folder, PROFILE)
}
