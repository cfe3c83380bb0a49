import type { FileErrorCode } from '@protocol/errors'
import { RefusedError } from '../world/session'
import { StorageFullError, StorageUnavailableError } from './file-storage'

const STATUS: Readonly<Record<FileErrorCode, number>> = {
  too_large: 413,
  quota: 507,
  server_full: 507,
  wrong_offset: 409,
  locked: 423,
  too_many_uploads: 429,
  expired: 410,
  gone: 410,
  wrong_hash: 460,
  range: 416,
  bad_metadata: 400,
  files_unavailable: 503,
}

/** An error of PROTOCOL 9, with its status. */
export function refused(code: FileErrorCode, reason: string): RefusedError {
  return new RefusedError(code, reason, STATUS[code])
}

/** Also what is somebody else's: nobody learns that it is there. */
export function noSuchFile(): RefusedError {
  return new RefusedError('not_found', 'there is no such file', 404)
}

/** What a disk, or a file system over a network, says when it cannot be used; no socket says any of these. */
const DISK_ERRORS: ReadonlySet<string> = new Set([
  ...['ENOENT', 'ENOTDIR', 'EISDIR', 'EACCES', 'EPERM', 'EROFS', 'EIO', 'EBADF', 'ENXIO', 'ENODEV', 'ESTALE', 'EMFILE', 'ENFILE'],
  ...['EBUSY', 'ELOOP'],
])

/** What went wrong with the storage, as it is told; anything else as it is. */
export function storageRefusal(error: unknown): unknown {
  if (error instanceof StorageFullError) return refused('server_full', 'the server has no room for files now')
  const { code = '' } = error as { readonly code?: string }
  return error instanceof StorageUnavailableError || DISK_ERRORS.has(code)
    ? refused('files_unavailable', 'the server cannot keep or read files now')
    : error
}
