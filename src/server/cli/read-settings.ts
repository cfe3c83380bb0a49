import { MAX_S3_FILE_BYTES, MAX_S3_SEGMENTS } from '../files/s3/segments'
import { readConfigFile } from './config-file'
import { suggestion } from './nearest'
import { flagOf, schemaOf, SETTING_NAMES, type SettingName, settingOf, type Settings, VARIABLES, variableOf } from './settings'
import { UsageError } from './usage-error'

/** Where a value comes from: `flag`, variable, file, or nobody gave one. */
export type Source = 'command line' | 'environment' | 'file' | 'default'

export type ReadSettings = {
  readonly settings: Settings
  readonly sources: { readonly [Name in SettingName]: Source }
  /** The file that was read, if any. */
  readonly file: string | undefined
}

/** What `parseArgs` made of the command line: a text, or true or false of a switch. */
export type TypedValues = { readonly [flag: string]: string | boolean | undefined }

export type Environment = { readonly [name: string]: string | undefined }

/** Names the configuration file. */
export const CONFIG_VARIABLE = `${VARIABLES}CONFIG`

type Values = Partial<Record<SettingName, unknown>>

/**
 * Command line over environment over file over what is usual. Every one of them is checked as a whole, also what another
 * one outdoes. A value is quoted where it was typed, never out of the file.
 *
 * @throws UsageError naming the place, the setting, and for an unknown one the nearest
 */
export function readSettings(typed: TypedValues, environment: Environment): ReadSettings {
  const file = (typed['config'] as string | undefined) ?? nonEmpty(environment[CONFIG_VARIABLE])
  const from: readonly (readonly [Source, Values])[] = [
    ['command line', ofCommandLine(typed)],
    ['environment', ofEnvironment(environment)],
    ['file', file === undefined ? {} : readConfigFile(file)],
  ]
  const found = SETTING_NAMES.map((name) => {
    const [source, values] = from.find(([, values]) => values[name] !== undefined) ?? (['default', {}] as const)
    return [name, values[name] ?? settingOf(name).usual, source] as const
  })
  const settings = Object.fromEntries(found.map(([name, value]) => [name, value])) as unknown as Settings
  const sources = Object.fromEntries(found.map(([name, , source]) => [name, source])) as ReadSettings['sources']
  checkTogether(settings)
  return { settings, sources, file }
}

function ofCommandLine(typed: TypedValues): Values {
  const values: Values = {}
  for (const name of SETTING_NAMES) {
    const value = typed[flagOf(name)]
    if (value === undefined) continue
    if (settingOf(name).kind.isSecret === true)
      throw new UsageError(`--${flagOf(name)} would stand in the list of processes: ${variableOf(name)} or ${name} in the file`)
    values[name] = checkText(`--${flagOf(name)}`, name, value)
  }
  return values
}

function ofEnvironment(environment: Environment): Values {
  const values: Values = {}
  const known = new Map(SETTING_NAMES.map((name) => [variableOf(name), name]))
  for (const [variable, value] of Object.entries(environment)) {
    if (!variable.startsWith(VARIABLES) || variable === CONFIG_VARIABLE || nonEmpty(value) === undefined) continue
    const name = known.get(variable)
    if (name === undefined) throw new UsageError(`there is no ${variable}${suggestion(variable, [...known.keys(), CONFIG_VARIABLE])}`)
    values[name] = checkText(variable, name, value!)
  }
  return values
}

/**
 * A value as it was typed, checked and as its setting has it.
 *
 * @param place that the error names
 * @throws UsageError
 */
export function checkText(place: string, name: SettingName, value: string | boolean): unknown {
  const { kind } = settingOf(name)
  const checked = schemaOf(name).safeParse(typeof value === 'string' ? kind.fromText(value) : value)
  if (checked.success) return checked.data
  const given = kind.isSecret === true ? '' : `, not ${String(value)}`
  throw new UsageError(`${place} ${checked.error.issues[0]?.message}${given}`)
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text
}

/** What each of them may be, but not beside another. */
function checkTogether(settings: Settings): void {
  const { tlsCert, tlsKey, tcp, ws, http, host, metrics, postgres, nats, node } = settings
  checkS3(settings)
  if (nats !== undefined && postgres === undefined)
    throw new UsageError('--nats takes --postgres beside it: a data folder of its own is known to one process only')
  if (node !== undefined && nats === undefined) throw new UsageError('--node takes --nats beside it: one process alone needs no name')
  if ((tlsCert === undefined) !== (tlsKey === undefined)) throw new UsageError('--tls-cert and --tls-key go together')
  const ports = [tcp, ws, http, ...(metrics?.host === host ? [metrics.port] : [])].filter((port) => port !== 0)
  const twice = ports.find((port, i) => ports.indexOf(port) !== i)
  if (twice !== undefined) throw new UsageError(`port ${twice} is given twice: --tcp, --ws, --http and --metrics each need their own`)
}

function checkS3({ s3, s3Endpoint, s3Region, s3PathStyle, s3KeyId, s3Secret, postgres, maxFile }: Settings): void {
  if (s3 === undefined) {
    const alone = Object.entries({ s3Endpoint, s3Region, s3PathStyle, s3KeyId, s3Secret }).find(([, value]) => value !== undefined)
    if (alone !== undefined) throw new UsageError(`--${flagOf(alone[0] as SettingName)} takes --s3 beside it`)
    return
  }
  if (postgres === undefined) throw new UsageError('--s3 takes --postgres beside it: a backup of a data folder has its files in it')
  if ((s3KeyId === undefined) !== (s3Secret === undefined)) throw new UsageError('--s3-key-id and the setting s3Secret go together')
  if (maxFile !== undefined && maxFile > MAX_S3_FILE_BYTES)
    throw new UsageError(`--max-file takes at most ${MAX_S3_FILE_BYTES} with --s3: a file is put together of ${MAX_S3_SEGMENTS} segments`)
}
