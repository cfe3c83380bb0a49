import { closeSync, openSync, readSync, statSync } from 'node:fs'

const CHUNK_BYTES = 1024 * 1024

/**
 * Whether two paths lead to one file, or to two with the same bytes. Reads both only where the file system gave them no
 * common name.
 * @throws Error of `node:fs` where one is not there or cannot be read
 */
export function isSameContent(a: string, b: string): boolean {
  const [one, other] = [statSync(a, { bigint: true }), statSync(b, { bigint: true })]
  if (one.dev === other.dev && one.ino === other.ino) return true
  return one.size === other.size && hasSameBytes(a, b)
}

function hasSameBytes(a: string, b: string): boolean {
  const files: number[] = []
  try {
    files.push(openSync(a, 'r'))
    files.push(openSync(b, 'r'))
    const [one, other] = [Buffer.alloc(CHUNK_BYTES), Buffer.alloc(CHUNK_BYTES)]
    for (;;) {
      const read = readSync(files[0]!, one)
      if (readSync(files[1]!, other) !== read) return false
      if (read === 0) return true
      if (!one.subarray(0, read).equals(other.subarray(0, read))) return false
    }
  } finally {
    for (const file of files) closeSync(file)
  }
}
