import { createHash } from 'node:crypto'
import type { FileId } from '@shared/ids'
import { failed, ok, type Result } from '@shared/result'
import type { ByteSink, FileApi, FileHead, NewFile } from '../kinds/kind/file-api'

/**
 * All of a small file of the server, in memory. Codes: those of `FileApi`; `too_large`, `damaged` when it is not the file that
 * the server promised, `reset` when it ended early.
 */
export async function readSmall(
  files: Pick<FileApi, 'read'>,
  fileId: FileId,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Result<Buffer>> {
  const sink = new SmallSink(maxBytes)
  const read = await files.read(fileId, { from: 0, sha256: undefined }, sink, signal)
  return read.ok ? sink.whole() : read
}

/** Brings a small file up in one piece, or has the server find that it is there. Codes: those of `FileApi`. */
export async function bringSmall(
  files: Pick<FileApi, 'claim' | 'create'>,
  { name, mime, bytes }: { readonly name: string; readonly mime: string; readonly bytes: Uint8Array },
  signal: AbortSignal,
): Promise<Result<FileId>> {
  const file: NewFile = { name, mime, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
  const claimed = await files.claim(file, signal)
  if (claimed.ok || claimed.error.code !== 'not_found') return claimed
  const created = await files.create(file, bytes, signal)
  if (!created.ok) return created
  const { fileId, offset } = created.value
  return offset === bytes.length ? ok(fileId) : failed('reset', `a ${name} that did not arrive whole`)
}

/** All bytes of a small file, if they are those that its server promised. */
class SmallSink implements ByteSink {
  readonly #maxBytes: number
  readonly #pieces: Uint8Array[] = []
  #length = 0
  #head: FileHead | undefined

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  begin(head: FileHead): Promise<Result<void>> {
    this.#head = head
    return Promise.resolve(head.size <= this.#maxBytes ? ok() : failed('too_large'))
  }

  write(bytes: Uint8Array): Promise<Result<void>> {
    this.#pieces.push(bytes)
    this.#length += bytes.length
    return Promise.resolve(this.#length <= this.#maxBytes ? ok() : failed('too_large'))
  }

  whole(): Result<Buffer> {
    const bytes = Buffer.concat(this.#pieces)
    if (bytes.length !== this.#head?.size) return failed('reset', 'not all of it came')
    const isOther = this.#head.sha256 !== undefined && createHash('sha256').update(bytes).digest('hex') !== this.#head.sha256
    return isOther ? failed('damaged') : ok(bytes)
  }
}
