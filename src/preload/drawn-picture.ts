/** How a picture is drawn anew: its longest side in px, and as what. */
export type DrawAsk = { readonly maxSide: number; readonly mime: string }

/** What eyes do not tell from the picture (JPEG, WebP). */
const QUALITY = 0.87

/**
 * The picture upright and in sRGB, no larger than it is; whoever asked looks at what comes. Nothing of its metadata goes on.
 *
 * @throws where it cannot be decoded
 */
export async function drawnPicture(url: string, { maxSide, mime }: DrawAsk) {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`not read: ${response.status}`)
  const image = await createImageBitmap(await response.blob())
  try {
    const scale = Math.min(1, maxSide / Math.max(image.width, image.height))
    const [width, height] = [Math.max(1, Math.round(image.width * scale)), Math.max(1, Math.round(image.height * scale))]
    const canvas = new OffscreenCanvas(width, height)
    const context = canvas.getContext('2d')
    if (context === null) throw new Error('no canvas')
    context.imageSmoothingQuality = 'high'
    context.drawImage(image, 0, 0, width, height)
    const blob = await canvas.convertToBlob({ type: mime, quality: QUALITY })
    return { bytes: new Uint8Array(await blob.arrayBuffer()), width, height }
  } finally {
    image.close()
  }
}
