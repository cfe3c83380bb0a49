import type { DecodeJob, MadeFace } from '@shared/decoding'
import { middleSquare, squareWithin } from '@shared/square'
import { openPicture } from './picture'
import { bytesOf } from './source'

const QUALITY = 0.9

/** JPEG, which every system can show as an icon; what can be seen through lies on white. */
export async function makeFace({ url, mime, square, edge }: Extract<DecodeJob, { make: 'face' }>): Promise<MadeFace> {
  const source = await openPicture(await bytesOf(url), mime)
  try {
    const { x, y, side } = square === undefined ? middleSquare(source) : squareWithin(square, source)
    const size = Math.min(edge, side)
    const canvas = new OffscreenCanvas(size, size)
    const context = canvas.getContext('2d', { willReadFrequently: true })
    if (context === null) throw new Error('no canvas')
    context.fillStyle = '#fff'
    context.fillRect(0, 0, size, size)
    context.imageSmoothingQuality = 'high'
    context.drawImage(source.image, x, y, side, side, 0, 0, size, size)
    return new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY })).arrayBuffer())
  } finally {
    source.close()
  }
}
