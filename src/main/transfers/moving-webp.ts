import { open } from 'node:fs/promises'

/** The flag of its first chunk, `VP8X`: `RIFF size 4 WEBP VP8X length 4 flags …`. False for what cannot be read. */
export async function isMovingWebp(path: string): Promise<boolean> {
  const head = Buffer.alloc(21)
  try {
    const handle = await open(path)
    try {
      await handle.read(head, 0, head.length, 0)
    } finally {
      await handle.close()
    }
  } catch {
    return false
  }
  return head.toString('latin1', 8, 16) === 'WEBPVP8X' && ((head[20] ?? 0) & 0x02) !== 0
}
