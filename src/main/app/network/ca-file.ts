import type { X509Certificate } from 'node:crypto'
import type { CaFile } from '@shared/network'
import { ok, type Result } from '@shared/result'
import { BoundedFileError, readBoundedFile } from '../../lib/bounded-file'

/** Bytes; all authorities of a whole system together are a quarter of this. */
const MAX_CA_BYTES = 1024 * 1024

export type CaFileFailure = { readonly code: 'ca_file_unreadable' | 'ca_file_invalid'; readonly message: string }

/**
 * Reads the extra certificate authority that the person named, as PEM text, in whatever form it is; `undefined` without
 * one. Every certificate in it is parsed: a broken one would be noticed only when a server is refused for it.
 */
export async function readCa(path: string): Promise<Result<string | undefined, CaFileFailure>> {
  if (path === '') return ok(undefined)
  const read = await readCertificates(path)
  return read.ok ? ok(read.value.pem) : read
}

/** What a person is told of a file before it is used. */
export async function describeCa(path: string): Promise<Result<CaFile, CaFileFailure>> {
  const read = await readCertificates(path)
  if (!read.ok) return read
  const { first, count } = read.value
  return ok({ path, name: nameOf(first), validTo: Date.parse(first.validTo), certificates: count })
}

type Read = { readonly pem: string; readonly first: X509Certificate; readonly count: number }

async function readCertificates(path: string): Promise<Result<Read, CaFileFailure>> {
  let file: Buffer
  try {
    file = await readBoundedFile(path, MAX_CA_BYTES)
  } catch (error) {
    const isTooLarge = error instanceof BoundedFileError && error.code === 'too_large'
    return failure(isTooLarge ? 'ca_file_invalid' : 'ca_file_unreadable', messageOf(error))
  }
  try {
    const { certificatesIn } = await import('./certificates')
    const certificates = certificatesIn(file)
    const [first] = certificates
    if (first === undefined) return failure('ca_file_invalid', 'the file has no certificate')
    return ok({ pem: certificates.map(String).join(''), first, count: certificates.length })
  } catch (error) {
    return failure('ca_file_invalid', messageOf(error))
  }
}

/** The common name, or for a certificate without one its organisation, or the whole subject. */
function nameOf({ subject }: X509Certificate): string {
  const field = (key: string): string | undefined => new RegExp(`^${key}=(.+)$`, 'm').exec(subject)?.[1]
  return field('CN') ?? field('O') ?? subject.replaceAll('\n', ', ')
}

function failure(code: CaFileFailure['code'], message: string): Result<never, CaFileFailure> {
  return { ok: false, error: { code, message } }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
