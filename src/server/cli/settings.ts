import type { z } from 'zod'
import { LOG_FORMATS, LOG_LEVELS } from '../logger'
import {
  ENDPOINT,
  HTTP_BASE,
  NATS,
  NODE_NAME,
  oneOf,
  path,
  port,
  POSTGRES,
  REGION,
  S3,
  SECRET,
  type SettingKind,
  SIZE,
  SWITCH,
  text,
  whole,
} from './setting-kinds'

/** One setting: the schema, the help and `docs/admin.md` all go by this. */
type Setting<T = unknown> = {
  readonly kind: SettingKind<T>
  readonly says: string
  /** Absent: what that means stands in `says`. */
  readonly usual?: T
}

/** Room for a `B001`, and for a message with everything that the server adds to it. */
const MIN_BODY_BYTES = 16 * 1024

/**
 * Every setting of the server, by the name that it has in the configuration file. On the command line `tlsCert` is
 * `--tls-cert`, in the environment `JIM_SERVER_TLS_CERT`.
 */
export const SETTINGS = {
  host: setting({ kind: text('ADDRESS'), says: 'address to listen on', usual: '127.0.0.1' }),
  tcp: setting({ kind: port(), says: 'jim1 over TCP; 0 takes a free port', usual: 9001 }),
  ws: setting({ kind: port(), says: 'jim1 over WebSocket', usual: 9000 }),
  http: setting({ kind: port(), says: 'log-in, history, directory', usual: 9002 }),
  data: setting({ kind: path('DIR'), says: 'where everything is kept', usual: 'jim-server-data' }),
  files: setting({ kind: path('DIR'), says: 'where uploaded files are kept; without it in `files` of the data folder' }),
  s3: setting({ kind: S3, says: 'a bucket where uploaded files are kept instead of a folder; with postgres only' }),
  s3Endpoint: setting({ kind: HTTP_BASE, says: 'where the store with that bucket is, when it is not Amazon’s' }),
  s3Region: setting({ kind: REGION, says: 'its region; without it us-east-1' }),
  s3PathStyle: setting({
    kind: SWITCH,
    says: 'the bucket stands in the path of addresses, not in the host’s name; without it as s3Endpoint is given',
  }),
  s3KeyId: setting({ kind: text('ID'), says: 'the access key’s id; without it what the SDK of AWS finds by itself' }),
  s3Secret: setting({ kind: SECRET, says: 'its secret, in the environment or the file only' }),
  postgres: setting({
    kind: POSTGRES,
    says: 'a PostgreSQL of version 15 or newer, where everything but the bytes of files is kept; without it a file in the data folder',
  }),
  nats: setting({
    kind: NATS,
    says: 'a NATS of version 2.9 or newer, over which the nodes of an office hear of each other; with postgres only',
  }),
  node: setting({ kind: NODE_NAME, says: 'what this node is called among those; without it the host’s name and a number' }),
  tlsCert: setting({ kind: path('FILE'), says: 'PEM certificate; TLS on all three ports, together with its key' }),
  tlsKey: setting({ kind: path('FILE'), says: 'PEM key of the certificate' }),
  httpBase: setting({ kind: HTTP_BASE, says: 'the HTTP address that clients are told, when it is not this host’s' }),
  metrics: setting({
    kind: ENDPOINT,
    says: 'where /healthz, /readyz and /metrics are asked, in plain HTTP; without it on the HTTP port',
  }),
  maxBodyBytes: setting({
    kind: whole('N', MIN_BODY_BYTES, 2 ** 31 - 1),
    says: 'the largest body a client may send, in bytes; without it 1048576',
  }),
  maxFile: setting({ kind: SIZE, says: 'the largest file, in bytes or as 500M; without it 2G' }),
  quota: setting({ kind: SIZE, says: 'what the files of one user may weigh together; without it 20G' }),
  quotaAll: setting({ kind: SIZE, says: 'what those of all may weigh; without it the disk’s end less 64 MiB is the limit' }),
  demo: setting({
    kind: SWITCH,
    says: 'fill an empty store with sample people (password: demo) and a year of history; they answer',
    usual: false,
  }),
  bots: setting({ kind: SWITCH, says: 'two accounts that answer, in an office of your own; with demo, false: nobody answers' }),
  faults: setting({ kind: path('FILE'), says: 'JSON list of scripted faults, for testing clients' }),
  logLevel: setting({ kind: oneOf(LOG_LEVELS), says: 'debug: also every request and log-in; warn: only what is wrong', usual: 'info' }),
  logFormat: setting({ kind: oneOf(LOG_FORMATS), says: 'one JSON object a line, or text for people', usual: 'json' }),
  quiet: setting({ kind: SWITCH, says: 'log nothing', usual: false }),
}

export type SettingName = keyof typeof SETTINGS

type Value<S> = S extends { readonly kind: SettingKind<infer T>; readonly usual: unknown }
  ? T
  : S extends { readonly kind: SettingKind<infer T> }
    ? T | undefined
    : never

/** Checked, and complete: what nobody set has its usual value, or none. */
export type Settings = { readonly [Name in SettingName]: Value<(typeof SETTINGS)[Name]> }

export const SETTING_NAMES = Object.keys(SETTINGS) as readonly SettingName[]

/** The setting's row, whatever it takes. */
export function settingOf(name: SettingName): Setting {
  return SETTINGS[name] as Setting
}

export function schemaOf(name: SettingName): z.ZodType {
  return settingOf(name).kind.schema
}

/** `tls-cert` of `tlsCert`. */
export function flagOf(name: SettingName): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

/** `JIM_SERVER_TLS_CERT` of `tlsCert`. */
export function variableOf(name: SettingName): string {
  return VARIABLES + flagOf(name).replaceAll('-', '_').toUpperCase()
}

/** What every variable of the environment begins with that is meant for the server. */
export const VARIABLES = 'JIM_SERVER_'

function setting<T, const S extends Setting<T>>(row: S & Setting<T>): S {
  return row
}
