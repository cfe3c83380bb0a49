import { open } from 'node:fs/promises'

/** Has the disk keep which names a folder holds. Windows keeps names safe by itself, and opens no folders. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
