import { constants } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { RefusedFile } from '@shared/file'
import { type Failure, ok, type Result } from '@shared/result'
import { endingOf } from './danger'
import { magicOfFile } from './magic'

export type LookedAtFile = {
  readonly name: string
  readonly size: number
  readonly mime: string
  readonly magic: string
  readonly mtimeMs: number
}

type Refusal = Failure & { readonly code: RefusedFile['code'] }

/** Types of files that have no magic, or share another's: by their ending. */
const MIME_OF_ENDING: { readonly [ending: string]: string | undefined } = {
  txt: 'text/plain',
  log: 'text/plain',
  md: 'text/markdown',
  csv: 'text/csv',
  html: 'text/html',
  htm: 'text/html',
  css: 'text/css',
  json: 'application/json',
  xml: 'application/xml',
  svg: 'image/svg+xml',
  doc: 'application/msword',
  xls: 'application/vnd.ms-excel',
  ppt: 'application/vnd.ms-powerpoint',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
}

/** Magic that only says how a file is packed. */
const CONTAINERS: ReadonlySet<string> = new Set(['', 'application/zip', 'application/x-cfb', 'application/xml'])

const CODES: { readonly [errno: string]: RefusedFile['code'] | undefined } = {
  ENOENT: 'not_found',
  ENOTDIR: 'not_found',
  EACCES: 'no_access',
  EPERM: 'no_access',
}

/**
 * What a file is that somebody gave, or why it cannot be sent. Only a regular file that can be read is; nothing else is
 * opened, and a pipe that took its place meanwhile is not waited for.
 */
export async function lookAtFile(path: string, maxBytes: number): Promise<Result<LookedAtFile, Refusal>> {
  try {
    const given = await stat(path)
    if (given.isDirectory()) return refused('is_folder')
    if (!given.isFile()) return refused('not_a_file')
    const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    let found
    try {
      found = await handle.stat()
    } finally {
      await handle.close()
    }
    if (!found.isFile()) return refused('not_a_file')
    if (found.size === 0) return refused('empty')
    if (found.size > maxBytes) return refused('too_large')
    const name = basename(path).normalize('NFC')
    const magic = await magicOfFile(path)
    return ok({ name, size: found.size, magic, mime: mimeOf(name, magic), mtimeMs: Math.floor(found.mtimeMs) })
  } catch (error) {
    const errno = error instanceof Error && 'code' in error ? String(error.code) : ''
    return refused(CODES[errno] ?? 'not_a_file')
  }
}

function mimeOf(name: string, magic: string): string {
  const named = MIME_OF_ENDING[endingOf(name)]
  return (CONTAINERS.has(magic) ? named : undefined) ?? (magic === '' ? 'application/octet-stream' : magic)
}

function refused(code: RefusedFile['code']): Result<never, Refusal> {
  return { ok: false, error: { code, message: code } }
}
