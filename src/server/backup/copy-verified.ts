import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { removePath, renamePath } from '../data/held-files'
import { syncFolder } from '../data/sync-folder'

/** What lies at the source is not what was put there. */
export class ContentDamagedError extends Error {
  override readonly name = 'ContentDamagedError'
}

export type Copied = 'copied' | 'there' | 'missing'

/**
 * Copies a file whose content is known by its hash, and gives it its name only once it is whole, right, and on disk.
 *
 * @param trust what lies there under that name already: `size` of the source, or its whole `hash`
 * @throws ContentDamagedError when the source is not of that hash; or what the disk says
 */
export async function copyVerified(source: string, target: string, sha256: string, trust: 'size' | 'hash'): Promise<Copied> {
  const size = await sizeOf(source)
  if (size === undefined) return 'missing'
  if ((await sizeOf(target)) === size && (trust === 'size' || (await hashOf(target)) === sha256)) return 'there'
  await mkdir(dirname(target), { recursive: true })
  const part = `${target}.part`
  await removePath(part)
  const found = await hashOf(source, part)
  if (found !== sha256) {
    await removePath(part)
    throw new ContentDamagedError(`${source} is damaged: its content is of another hash`)
  }
  await renamePath(part, target)
  await syncFolder(dirname(target))
  return 'copied'
}

/** Of a file, which is written to `copy` on the way, and on disk there when this resolves. */
async function hashOf(source: string, copy?: string): Promise<string> {
  const hash = createHash('sha256')
  const out = copy === undefined ? undefined : await open(copy, 'wx')
  try {
    for await (const chunk of createReadStream(source, { highWaterMark: 1024 * 1024 })) {
      hash.update(chunk as Buffer)
      await out?.writeFile(chunk as Buffer)
    }
    await out?.sync()
    return hash.digest('hex')
  } finally {
    await out?.close()
  }
}

async function sizeOf(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).size
  } catch (error) {
    if ((error as { readonly code?: string }).code === 'ENOENT') return undefined
    throw error
  }
}
