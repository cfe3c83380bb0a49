import { createHash, type Hash } from 'node:crypto'
import { type FileHandle, mkdir, open, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ok } from '@shared/result'
import { DiskRoom } from '../../lib/disk-room'
import { removePath, renamePath } from '../../lib/held-files'
import { diskFailure } from '../../lib/json-file'
import { syncFolder } from '../../lib/sync-folder'
import type { ReleasePackage } from './release-file'
import type { PackageSink, ReleaseSource } from './release-source'
import { type Judged, refusedUpdate } from './update-failure'

/** Bytes of one step of hashing; then the event loop runs. */
const PIECE_BYTES = 512 * 1024

export type FetchPackage = {
  readonly source: ReleaseSource
  readonly pack: Pick<ReleasePackage, 'file' | 'bytes' | 'sha512'>
  /** Where it goes once it is whole. */
  readonly path: string
  readonly signal: AbortSignal
  readonly onBytes: (done: number) => void
  /** Bytes that are free where a folder lies; the system's word when absent. */
  readonly freeBytes?: ((folder: string) => Promise<number>) | undefined
}

/** What has come of it, and is not whole yet. */
export const partOf = (path: string): string => `${path}.part`

/**
 * Brings a package to its path, from the byte that its part ends with:
 *
 * ```
 *   part ─▶ its hash ─▶ bytes from there ─▶ size and hash as signed ─▶ the path has it
 *                          └─ broken off: the part stays     └─ other ones: the part goes
 * ```
 *
 * A part that somebody else wrote begins anew once. Codes: those of the source, `cut_off`, `package_changed`, `disk_full`, `disk_failed`.
 */
export async function fetchPackage(work: FetchPackage): Promise<Judged<void>> {
  const part = partOf(work.path)
  try {
    await mkdir(dirname(part), { recursive: true, mode: 0o700 })
    const lies = await sizeOf(part)
    const from = lies > work.pack.bytes ? 0 : lies
    const filled = await fill(work, part, from)
    if (!filled.ok && filled.error.code === 'package_changed') {
      await removePath(part)
      return from > 0 && !work.signal.aborted ? await fetchPackage(work) : filled
    }
    if (!filled.ok) return filled
    await renamePath(part, work.path)
    await syncFolder(dirname(part))
    return ok()
  } catch (error) {
    return onDisk(error)
  }
}

/** Whether a file is what was signed. Codes: `package_changed`, `disk_failed`. */
export async function verifyPackage(
  path: string,
  { bytes, sha512 }: Pick<ReleasePackage, 'bytes' | 'sha512'>,
  signal: AbortSignal,
): Promise<Judged<void>> {
  try {
    const size = await sizeOf(path)
    if (size !== bytes) return refusedUpdate('package_changed', `${size} bytes instead of ${bytes}`)
    const hash = createHash('sha512')
    const handle = await open(path, 'r')
    try {
      await addTo(hash, handle, bytes, signal)
    } finally {
      await handle.close()
    }
    return hash.digest('base64') === sha512 ? ok() : refusedUpdate('package_changed', 'other bytes than were signed')
  } catch (error) {
    return onDisk(error)
  }
}

/** Bytes of a file; 0 where there is none. */
export async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    (found) => (found.isFile() ? found.size : 0),
    () => 0,
  )
}

async function fill(work: FetchPackage, part: string, from: number): Promise<Judged<void>> {
  const { source, pack, signal } = work
  const handle = await open(part, from > 0 ? 'r+' : 'w+', 0o600)
  try {
    const hash = createHash('sha512')
    await addTo(hash, handle, from, signal)
    const sink = new PartSink(handle, work, hash, from)
    if (from < pack.bytes) {
      const read = await source.read(pack.file, from, sink, signal)
      if (!read.ok) return read
    }
    await handle.sync()
    if (sink.came > pack.bytes) return refusedUpdate('package_changed', `more than ${pack.bytes} bytes`)
    if (sink.came < pack.bytes) return refusedUpdate('cut_off', `${sink.came} of ${pack.bytes} bytes came`)
    return sink.digest() === pack.sha512 ? ok() : refusedUpdate('package_changed', 'other bytes than were signed')
  } finally {
    await handle.close()
  }
}

class PartSink implements PackageSink {
  readonly #handle: FileHandle
  readonly #work: FetchPackage
  readonly #room: DiskRoom
  #hash: Hash
  /** Bytes that came, those that lay there among them; of too many the first that are. */
  came: number

  constructor(handle: FileHandle, work: FetchPackage, hash: Hash, from: number) {
    this.#handle = handle
    this.#work = work
    this.#room = new DiskRoom(dirname(work.path), work.freeBytes)
    this.#hash = hash
    this.came = from
  }

  async begin(at: number): Promise<void> {
    if (at !== this.came) {
      await this.#handle.truncate(0)
      this.#hash = createHash('sha512')
      this.came = 0
    }
    await this.#room.require(this.#work.pack.bytes - this.came)
    this.#work.onBytes(this.came)
  }

  async take(bytes: Uint8Array): Promise<boolean> {
    if (this.#work.signal.aborted) return false
    const at = this.came
    this.came += bytes.length
    if (this.came > this.#work.pack.bytes) return false
    this.#hash.update(bytes)
    await this.#room.take(bytes.length)
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await this.#handle.write(bytes, done, bytes.length - done, at + done)
      done += bytesWritten
    }
    this.#work.onBytes(this.came)
    return true
  }

  digest(): string {
    return this.#hash.digest('base64')
  }
}

/** @throws when the file is shorter, or the signal aborts */
async function addTo(hash: Hash, handle: FileHandle, length: number, signal: AbortSignal): Promise<void> {
  const piece = Buffer.allocUnsafe(PIECE_BYTES)
  for (let at = 0; at < length;) {
    signal.throwIfAborted()
    const { bytesRead } = await handle.read(piece, 0, Math.min(PIECE_BYTES, length - at), at)
    if (bytesRead === 0) throw new Error(`the file ends after ${at} of ${length} bytes`)
    hash.update(piece.subarray(0, bytesRead))
    at += bytesRead
  }
}

function onDisk(error: unknown): Judged<never> {
  const failure = diskFailure(error)
  const isFull = !failure.ok && failure.error.code === 'disk_full'
  return refusedUpdate(isFull ? 'disk_full' : 'disk_failed', error instanceof Error ? error.message : String(error))
}
