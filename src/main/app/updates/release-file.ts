import gt from 'semver/functions/gt'
import lt from 'semver/functions/lt'
import valid from 'semver/functions/valid'
import { z } from 'zod'
import { ok } from '@shared/result'
import { checkSignature, type ReleaseKey } from './release-signature'
import { type Judged, refusedUpdate } from './update-failure'

/** Names of the two files of a release, beside its packages. */
export const RELEASE_FILE = 'release.json'
export const SIGNATURE_FILE = 'release.json.sig'
/** Bytes of a release file, at most. */
export const MAX_RELEASE_BYTES = 64 * 1024
/** Bytes of a package, at most; ours have a tenth of it. */
const MAX_PACKAGE_BYTES = 2 * 2 ** 30
const MAX_PACKAGES = 64
/** UTF-16 code units. */
const MAX_NOTES = 8000
const MAX_VERSION = 64

/** The form that this version reads. */
const FORMAT = 1
const PRODUCT = 'jim-desktop'

export const SYSTEMS = ['linux', 'win32', 'darwin'] as const
export const KINDS = ['deb', 'rpm', 'appimage', 'tar', 'nsis', 'msi', 'dmg', 'zip'] as const

/** A name of a file in the folder of the release itself: no way leads out of it. */
const FILE_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._+~() -]{0,198}[A-Za-z0-9])?$/
/** Base64 of 64 bytes. */
const SHA512 = /^[A-Za-z0-9+/]{86}==$/

const time = z.iso
  .datetime()
  .transform((text) => Date.parse(text))
  .refine(Number.isFinite)
const packageSchema = z.object({
  file: z.string().regex(FILE_NAME),
  system: z.string().max(16),
  arch: z.string().max(16),
  kind: z.string().max(16),
  bytes: z.int().min(1).max(MAX_PACKAGE_BYTES),
  sha512: z.string().regex(SHA512),
})
const notes = z.string().max(MAX_NOTES).default('')
const releaseSchema = z.object({
  format: z.literal(FORMAT),
  product: z.literal(PRODUCT),
  version: z
    .string()
    .max(MAX_VERSION)
    .refine((text) => valid(text) === text),
  released: time,
  expires: time,
  notes: z.object({ en: notes, 'zh-CN': notes }).prefault({}),
  packages: z.array(packageSchema).min(1).max(MAX_PACKAGES),
})
const formatSchema = z.object({ format: z.int().min(FORMAT + 1) })

export type Release = z.infer<typeof releaseSchema>
export type ReleasePackage = Release['packages'][number]

/** How a program was installed: which package takes its place. */
export type Installation = {
  readonly system: (typeof SYSTEMS)[number]
  /** As `process.arch`. */
  readonly arch: string
  readonly kind: (typeof KINDS)[number]
}

export type ReleaseBytes = { readonly release: Uint8Array; readonly signatures: Uint8Array }
export type JudgedBy = { readonly keys: readonly ReleaseKey[]; readonly version: string; readonly now: number }

/**
 * A release that may be trusted, and is not older than the version that runs. The signature comes before all: nothing of a file that
 * nobody signed is read. Codes: those of `checkSignature`, `too_large`, `newer_format`, `invalid`, `expired`, `older`.
 */
export function readRelease({ release, signatures }: ReleaseBytes, { keys, version, now }: JudgedBy): Judged<Release> {
  if (release.length > MAX_RELEASE_BYTES) return refusedUpdate('too_large', `${release.length} bytes`)
  const signed = checkSignature(release, signatures, keys)
  if (!signed.ok) return signed
  const found = parseJson(release)
  if (formatSchema.safeParse(found).success) return refusedUpdate('newer_format', 'of a later form')
  const parsed = releaseSchema.safeParse(found)
  if (!parsed.success) return refusedUpdate('invalid', z.prettifyError(parsed.error).slice(0, 500))
  const { data } = parsed
  if (data.expires <= now) return refusedUpdate('expired', new Date(data.expires).toISOString(), data.version)
  return lt(data.version, version) ? refusedUpdate('older', 'older than what runs', data.version) : ok(data)
}

/** Whether it is an update for somebody with this version. */
export function isNewer(release: Release, version: string): boolean {
  return gt(release.version, version)
}

/** The package that takes the place of what is installed; a Mac's may be for both its processors. */
export function packageFor(release: Release, { system, arch, kind }: Installation): ReleasePackage | undefined {
  const fitting = release.packages.filter((each) => each.system === system && each.kind === kind)
  return fitting.find((each) => each.arch === arch) ?? fitting.find((each) => system === 'darwin' && each.arch === 'universal')
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch {
    return undefined
  }
}
