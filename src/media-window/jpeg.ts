import { eighthsFor } from './eighths'
import type { NeededScale, Source } from './source'

/**
 * A JPEG decoded with no more px than it is drawn with, in eighths of its edges: its decoder computes the others never, and
 * those that there are have the mean of what they stand for. `undefined`: as a whole, or not at all; whoever tries that will see.
 */
export async function openJpeg(bytes: Blob, neededScale: NeededScale): Promise<Source | undefined> {
  const edges = await edgesOf(bytes)
  const eighths = edges === undefined ? 8 : eighthsFor(neededScale(edges))
  if (edges === undefined || eighths >= 8) return undefined
  const [desiredWidth, desiredHeight] = [Math.ceil((edges.width * eighths) / 8), Math.ceil((edges.height * eighths) / 8)]
  const decoder = new ImageDecoder({ data: await bytes.arrayBuffer(), type: 'image/jpeg', desiredWidth, desiredHeight })
  try {
    const { image } = await decoder.decode()
    return { image, ...edges, close: () => image.close() }
  } catch {
    return undefined
  } finally {
    decoder.close()
  }
}

/** As shown; what has an address says it once its bytes are read, and is decoded when it is drawn. */
async function edgesOf(bytes: Blob): Promise<Pick<Source, 'width' | 'height'> | undefined> {
  const url = URL.createObjectURL(bytes)
  const image = new Image()
  try {
    const isRead = await new Promise<boolean>((done) => {
      image.onload = () => done(true)
      image.onerror = () => done(false)
      image.src = url
    })
    return isRead ? { width: image.naturalWidth, height: image.naturalHeight } : undefined
  } finally {
    image.removeAttribute('src')
    URL.revokeObjectURL(url)
  }
}
