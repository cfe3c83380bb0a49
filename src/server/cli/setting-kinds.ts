import { z } from 'zod'
import { s3Address } from '../files/s3/s3-options'

/** What a setting may be, and how it is written where everything is text: on the command line and in the environment. */
export type SettingKind<T> = {
  /** What stands behind its flag in the help; absent: a switch, which takes nothing. */
  readonly takes?: string
  /** Its messages go on after the setting's name. */
  readonly schema: z.ZodType<T>
  /** What cannot be read stays as it is, and the schema refuses it. */
  fromText(text: string): unknown
  /** As `check-config` tells it; absent: as it is. */
  shown?(value: T): string
  /** Told to nobody, and taken where no list of processes shows it: in the environment and in a file. */
  readonly isSecret?: boolean
  /** A path: in a file it counts from the file's own folder. */
  readonly isPath?: boolean
}

const asIs = (text: string): unknown => text

/** Bytes before a name is refused; longer ones are no path and no host. */
const MAX_CHARS = 4096

export function text(takes: string): SettingKind<string> {
  const error = 'takes a text that is not empty'
  return { takes, schema: z.string({ error }).min(1, { error }).max(MAX_CHARS, { error }), fromText: asIs }
}

export function path(takes: 'FILE' | 'DIR'): SettingKind<string> {
  return { ...text(takes), isPath: true }
}

export function whole(takes: string, from: number, to: number): SettingKind<number> {
  const error = `takes a whole number from ${from} to ${to}`
  return {
    takes,
    schema: z.int({ error }).min(from, { error }).max(to, { error }),
    fromText: (text) => (/^\d+$/.test(text) ? Number(text) : text),
  }
}

export function port(): SettingKind<number> {
  return whole('PORT', 0, 65535)
}

export function oneOf<const T extends readonly [string, ...string[]]>(values: T): SettingKind<T[number]> {
  return { takes: values.join('|'), schema: z.enum(values, { error: `takes ${values.join(' or ')}` }), fromText: asIs }
}

export const SWITCH: SettingKind<boolean> = {
  schema: z.boolean({ error: 'takes true or false' }),
  fromText: (text) => (text === 'true' || text === '1' ? true : text === 'false' || text === '0' ? false : text),
}

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 }

/** Bytes, as a number or with a letter behind it: KiB, MiB, GiB or TiB. */
export const SIZE: SettingKind<number> = {
  takes: 'SIZE',
  schema: z.union([z.number(), z.string()], { error: 'takes a size such as 500M or 2G' }).transform((value, context) => {
    const bytes = typeof value === 'number' ? value : bytesOf(value)
    if (Number.isSafeInteger(bytes) && bytes > 0) return bytes
    context.addIssue('takes a size such as 500M or 2G')
    return z.NEVER
  }),
  fromText: asIs,
}

function bytesOf(text: string): number {
  const [, digits, unit = ''] = /^(\d+)([kmgt]?)$/i.exec(text) ?? []
  return Number(digits) * UNITS[unit.toLowerCase()]!
}

export type Endpoint = { readonly host: string; readonly port: number }

/** `ADDRESS:PORT`; an address of IPv6 in brackets. */
export const ENDPOINT: SettingKind<Endpoint> = {
  takes: 'ADDR:PORT',
  schema: z.string({ error: 'takes ADDRESS:PORT' }).transform((value, context) => {
    const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d+)$/.exec(value) ?? []
    const host = bracketed ?? plain
    if (host !== undefined && Number(digits) <= 65535) return { host, port: Number(digits) }
    context.addIssue('takes ADDRESS:PORT')
    return z.NEVER
  }),
  fromText: asIs,
}

/** An address that every client is told: so without a user or password. */
export const HTTP_BASE: SettingKind<string> = {
  takes: 'URL',
  schema: z.string({ error: 'takes an address such as https://im.example.com' }).refine(isHttpBase, {
    error: 'takes an address such as https://im.example.com, without user, password, query or fragment',
  }),
  fromText: asIs,
}

/** Where a PostgreSQL is. Its password is told to nobody. */
export const POSTGRES: SettingKind<string> = {
  takes: 'URL',
  schema: z.string({ error: 'takes an address such as postgres://jim@db.example.com/jim' }).refine(isPostgres, {
    error: 'takes an address such as postgres://jim@db.example.com/jim',
  }),
  fromText: asIs,
  shown: (text) => {
    const url = new URL(text)
    if (url.password !== '') url.password = '***'
    if (url.searchParams.has('password')) url.searchParams.set('password', '***')
    return url.href
  },
}

/** Where NATS is: the servers of one cluster with commas between them, whichever answers. */
export const NATS: SettingKind<readonly string[]> = {
  takes: 'URLS',
  schema: z.string({ error: 'takes addresses such as nats://nats.example.com:4222' }).transform((value, context) => {
    const addresses = value.split(',').map((address) => address.trim())
    if (addresses.every(isNats)) return addresses
    context.addIssue('takes addresses such as nats://nats.example.com:4222')
    return z.NEVER
  }),
  fromText: asIs,
  shown: (addresses) => addresses.map(withoutPassword).join(','),
}

const S3_EXAMPLE = 'takes an address such as s3://bucket or s3://bucket/prefix'

/** A bucket, and what the keys begin with in it. */
export const S3: SettingKind<{ readonly bucket: string; readonly prefix: string }> = {
  takes: 'URL',
  schema: z.string({ error: S3_EXAMPLE }).transform((value, context) => {
    const [, bucket, prefix = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([A-Za-z0-9/_.-]{0,200}))?$/.exec(value) ?? []
    const trimmed = prefix.replace(/\/$/, '')
    const isPrefix = trimmed === '' || trimmed.split('/').every((name) => !/^\.{0,2}$/.test(name))
    if (bucket !== undefined && isPrefix) return { bucket, prefix: trimmed }
    context.addIssue(S3_EXAMPLE)
    return z.NEVER
  }),
  fromText: asIs,
  shown: s3Address,
}

export const REGION: SettingKind<string> = {
  takes: 'NAME',
  schema: z.string({ error: 'takes a name' }).regex(/^[A-Za-z0-9-]{1,64}$/, { error: 'takes a name such as eu-central-1' }),
  fromText: asIs,
}

export const SECRET: SettingKind<string> = { ...text('SECRET'), isSecret: true, shown: () => '***' }

/** What a node is called. */
export const NODE_NAME: SettingKind<string> = {
  takes: 'NAME',
  schema: z.string({ error: 'takes a name' }).regex(/^[A-Za-z0-9-]{1,32}$/, { error: 'takes 1 to 32 letters, digits and dashes' }),
  fromText: asIs,
}

function isNats(text: string): boolean {
  return URL.canParse(text) && /^(nats|tls):$/.test(new URL(text).protocol) && new URL(text).host !== ''
}

function withoutPassword(text: string): string {
  const url = new URL(text)
  if (url.password !== '') url.password = '***'
  return url.href
}

function isPostgres(text: string): boolean {
  return URL.canParse(text) && /^postgres(ql)?:$/.test(new URL(text).protocol)
}

function isHttpBase(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, username, password, search, hash } = new URL(text)
  return (protocol === 'http:' || protocol === 'https:') && username + password + search + hash === ''
}
