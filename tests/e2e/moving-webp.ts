import type { Page } from 'playwright'
import { animatedWebp } from '../../src/media-window/webp-animation'

/** A WebP that moves: red, then blue, each for so many ms, again and again. */
export async function movingWebp(page: Page, width: number, height: number, durationMs: number): Promise<Buffer> {
  const frames = await page.evaluate(
    async ({ width, height }) => {
      const encoded: number[][] = []
      for (const colour of ['#e03020', '#2030e0']) {
        const pen = new OffscreenCanvas(width, height).getContext('2d')!
        pen.fillStyle = colour
        pen.fillRect(0, 0, width, height)
        const blob = await pen.canvas.convertToBlob({ type: 'image/webp', quality: 0.9 })
        encoded.push([...new Uint8Array(await blob.arrayBuffer())])
      }
      return encoded
    },
    { width, height },
  )
  return Buffer.from(
    animatedWebp(
      frames.map((bytes) => ({ bytes: Uint8Array.from(bytes), width, height, durationMs, isClear: false })),
      0,
    ),
  )
}
