import { createWriteStream } from 'node:fs'
import { mkdir, symlink } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { text } from 'node:stream/consumers'

const FILE_TYPE_MASK = 0o170000
const SYMLINK = 0o120000

/**
 * Unpacks a zip without leaving `dir`, keeping permissions and symbolic links.
 *
 * @param {string} archive
 * @param {string} dir made when missing
 * @param {object} [options]
 * @param {(name: string) => string | undefined} [options.rename] name in the archive → path under `dir`;
 *   undefined leaves the entry out
 * @param {(done: number, total: number) => void} [options.onProgress] in entries
 */
export async function unzip(archive, dir, { rename = (name) => name, onProgress } = {}) {
  // Loaded here: this file is imported before node_modules is there.
  const { default: yauzl } = await import('yauzl')
  const zip = await yauzl.openPromise(archive)
  let done = 0
  try {
    for await (const entry of zip.eachEntry()) {
      onProgress?.(++done, zip.entryCount)
      const name = rename(entry.fileName)
      if (name === undefined) continue
      const target = join(dir, name)
      if (target !== dir && !target.startsWith(dir + sep)) throw new Error(`The archive reaches outside: ${name}`)
      await unpackEntry(zip, entry, target)
    }
  } finally {
    zip.close()
  }
}

/**
 * @param {import('yauzl').ZipFile} zip
 * @param {import('yauzl').Entry} entry
 * @param {string} target
 */
async function unpackEntry(zip, entry, target) {
  if (entry.fileName.endsWith('/')) {
    await mkdir(target, { recursive: true })
    return
  }
  await mkdir(dirname(target), { recursive: true })
  const unixMode = entry.externalFileAttributes >>> 16
  const content = await zip.openReadStreamPromise(entry)
  if ((unixMode & FILE_TYPE_MASK) === SYMLINK) {
    await symlink(await text(content), target)
    return
  }
  await pipeline(content, createWriteStream(target, { mode: unixMode & 0o777 || 0o644 }))
}
