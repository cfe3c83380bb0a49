import { randomBytes } from 'node:crypto'
import { type FileHandle, mkdir, open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { removePath } from '../data/held-files'

/** Whether a folder is still the one that it was at first. Held open, so that its number is given to no other meanwhile. */
export class FolderWatch {
  readonly #folder: string
  readonly #handle: FileHandle | undefined
  readonly #identity: string

  private constructor(folder: string, handle: FileHandle | undefined, identity: string) {
    this.#folder = folder
    this.#handle = handle
    this.#identity = identity
  }

  /** @throws Error of `node:fs` where there is none */
  static async open(folder: string): Promise<FolderWatch> {
    // Not every system opens folders.
    const handle = await open(folder, 'r').catch(() => undefined)
    return new FolderWatch(folder, handle, await identityOf(folder))
  }

  /** What keeps files from being taken or given back; `undefined`: nothing. A full disk is told to whoever sends one. */
  async illness(): Promise<string | undefined> {
    try {
      if ((await identityOf(this.#folder)) !== this.#identity) return 'the folder of files was replaced while the server ran'
      await probe(join(this.#folder, 'parts'))
      return undefined
    } catch (error) {
      const { code = '', message = String(error) } = error as { readonly code?: string; readonly message?: string }
      if (code === 'ENOENT') return 'the folder of files is gone'
      return code === 'ENOSPC' || code === 'EDQUOT' ? undefined : `the folder of files cannot be used: ${message}`
    }
  }

  /** Twice is harmless. */
  async close(): Promise<void> {
    await this.#handle?.close()
  }
}

/**
 * Writes and removes a file.
 * @throws Error of `node:fs`
 */
export async function probe(folder: string): Promise<void> {
  const path = join(folder, `probe-${randomBytes(8).toString('hex')}`)
  await mkdir(folder).catch((error: unknown) => {
    if ((error as { readonly code?: string }).code !== 'EEXIST') throw error
  })
  await (await open(path, 'wx')).close()
  await removePath(path)
}

async function identityOf(folder: string): Promise<string> {
  const { dev, ino } = await stat(folder, { bigint: true })
  return `${dev}:${ino}`
}
