import { open, type FileHandle } from 'node:fs/promises'
import { type MockInstance, onTestFinished, vi } from 'vitest'

/**
 * The next sync of any file fails, once, as that of a disk does which lost a write; those after it go well, as a system has
 * it that tells of such a loss only once.
 */
export async function failNextSync(how: 'sync' | 'datasync'): Promise<MockInstance> {
  const handle = await open(process.execPath, 'r')
  const prototype = Object.getPrototypeOf(handle) as FileHandle
  await handle.close()
  const spy = vi.spyOn(prototype, how).mockRejectedValueOnce(Object.assign(new Error('EIO: i/o error, fsync'), { code: 'EIO', errno: -5 }))
  onTestFinished(() => spy.mockRestore())
  return spy
}
