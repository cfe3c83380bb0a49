import { createHash } from 'node:crypto'
import type { FileStorage, OpenContent } from '../files/file-storage'

export type CopiedFiles = {
  readonly copied: number
  /** Whole files that were there already. */
  readonly known: number
  /** Contents whose bytes are not those of their hash any more: lost before this, and not copied. */
  readonly damaged: readonly string[]
}

/**
 * Copies all whole files of one storage into another, each verified by its hash on the way. Run again, it goes on with those that are
 * missing. Unfinished uploads stay behind.
 *
 * @throws Error of either storage
 */
export async function copyFiles(from: FileStorage, to: FileStorage): Promise<CopiedFiles> {
  let [copied, known] = [0, 0]
  const damaged: string[] = []
  for await (const sha256 of from.contents(Infinity)) {
    const source = await from.open(sha256)
    if (source === undefined) continue
    if (await isThere(to, sha256, source.size)) {
      await source.close()
      known += 1
    } else if (await copyOne(source, to, sha256)) copied += 1
    else damaged.push(sha256)
  }
  return { copied, known, damaged }
}

async function isThere(storage: FileStorage, sha256: string, size: number): Promise<boolean> {
  const content = await storage.open(sha256)
  await content?.close()
  return content?.size === size
}

/** False: these are not the bytes of that hash. */
async function copyOne(source: OpenContent, to: FileStorage, sha256: string): Promise<boolean> {
  const part = `f_import-${sha256}`
  await to.removePart(part)
  await to.createPart(part)
  const hash = createHash('sha256')
  if (source.size > 0)
    await to.append(
      part,
      0,
      hashed(
        source.stream({ start: 0, end: source.size - 1 }, () => undefined),
        hash,
      ),
    )
  else await source.close()
  const isGood = hash.digest('hex') === sha256
  if (isGood) await to.place(part, sha256)
  else await to.removePart(part)
  return isGood
}

async function* hashed(chunks: AsyncIterable<Uint8Array>, hash: { update(chunk: Uint8Array): unknown }): AsyncIterable<Uint8Array> {
  for await (const chunk of chunks) {
    hash.update(chunk)
    yield chunk
  }
}
