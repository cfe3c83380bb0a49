/** An upload, or the file that came of it. Times are epoch ms, given by the caller; sizes are bytes. */
export type FileRecord = {
  readonly fileId: string
  readonly uploaderId: string
  readonly name: string
  readonly mime: string
  /** As it was announced; no upload is completed with another one. */
  readonly size: number
  /** SHA-256 that the uploader promised, hex. */
  readonly promised: string | undefined
  /** SHA-256 of the content, hex. Known a moment before the content is in its place. */
  readonly sha256: string | undefined
  /** Absent: not yet a file. */
  readonly completedAt: number | undefined
  /** It was given up, and its bytes are gone. */
  readonly expiredAt: number | undefined
  /** When it was begun, got its last bytes, was completed, claimed or looked at for an avatar. */
  readonly touchedAt: number
}

/** A file whose content is there. */
export type WholeFile = FileRecord & { readonly sha256: string; readonly completedAt: number }

export type NewFile = Pick<FileRecord, 'fileId' | 'uploaderId' | 'name' | 'mime' | 'size' | 'promised'>

export type FileLimits = {
  /** Bytes that the files of one user may weigh, unfinished ones in full. */
  readonly quotaBytes: number
  /** Of all users together. */
  readonly quotaBytesInAll: number
  /** Unfinished uploads of one user, and of all. */
  readonly maxUploads: number
  readonly maxUploadsInAll: number
}

/** A place in the order of files by their last touch. */
export type FileCursor = Pick<FileRecord, 'touchedAt' | 'fileId'>

/** What a file weighs at least in its user's share: a block of the disk, however small it is. */
export const MIN_FILE_WEIGHT = 4096

export type FileRefusal = 'quota' | 'too_many_uploads'

/**
 * Which files there are, and who may read them (PROTOCOL 9): whoever uploaded one, the members of a conversation in which
 * a message names it, and everybody where it is an avatar. What messages name is written by `MessageStore`, with them.
 */
export interface FileStore {
  /** Begins an upload, if there is room for one of its size. */
  begin(file: NewFile, limits: FileLimits, at: number): Promise<FileRefusal | undefined>
  get(fileId: string): Promise<FileRecord | undefined>
  /** More bytes have come. */
  touch(fileId: string, at: number): Promise<void>
  /** The content is known, and about to be put in its place. */
  setContent(fileId: string, sha256: string): Promise<void>
  /** The content is in its place. False when the upload is gone meanwhile. */
  complete(fileId: string, at: number): Promise<boolean>
  /** Forgets an upload that is not complete. False when there is none. */
  discard(fileId: string): Promise<boolean>
  /** Gives an unfinished upload up; it is remembered as expired. False when there is none. */
  expire(fileId: string, at: number): Promise<boolean>
  /**
   * Another name for content that the user may read already, if there is room for it; `not_found` when they may read none
   * of that hash and size.
   */
  claim(
    file: NewFile & { readonly sha256: string },
    limits: Pick<FileLimits, 'quotaBytes' | 'quotaBytesInAll'>,
    at: number,
  ): Promise<'quota' | 'not_found' | undefined>
  /** Files whose content is in its place, all or none; nobody's share is asked. */
  addWhole(files: readonly (NewFile & { readonly sha256: string })[], at: number): Promise<void>
  /** Of these the files that the user may read, once each. */
  readable(userId: string, fileIds: readonly string[]): Promise<readonly WholeFile[]>
  /** A file that a message names, or that is an avatar: what a signed link opens. */
  named(fileId: string): Promise<WholeFile | undefined>
  /** Whether any file, complete or about to be, has that content. */
  hasContent(sha256: string): Promise<boolean>
  /** The oldest unfinished uploads without a byte since `before`. */
  stale(before: number, limit: number): Promise<readonly FileRecord[]>
  /**
   * Looks at `limit` files that were touched before `before`, the oldest first, and removes those that nothing names. The
   * result has the contents that one of them had, and where the next look goes on; without `next` that was the last.
   */
  removeUnnamed(page: {
    readonly before: number
    readonly after?: FileCursor
    readonly limit: number
  }): Promise<{ readonly contents: readonly string[]; readonly next: FileCursor | undefined }>
  /** Forgets uploads that expired before that time. */
  forgetExpired(before: number): Promise<void>
  counts(): Promise<{ readonly files: number; readonly unfinished: number; readonly bytes: number }>
  /** The secret of that name, made by `make` the first time that anybody asks. */
  secret(name: string, make: () => string): Promise<string>
}
