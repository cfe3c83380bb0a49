import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { UpdateWay } from '@shared/updates'
import { type Installation, KINDS, SYSTEMS } from './release-file'

type Kind = Installation['kind']

export type Machine = {
  readonly platform: NodeJS.Platform
  readonly arch: string
  readonly isPackaged: boolean
  readonly env: NodeJS.ProcessEnv
  readonly execPath: string
  /** Where the package put what says of which kind it is. */
  readonly resourcesPath: string
}

/** How this program came here; in development `JIM_PACKAGE_KIND` says it. */
export function installationOf(machine: Machine): Installation {
  const system = SYSTEMS.find((name) => name === machine.platform) ?? 'linux'
  return { system, arch: machine.arch, kind: kindOf(machine, system) }
}

function kindOf({ isPackaged, env, execPath, resourcesPath }: Machine, system: Installation['system']): Kind {
  const said = isPackaged ? undefined : KINDS.find((kind) => kind === env['JIM_PACKAGE_KIND'])
  if (said !== undefined) return said
  if (system === 'darwin') return 'zip'
  if (system === 'linux') return packageType(resourcesPath) ?? (appImageOf(env) === undefined ? 'tar' : 'appimage')
  const folder = dirname(execPath)
  // The setup leaves its undoing beside the program; Windows Installer keeps its own elsewhere.
  if (existsSync(join(folder, 'Uninstall Jim Desktop.exe'))) return 'nsis'
  return /^[A-Za-z]:\\Program Files/i.test(folder) ? 'msi' : 'zip'
}

/** electron-builder's and our own packages say it in a file. */
function packageType(resourcesPath: string): 'deb' | 'rpm' | undefined {
  try {
    const said = readFileSync(join(resourcesPath, 'package-type'), 'utf8').trim()
    return said === 'deb' || said === 'rpm' ? said : undefined
  } catch {
    return undefined
  }
}

/** The file that an AppImage was started from. */
export function appImageOf(env: NodeJS.ProcessEnv): string | undefined {
  const path = env['APPIMAGE']
  return path === undefined || path === '' ? undefined : path
}

/** How a package gets in: by the program, or by a command, which the person types where it asks for a password. */
export function wayOf({ kind, system }: Installation, path: string, execPath: string): UpdateWay {
  const command = (text: string): UpdateWay => ({ way: 'command', command: text })
  switch (kind) {
    case 'nsis':
    case 'appimage':
      return { way: 'restart' }
    case 'zip':
      // Windows has `tar`, too, and the new one goes over the old one.
      return system === 'darwin' ? { way: 'restart' } : command(`tar -xf ${forWindows(path)} -C ${forWindows(dirname(execPath))}`)
    case 'deb':
      return command(`sudo apt install ${forShell(path)}`)
    case 'rpm':
      return command(`sudo rpm -U ${forShell(path)}`)
    case 'tar':
      return command(`tar -xzf ${forShell(path)} -C ${forShell(dirname(dirname(execPath)))}`)
    case 'msi':
      return command(`msiexec /i ${forWindows(path)}`)
    case 'dmg':
      return command(`open ${forShell(path)}`)
  }
}

/** One word for every POSIX shell, whatever is in it. */
export function forShell(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`
}

/** No path of Windows has a quote in it. */
function forWindows(path: string): string {
  return `"${path}"`
}
