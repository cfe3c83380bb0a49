import type { FileId } from '@shared/ids'
import type { Result } from '@shared/result'

/** A file that is to be kept by the server. `sha256`: 64 hex digits of the whole; `size` in bytes. */
export type NewFile = { readonly name: string; readonly mime: string; readonly size: number; readonly sha256: string }

/** Bytes of a file from a place on, as often as they are asked for; whoever takes them waits for each. */
export type ByteSource = AsyncIterable<Uint8Array>

/** An upload, and how many bytes of it the server has. */
export type Upload = { readonly fileId: FileId; readonly offset: number }

/** What an answer with bytes begins with. `size`: of the whole file; `from`: where its bytes begin. */
export type FileHead = { readonly size: number; readonly from: number; readonly sha256: string | undefined }

/** Where bytes go; the next ones come when it is done with these. A failure ends the reading, and is its answer. */
export interface ByteSink {
  /** Before any byte, once. `head.from` is 0 when the server sends it from the beginning, whatever was asked for. */
  begin(head: FileHead): Promise<Result<void>>
  /** An answer at once: most pieces only fill a buffer, and each wait is a turn of thousands. */
  write(bytes: Uint8Array): Result<void> | Promise<Result<void>>
}

/**
 * Which bytes: those from a place on, provided that the whole is still the file of this hash. `expected`: how many there
 * should be, where that is known.
 */
export type ReadFrom = { readonly from: number; readonly sha256: string | undefined; readonly expected?: number | undefined }

/**
 * What a chat system offers for files, whatever their road; every byte has back-pressure. Failures are values: the link's
 * (`timeout`, `reset` …), `cancelled`, `bad_answer`, `unsupported`, the server's own, and of these everywhere the same:
 *
 * | code | means |
 * |---|---|
 * | `not_found` | there is no such file for me |
 * | `expired` | the server has let go of the upload |
 * | `wrong_offset` | it has another number of bytes than was said |
 * | `locked` | somebody else writes: an older try of this device that the server has not given up |
 * | `wrong_hash` | the bytes were not those that were promised; the upload is gone |
 * | `gone` | it knows the file, and has its bytes no more |
 * | `too_large`, `quota`, `server_full` | the file, the account's files, the server's disk |
 */
export interface FileApi {
  /** Gives a file that the server has and I may read already: nothing is uploaded. Else `not_found`. */
  claim(file: NewFile, signal: AbortSignal): Promise<Result<FileId>>
  /** @param first all of a small file, to spare a way */
  create(file: NewFile, first: Uint8Array | undefined, signal: AbortSignal): Promise<Result<Upload>>
  /** How many bytes of an upload the server has. */
  offset(fileId: FileId, signal: AbortSignal): Promise<Result<number>>
  /** Appends to an upload; resolves to the bytes that the server has then. @param length bytes that will come */
  send(fileId: FileId, from: number, length: number, bytes: ByteSource, signal: AbortSignal): Promise<Result<number>>
  /** The server need not keep what it has of an upload. */
  abandon(fileId: FileId): Promise<Result<void>>
  read(fileId: FileId, wanted: ReadFrom, sink: ByteSink, signal: AbortSignal): Promise<Result<void>>
}

/** After these, trying again by itself gives the same; all others are of the link, or of the moment. */
const LASTING: ReadonlySet<string> = new Set([
  'not_found',
  'gone',
  'too_large',
  'quota',
  'forbidden',
  'bad_request',
  'bad_metadata',
  'unsupported',
])

export function isLasting(code: string): boolean {
  return LASTING.has(code)
}
