import { nativeImage, type NativeImage } from 'electron'
import { type Bitmap, toBgra } from './icon-art'

/** A picture of `edge` × `edge` logical pixels, drawn sharp for displays of both usual densities. */
export function nativeArt(edge: number, draw: (size: number) => Bitmap): NativeImage {
  const image = nativeImage.createFromBitmap(toBgra(draw(edge)), { width: edge, height: edge })
  const twice = edge * 2
  image.addRepresentation({ scaleFactor: 2, width: twice, height: twice, buffer: toBgra(draw(twice)) })
  return image
}
