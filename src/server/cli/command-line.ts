import { parseArgs } from 'node:util'
import type { S3Options } from '../files/s3/s3-options'
import type { LogFormat, LogLevel } from '../logger'
import { suggestion } from './nearest'
import { checkText, type Environment, type ReadSettings, readSettings, type TypedValues } from './read-settings'
import { flagOf, SETTING_NAMES, settingOf, type Settings } from './settings'
import { UsageError } from './usage-error'

export type ServeCommand = {
  readonly name: 'serve'
  readonly host: string
  readonly tcp: number
  readonly ws: number
  readonly http: number
  readonly dataDir: string
  /** Where the database is; absent: a file in the data folder. */
  readonly postgres: string | undefined
  /** See `ServerOptions.nats`. */
  readonly nats: readonly string[] | undefined
  readonly node: string | undefined
  readonly demo: boolean
  /** See `ServerOptions.bots`. */
  readonly bots: 'sample' | 'guests' | undefined
  readonly tls: { readonly certFile: string; readonly keyFile: string } | undefined
  readonly httpBase: string | undefined
  /** Where `/healthz`, `/readyz` and `/metrics` are asked, when it is not the HTTP port. */
  readonly metrics: { readonly host: string; readonly port: number } | undefined
  readonly maxBodyBytes: number | undefined
  /** Absent: `files` in the data folder. */
  readonly filesDir: string | undefined
  readonly s3: S3Options | undefined
  /** Bytes of one file, of one user's files, of all; what is absent has the server's default. */
  readonly maxFileBytes: number | undefined
  readonly quotaBytes: number | undefined
  readonly quotaBytesInAll: number | undefined
  readonly faultsFile: string | undefined
  readonly quiet: boolean
  readonly logLevel: LogLevel
  readonly logFormat: LogFormat
}

export type UserCommand = {
  readonly name: 'user'
  readonly action: 'add' | 'passwd' | 'list'
  readonly userId: string
  readonly displayName: string | undefined
  readonly password: string | undefined
  readonly dataDir: string
  readonly postgres: string | undefined
}

export type CheckCommand = { readonly name: 'check-config'; readonly read: ReadSettings; readonly serve: ServeCommand }

type Folders = { readonly dataDir: string; readonly filesDir: string | undefined; readonly postgres: string | undefined }
export type MigrateCommand = { readonly name: 'migrate'; readonly dataDir: string; readonly postgres: string | undefined }
export type BackupCommand = Folders & { readonly name: 'backup'; readonly target: string }
/** `snapshot`: the newest when absent. */
export type RestoreCommand = Folders & { readonly name: 'restore'; readonly source: string; readonly snapshot: string | undefined }
/** `postgres`: where to. */
export type ImportCommand = Folders & {
  readonly name: 'import-sqlite'
  readonly postgres: string
  readonly s3: S3Options | undefined
}

export type Command =
  ServeCommand | UserCommand | CheckCommand | MigrateCommand | BackupCommand | RestoreCommand | ImportCommand | { readonly name: 'help' }

/** What each subcommand takes beside the settings. */
const WORDS = ['user', 'check-config', 'migrate', 'backup', 'restore', 'import-sqlite'] as const
type Word = (typeof WORDS)[number]

/** Flags that are no settings, and the only subcommand that takes them. */
const EXTRA_FLAGS: Readonly<Record<string, Word>> = { name: 'user', password: 'user', snapshot: 'restore' }

/**
 * @param environment whose `JIM_SERVER_…` count, after the words and before the file
 * @throws UsageError naming the word, variable or key that is wrong
 */
export function parseCommandLine(args: readonly string[], environment: Environment = {}): Command {
  const { values, positionals } = parse(args)
  if (values['help'] === true) return { name: 'help' }
  const [subject, ...rest] = positionals
  if (subject !== undefined && !WORDS.some((word) => word === subject))
    throw new UsageError(`what is ${subject}?${suggestion(subject, WORDS).slice(1)}`)
  for (const [flag, word] of Object.entries(EXTRA_FLAGS))
    if (values[flag] !== undefined && subject !== word) throw new UsageError(`--${flag} goes with ${word}`)
  const read = readSettings(subject === 'import-sqlite' ? withAddress(values, rest[0]) : values, environment)
  if (subject === 'user') return userCommand(rest, values, read.settings)
  if (subject === 'backup' || subject === 'restore') return folderCommand(subject, rest, values, read.settings)
  if (subject === 'import-sqlite') return importCommand(rest, read.settings)
  if (rest.length > 0) throw new UsageError(`what is ${rest[0]}?`)
  if (subject === 'migrate') return { name: 'migrate', dataDir: read.settings.data, postgres: read.settings.postgres }
  const serve = serveCommand(read.settings)
  return subject === 'check-config' ? { name: 'check-config', read, serve } : serve
}

function userCommand([action, userId, ...more]: readonly string[], values: TypedValues, { data, postgres }: Settings): UserCommand {
  if (action !== 'add' && action !== 'passwd' && action !== 'list') throw new UsageError('user takes add, passwd or list')
  if (more.length > 0) throw new UsageError(`what is ${more[0]}?`)
  if (action === 'list' ? userId !== undefined : userId === undefined)
    throw new UsageError(`user ${action} takes ${action === 'list' ? 'no id' : 'an id'}`)
  return {
    name: 'user',
    action,
    userId: userId ?? '',
    displayName: values['name'] as string | undefined,
    password: values['password'] as string | undefined,
    dataDir: data,
    postgres,
  }
}

function folderCommand(
  name: 'backup' | 'restore',
  [folder, ...more]: readonly string[],
  values: TypedValues,
  { data: dataDir, files: filesDir, postgres }: Settings,
): BackupCommand | RestoreCommand {
  if (folder === undefined) throw new UsageError(`${name} takes the folder of the backup`)
  if (more.length > 0) throw new UsageError(`what is ${more[0]}?`)
  if (name === 'backup') return { name, dataDir, filesDir, postgres, target: folder }
  return { name, dataDir, filesDir, postgres, source: folder, snapshot: values['snapshot'] as string | undefined }
}

/** The address stands behind the command, or is the setting: then its password is in no list of processes. */
function withAddress(values: TypedValues, address: string | undefined): TypedValues {
  if (address === undefined) return values
  checkText('import-sqlite', 'postgres', address)
  return { ...values, postgres: address }
}

function importCommand([, ...more]: readonly string[], settings: Settings): ImportCommand {
  const { data: dataDir, files: filesDir, postgres } = settings
  if (more.length > 0) throw new UsageError(`what is ${more[0]}?`)
  if (postgres === undefined) throw new UsageError('import-sqlite takes the address of a PostgreSQL, or --postgres')
  return { name: 'import-sqlite', dataDir, filesDir, postgres, s3: s3Of(settings) }
}

function serveCommand(settings: Settings): ServeCommand {
  const { host, tcp, ws, http, data, postgres, nats, node, demo, bots, tlsCert, tlsKey, httpBase, metrics, quiet, logLevel, logFormat } =
    settings
  return {
    ...{ name: 'serve', host, tcp, ws, http, postgres, nats, node, demo, httpBase, metrics, quiet, logLevel, logFormat },
    dataDir: data,
    bots: bots === false ? undefined : demo ? 'sample' : bots === true ? 'guests' : undefined,
    tls: tlsCert === undefined || tlsKey === undefined ? undefined : { certFile: tlsCert, keyFile: tlsKey },
    maxBodyBytes: settings.maxBodyBytes,
    filesDir: settings.files,
    s3: s3Of(settings),
    maxFileBytes: settings.maxFile,
    quotaBytes: settings.quota,
    quotaBytesInAll: settings.quotaAll,
    faultsFile: settings.faults,
  }
}

function s3Of({ s3, s3Endpoint, s3Region = 'us-east-1', s3PathStyle, s3KeyId, s3Secret }: Settings): S3Options | undefined {
  if (s3 === undefined) return undefined
  return {
    ...s3,
    endpoint: s3Endpoint,
    region: s3Region,
    // Few other stores have a name of their own for every bucket.
    pathStyle: s3PathStyle ?? s3Endpoint !== undefined,
    credentials: s3KeyId === undefined || s3Secret === undefined ? undefined : { keyId: s3KeyId, secret: s3Secret },
  }
}

function parse(args: readonly string[]): { readonly values: TypedValues; readonly positionals: readonly string[] } {
  const ofSettings = SETTING_NAMES.map((name) => [flagOf(name), { type: typeOf(settingOf(name).kind.takes) }] as const)
  const extra = [...Object.keys(EXTRA_FLAGS), 'config'].map((flag) => [flag, { type: 'string' }] as const)
  const options = { ...Object.fromEntries([...ofSettings, ...extra]), help: { type: 'boolean', short: 'h' } } as const
  try {
    // With `--no-quiet` a switch that a file has on is off.
    const parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true, allowNegative: true, tokens: true })
    for (const { kind, ...token } of parsed.tokens) if (kind === 'option' && 'rawName' in token) refuseBoth(token.rawName, args)
    return { values: parsed.values as TypedValues, positionals: parsed.positionals }
  } catch (error) {
    if (error instanceof UsageError) throw error
    const [, unknown] = /Unknown option '(--[^']+)'/.exec(String(error)) ?? []
    if (unknown === undefined) throw new UsageError(error instanceof Error ? error.message : String(error))
    throw new UsageError(
      `there is no '${unknown}'${suggestion(
        unknown,
        Object.keys(options).map((flag) => `--${flag}`),
      )}`,
    )
  }
}

function typeOf(takes: string | undefined): 'string' | 'boolean' {
  return takes === undefined ? 'boolean' : 'string'
}

function refuseBoth(flag: string, args: readonly string[]): void {
  const opposite = flag.replace(/^--/, '--no-')
  if (args.includes(opposite)) throw new UsageError(`${flag} and ${opposite} contradict each other`)
}
