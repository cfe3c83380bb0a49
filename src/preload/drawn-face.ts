import { middleSquare, type Square, squareWithin } from '@shared/square'

/** A square of a picture; of no square, the middle. `edge`: px at most. */
export type FaceAsk = { readonly square?: Square; readonly edge: number }

const QUALITY = 0.9

/** JPEG, which every system can show as an icon; what can be seen through lies on white. */
export async function drawnFace(url: string, { square, edge }: FaceAsk): Promise<Uint8Array> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`not read: ${response.status}`)
  const image = await createImageBitmap(await response.blob())
  try {
    const { x, y, side } = square === undefined ? middleSquare(image) : squareWithin(square, image)
    const size = Math.min(edge, side)
    const canvas = new OffscreenCanvas(size, size)
    const context = canvas.getContext('2d')
    if (context === null) throw new Error('no canvas')
    context.fillStyle = '#fff'
    context.fillRect(0, 0, size, size)
    context.imageSmoothingQuality = 'high'
    context.drawImage(image, x, y, side, side, 0, 0, size, size)
    return new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY })).arrayBuffer())
  } finally {
    image.close()
  }
}
