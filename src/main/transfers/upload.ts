import type { FileId } from '@shared/ids'
import { failed, ok, type Result } from '@shared/result'
import type { FileApi, NewFile } from '../kinds/kind/file-api'
import { hashOf, PIECE_BYTES } from './file-hash'
import type { Job } from './job'
import type { KeyedTurns } from './keyed-turns'
import { lookAt, SourceBytes } from './source-file'

export type UploadDeps = {
  readonly files: FileApi
  readonly turns: KeyedTurns
  /** Its preview, where it has none yet. Failures of the link only. */
  readonly preview: (job: Job) => Promise<Result<void>>
  /** What the file is made into first, where it is not to go as it is. */
  readonly treat: (job: Job) => Promise<Result<void>>
  /** What can be made of the file once it is known what it is: its preview. Failures of the link only. */
  readonly prepare: (job: Job) => Promise<Result<void>>
}

/** What the server has now. */
type Uploaded = { readonly fileId: FileId; readonly sha256: string }

/** How often in one try the server may say that it has another number of bytes, or none, before the try ends. */
const CORRECTIONS = 3

/**
 * Brings a file up, from wherever it stands:
 *
 * ```
 *   copy ─▶ look ─▶ hash ─▶ preview ─▶ claim ─┬─ the server has it ──────────────────────────▶ done
 *            │                                └─▶ where were we? ─▶ bytes from there ─▶ whole ─▶ done
 *            └─ not there, not what it was: `vanished`, `changed`      └─ link lost: the next try asks again
 * ```
 *
 * Its hash is of the bytes that were chosen: a file that changes on the way is never sent as a mixture of both. Codes:
 * those two and those of `treatFile`, `damaged` when the server twice got other bytes than were read, the server's, the link's, the disk's.
 */
export async function upload(job: Job, deps: UploadDeps): Promise<Result<Uploaded>> {
  // A smaller copy looks the same: what is seen of it need not wait until that is drawn.
  const seen = isOnlySmaller(job) ? await deps.preview(job) : ok()
  if (!seen.ok) return seen
  const treated = await deps.treat(job)
  if (!treated.ok) return treated
  const known = await identify(job)
  if (!known.ok) return known
  const file = known.value
  const prepared = await deps.prepare(job)
  if (!prepared.ok) return prepared
  const sent = await deps.turns.run(file.sha256, job.signal, () => bring(job, file, deps))
  if (sent === undefined) return failed('cancelled')
  return sent.ok ? ok({ fileId: sent.value, sha256: file.sha256 }) : sent
}

const isOnlySmaller = ({ row: { treatment } }: Job): boolean => treatment?.maxSide !== undefined && treatment.as === undefined

/** Which file it is: as it was chosen, or the same bytes under a newer date. */
async function identify(job: Job): Promise<Result<NewFile>> {
  job.step('preparing')
  const { name, mime, path = '' } = job.row
  const look = await lookAt(path)
  if (!look.ok) return look
  const { size, mtimeMs } = look.value
  const { row } = job
  if (row.mtimeMs !== undefined && row.size !== size) return failed('changed', `${size} bytes instead of ${row.size}`)
  const isAsItWas = row.mtimeMs === mtimeMs
  if (row.sha256 !== undefined && isAsItWas) return ok({ name, mime, size, sha256: row.sha256 })
  const hash = await hashOf(path, size, job.signal)
  if (!hash.ok) return hash
  const sha256 = hash.value.digest('hex')
  const after = await lookAt(path)
  if (!after.ok) return after
  if (after.value.size !== size || after.value.mtimeMs !== mtimeMs) return failed('changed', 'it was written to while it was read')
  // Chosen before it was read: nothing else says which bytes were meant.
  const isOther = row.sha256 === undefined ? row.mtimeMs !== undefined && !isAsItWas : row.sha256 !== sha256
  if (isOther) return failed('changed', 'other bytes than before')
  // A small one is read again sooner than its row is written.
  const saved = isSmall(size) && isAsItWas ? ok() : job.save({ size, mtimeMs, sha256 })
  return saved.ok ? ok({ name, mime, size, sha256 }) : saved
}

async function bring(job: Job, file: NewFile, { files }: UploadDeps): Promise<Result<FileId>> {
  const claimed = await files.claim(file, job.signal)
  if (claimed.ok) return claimed
  if (claimed.error.code !== 'not_found') return claimed
  job.step('running')
  for (let corrections = 0; ; corrections++) {
    const whole = await append(job, file, files)
    if (whole.ok || corrections === CORRECTIONS) return whole
    const { code } = whole.error
    if (code === 'wrong_offset') continue
    if (code === 'not_found' || code === 'expired' || code === 'gone') {
      // What the server has let go of begins anew; nothing was named, so nothing can be there twice.
      if (job.row.fileId === undefined) return whole
      const saved = job.save({ fileId: undefined, done: 0 })
      if (!saved.ok) return saved
    } else if (code === 'wrong_hash') {
      const again = await readAgain(job, file)
      if (!again.ok) return again
    } else return whole
  }
}

/** The server got other bytes than were read: the file changed under the sending, or the way did. */
async function readAgain(job: Job, { sha256 }: NewFile): Promise<Result<void>> {
  const { path = '', size, mtimeMs, renewals } = job.row
  const look = await lookAt(path)
  if (!look.ok) return look
  if (look.value.size !== size || look.value.mtimeMs !== mtimeMs) return failed('changed', 'it was written to while it was sent')
  // Its date does not tell of what is written within the ms in which it was chosen, nor of what puts it back.
  const hash = await hashOf(path, size, job.signal)
  if (!hash.ok) return hash
  if (hash.value.digest('hex') !== sha256) return failed('changed', 'it has other bytes than before')
  if (renewals > 0) return failed('damaged', 'the server got other bytes twice')
  return job.save({ fileId: undefined, done: 0, renewals: renewals + 1 })
}

async function append(job: Job, file: NewFile, files: FileApi): Promise<Result<FileId>> {
  const at = await place(job, file, files)
  if (!at.ok) return at
  const { fileId, offset } = at.value
  if (offset > file.size) return failed('bad_answer', 'more bytes than the file has')
  job.moved(offset)
  if (offset === file.size) return ok(fileId)
  const source = new SourceBytes(job.row.path ?? '', offset, file.size, (taken) => {
    job.moved(taken)
    if (taken === file.size) job.step('checking')
  })
  const sent = await files.send(fileId, offset, file.size - offset, source.bytes(), job.signal)
  if (source.failure !== undefined && !job.signal.aborted) return source.failure
  if (!sent.ok) return sent
  if (sent.value !== file.size) return failed('wrong_offset', `${sent.value} bytes after all ${file.size} were sent`)
  return ok(fileId)
}

/** Where the bytes go on: at the server's end of an upload, or at the beginning of a new one. A small file is sent along. */
async function place(job: Job, file: NewFile, files: FileApi): Promise<Result<{ readonly fileId: FileId; readonly offset: number }>> {
  const { fileId } = job.row
  if (fileId !== undefined) {
    const offset = await files.offset(fileId, job.signal)
    return offset.ok ? ok({ fileId, offset: offset.value }) : offset
  }
  const first = await smallFile(job, file)
  if (!first.ok) return first
  const created = await files.create(file, first.value, job.signal)
  // All of it is there: what its message says of it is written next.
  if (!created.ok || created.value.offset === file.size) return created
  const saved = job.save({ fileId: created.value.fileId, done: created.value.offset })
  return saved.ok ? created : saved
}

/** It goes up in one piece, with what makes room for it. */
export const isSmall = (size: number): boolean => size <= PIECE_BYTES

async function smallFile(job: Job, { size }: NewFile): Promise<Result<Uint8Array | undefined>> {
  if (!isSmall(size)) return ok(undefined)
  const source = new SourceBytes(job.row.path ?? '', 0, size, () => undefined)
  const pieces: Uint8Array[] = []
  try {
    for await (const piece of source.bytes()) pieces.push(piece)
  } catch (error) {
    return source.failure ?? failed('io_failed', String(error))
  }
  return ok(Buffer.concat(pieces))
}
