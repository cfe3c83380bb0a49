import { open } from 'node:fs/promises'

/** So that a new name in it is on disk too; not every system can do that to a folder. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined)
  await handle?.sync().catch(() => undefined)
  await handle?.close()
}
