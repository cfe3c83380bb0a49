import type { CheckCommand } from './command-line'
import { readNamed, readTls } from './named-files'
import { parseFaults } from './faults-file'
import type { Endpoint } from './setting-kinds'
import { type SettingName, SETTING_NAMES, settingOf } from './settings'

/**
 * `check-config`: every setting in force and where it is from. What the settings name is read too; no port is opened, and
 * nothing is written.
 *
 * @throws Error what is wrong with a file that a setting names
 */
export function runCheck({ read, serve }: CheckCommand): number {
  if (serve.tls !== undefined) readTls(serve.tls)
  if (serve.faultsFile !== undefined) parseFaults(readNamed('--faults', serve.faultsFile).toString())
  const rows = SETTING_NAMES.map((name) => [name, shown(name, read.settings[name]), read.sources[name]] as const)
  const [names, values] = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]!.length))) as [number, number]
  for (const [name, value, source] of rows) process.stdout.write(`${name.padEnd(names)}  ${value.padEnd(values)}  ${source}\n`)
  process.stdout.write(`${read.file === undefined ? 'no configuration file' : `configuration file ${read.file}`}: nothing is wrong\n`)
  return 0
}

function shown(name: SettingName, value: unknown): string {
  const { kind, usual } = settingOf(name)
  if (value !== undefined && kind.shown !== undefined) return kind.shown(value)
  if (value === undefined) return usual === undefined ? '–' : String(usual)
  if (typeof value !== 'object' || value === null) return String(value)
  const { host, port } = value as Endpoint
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}
