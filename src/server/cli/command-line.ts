import { parseArgs } from 'node:util'

/** The words on the command line are wrong; exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export type ServeCommand = {
  readonly name: 'serve'
  readonly host: string
  readonly tcp: number
  readonly ws: number
  readonly http: number
  readonly dataDir: string
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
  /** Bytes of one file, of one user's files, of all; what is absent has the server's default. */
  readonly maxFileBytes: number | undefined
  readonly quotaBytes: number | undefined
  readonly quotaBytesInAll: number | undefined
  readonly faultsFile: string | undefined
  readonly quiet: boolean
}

export type UserCommand = {
  readonly name: 'user'
  readonly action: 'add' | 'passwd' | 'list'
  readonly userId: string
  readonly displayName: string | undefined
  readonly password: string | undefined
  readonly dataDir: string
}

export type Command = ServeCommand | UserCommand | { readonly name: 'help' }

/** Room for a `B001`, and for a message with everything that the server adds to it. */
const MIN_BODY_BYTES = 16 * 1024

const OPTIONS = {
  host: { type: 'string', default: '127.0.0.1' },
  tcp: { type: 'string', default: '9001' },
  ws: { type: 'string', default: '9000' },
  http: { type: 'string', default: '9002' },
  data: { type: 'string', default: 'jim-server-data' },
  demo: { type: 'boolean', default: false },
  bots: { type: 'boolean', default: false },
  'no-bots': { type: 'boolean', default: false },
  'tls-cert': { type: 'string' },
  'tls-key': { type: 'string' },
  'http-base': { type: 'string' },
  metrics: { type: 'string' },
  'max-body-bytes': { type: 'string' },
  files: { type: 'string' },
  'max-file': { type: 'string' },
  quota: { type: 'string' },
  'quota-all': { type: 'string' },
  faults: { type: 'string' },
  quiet: { type: 'boolean', default: false },
  name: { type: 'string' },
  password: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const

/** @throws UsageError naming the word that is wrong */
export function parseCommandLine(args: readonly string[]): Command {
  const { values, positionals } = parse(args)
  if (values.help) return { name: 'help' }
  const [subject, action, userId, ...more] = positionals
  if (subject === 'user') {
    if (action !== 'add' && action !== 'passwd' && action !== 'list') throw new UsageError('user takes add, passwd or list')
    if (more.length > 0) throw new UsageError(`what is ${more[0]}?`)
    if (action === 'list' ? userId !== undefined : userId === undefined)
      throw new UsageError(`user ${action} takes ${action === 'list' ? 'no id' : 'an id'}`)
    return {
      name: 'user',
      action,
      userId: userId ?? '',
      displayName: values.name,
      password: values.password,
      dataDir: values.data,
    }
  }
  if (subject !== undefined) throw new UsageError(`what is ${subject}?`)
  const certFile = values['tls-cert']
  const keyFile = values['tls-key']
  if ((certFile === undefined) !== (keyFile === undefined)) throw new UsageError('--tls-cert and --tls-key go together')
  if (values.bots && values['no-bots']) throw new UsageError('--bots and --no-bots contradict each other')
  return {
    name: 'serve',
    host: values.host,
    tcp: port('--tcp', values.tcp),
    ws: port('--ws', values.ws),
    http: port('--http', values.http),
    dataDir: values.data,
    demo: values.demo,
    bots: values['no-bots'] ? undefined : values.demo ? 'sample' : values.bots ? 'guests' : undefined,
    tls: certFile === undefined || keyFile === undefined ? undefined : { certFile, keyFile },
    httpBase: values['http-base'],
    metrics: values.metrics === undefined ? undefined : endpoint('--metrics', values.metrics),
    maxBodyBytes:
      values['max-body-bytes'] === undefined ? undefined : whole('--max-body-bytes', values['max-body-bytes'], MIN_BODY_BYTES, 2 ** 31 - 1),
    filesDir: values.files,
    maxFileBytes: size('--max-file', values['max-file']),
    quotaBytes: size('--quota', values.quota),
    quotaBytesInAll: size('--quota-all', values['quota-all']),
    faultsFile: values.faults,
    quiet: values.quiet,
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

/** `ADDRESS:PORT`; an address of IPv6 in brackets. */
function endpoint(flag: string, text: string): { readonly host: string; readonly port: number } {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d+)$/.exec(text) ?? []
  const host = bracketed ?? plain
  if (host === undefined || digits === undefined) throw new UsageError(`${flag} takes ADDRESS:PORT, not ${text}`)
  return { host, port: port(flag, digits) }
}

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 }

/** Bytes, or with a letter behind it KiB, MiB, GiB or TiB. */
function size(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const [, digits, unit = ''] = /^(\d+)([kmgt]?)$/i.exec(text) ?? []
  const bytes = Number(digits) * UNITS[unit.toLowerCase()]!
  if (!Number.isSafeInteger(bytes) || bytes === 0) throw new UsageError(`${flag} takes a size such as 500M or 2G, not ${text}`)
  return bytes
}

function port(flag: string, text: string): number {
  return whole(flag, text, 0, 65535)
}

function whole(flag: string, text: string, from: number, to: number): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < from || value > to)
    throw new UsageError(`${flag} takes a whole number from ${from} to ${to}, not ${text}`)
  return value
}
