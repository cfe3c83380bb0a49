import type { DecodeJob, MadeFace } from '@shared/decoding'
import type { Edges } from '@shared/picture-edits'
import { middleSquare, squareWithin } from '@shared/square'
import { canvasOf, halved, pxOf } from './drawing'
import { openPicture } from './picture'
import { bytesOf } from './source'

const QUALITY = 0.9

/** JPEG, which every system can show as an icon; what can be seen through lies on white. */
export async function makeFace({ url, mime, square, edge }: Extract<DecodeJob, { make: 'face' }>): Promise<MadeFace> {
  const squareOf = (edges: Edges) => (square === undefined ? middleSquare(edges) : squareWithin(square, edges))
  const scaleOf = (edges: Edges): number => Math.min(1, edge / squareOf(edges).side)
  const source = await openPicture(await bytesOf(url), mime, scaleOf)
  try {
    const { x, y, side } = squareOf(source)
    const { canvas, context } = canvasOf(Math.min(edge, side), Math.min(edge, side))
    const size = canvas.width
    context.fillStyle = '#fff'
    context.fillRect(0, 0, size, size)
    const image = halved(source.image, source.width * scaleOf(source))
    const by = pxOf(image).width / source.width
    context.drawImage(image, x * by, y * by, side * by, side * by, 0, 0, size, size)
    return new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY })).arrayBuffer())
  } finally {
    source.close()
  }
}
