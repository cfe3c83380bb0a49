import { constants } from 'node:fs'
import { open } from 'node:fs/promises'

/** `unreadable`: not there, not allowed, or no file at all (a folder, a pipe, a device); `too_large`: over the bound. */
export type BoundedFileCode = 'unreadable' | 'too_large'

export class BoundedFileError extends Error {
  override readonly name = 'BoundedFileError'
  readonly code: BoundedFileCode

  constructor(code: BoundedFileCode, message: string) {
    super(message)
    this.code = code
  }
}

/** Windows has no such flag, and no pipes among its files. */
const WITHOUT_WAITING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/**
 * The bytes of a regular file. What the path names is asked of the open handle, so that it cannot become something else
 * in between; a pipe that nobody writes to is not waited for, and a file that grows or tells no size is read no further
 * than `maxBytes`. Throws `BoundedFileError`.
 */
export async function readBoundedFile(path: string, maxBytes: number): Promise<Buffer> {
  const handle = await open(path, WITHOUT_WAITING).catch((error: unknown) => {
    throw new BoundedFileError('unreadable', messageOf(error))
  })
  try {
    const stat = await handle.stat()
    if (!stat.isFile()) throw new BoundedFileError('unreadable', 'it is not a regular file')
    const buffer = Buffer.alloc(maxBytes + 1)
    let length = 0
    for (;;) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length)
      length += bytesRead
      if (length > maxBytes) throw new BoundedFileError('too_large', `the file has more than ${maxBytes} bytes`)
      if (bytesRead === 0) return buffer.subarray(0, length)
    }
  } catch (error) {
    throw error instanceof BoundedFileError ? error : new BoundedFileError('unreadable', messageOf(error))
  } finally {
    await handle.close()
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
