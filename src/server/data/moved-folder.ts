import { existsSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { syncFolder } from './sync-folder'

/** In a data folder whose office has moved into a PostgreSQL: what its database says is what was said until then. */
const MOVED = 'moved-to-postgres'

const TEXT = `The office of this folder is in PostgreSQL now: start the server with --postgres (docs/server.md). The folder "files" here
is still in use, unless its files were copied into a bucket; server.db is as it was before. To go back to that, and lose all that was said since, remove this file.
`

/** Two servers would go on from the same point, each without what the other is told. */
export class FolderMovedError extends Error {
  override readonly name = 'FolderMovedError'
}

/** @throws FolderMovedError */
export function refuseMoved(dataDir: string): void {
  const marker = join(dataDir, MOVED)
  if (!existsSync(marker)) return
  throw new FolderMovedError(`the office of ${dataDir} has moved to PostgreSQL: use --postgres (${marker} tells more)`)
}

/** From now on no server serves the folder's own database. On disk when it resolves; twice is harmless. */
export async function markMoved(dataDir: string): Promise<void> {
  const handle = await open(join(dataDir, MOVED), 'w')
  try {
    await handle.writeFile(TEXT)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await syncFolder(dataDir)
}
