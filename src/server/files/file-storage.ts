import type { Readable } from 'node:stream'

/** Both ends included. */
export type ByteRange = { readonly start: number; readonly end: number }

/** Content that is open for reading; whoever opened it closes it, or reads a stream of it to its end. */
export interface OpenContent {
  /** Bytes. */
  readonly size: number
  /** Closes the content when it ends or is destroyed, and tells how many bytes it has read by then. */
  stream(range: ByteRange, onClosed: (bytesRead: number) => void): Readable
  close(): Promise<void>
}

/** No room for a file's bytes: nothing that came before is lost. */
export class StorageFullError extends Error {
  override readonly name = 'StorageFullError'
}

/** What files are kept in does not answer, or not as it should: nothing that came before is lost, and later it may go on. */
export class StorageUnavailableError extends Error {
  override readonly name = 'StorageUnavailableError'
}

/**
 * Where the bytes of files are. Uploads grow as *parts*, each under its file's id; a whole one becomes *content*, under its
 * SHA-256, and is never changed again. A folder, or a bucket of S3: nothing here is a path.
 */
export interface FileStorage {
  /** Nothing yet of a new upload. */
  createPart(fileId: string): Promise<void>
  /** Bytes of it that are kept; `undefined`: there is none. */
  partBytes(fileId: string): Promise<number | undefined>
  /**
   * Writes what comes at the end of the part, as it comes. Whatever was written before a failure stays.
   *
   * @param offset where the part ends
   * @throws StorageFullError, StorageUnavailableError, or what the chunks' source failed with
   */
  append(fileId: string, offset: number, chunks: AsyncIterable<Uint8Array>): Promise<void>
  readPart(fileId: string): AsyncIterable<Uint8Array>
  /** None is no error. */
  removePart(fileId: string): Promise<void>
  /** The whole part, kept for good, becomes the content of that hash, or is dropped where that is there already. */
  place(fileId: string, sha256: string): Promise<void>
  open(sha256: string): Promise<OpenContent | undefined>
  /** None is no error. */
  removeContent(sha256: string): Promise<void>
  /** Everything that lies there since before that time: ids of parts, hashes of contents. */
  parts(before: number): AsyncIterable<string>
  contents(before: number): AsyncIterable<string>
  /** Why nothing can be kept or given back now, or what was kept is lost; `undefined`: it can. For whoever runs the server. */
  illness(): Promise<string | undefined>
  close(): Promise<void>
}
