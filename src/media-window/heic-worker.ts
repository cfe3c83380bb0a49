import openLibheif, { type heif_context, type heif_image_handle, type MainModule } from 'libheif-js/libheif-wasm/libheif.js'
import { isDisplayP3 } from './heic-colours'

export type HeicJob = { readonly decoder: WebAssembly.Module; readonly bytes: ArrayBuffer }
export type HeicAnswer = { readonly image: ImageBitmap } | { readonly problem: string }

/** As main bounds what a file says of itself (`transfers/picture-facts`); the decoder may read it otherwise. In px. */
const MAX_SIDE = 16_384
const MAX_PIXELS = 100_000_000

addEventListener('message', ({ data }: MessageEvent<HeicJob>) => {
  decode(data).then(
    (image) => answer({ image }, [image]),
    (error: unknown) => answer({ problem: String(error) }, []),
  )
})

function answer(said: HeicAnswer, transfer: Transferable[]): void {
  self.postMessage(said, { transfer })
}

/** The main picture of a file, turned as it is held. */
async function decode(job: HeicJob): Promise<ImageBitmap> {
  const bytes = new Uint8Array(job.bytes)
  const heif = openLibheif({
    instantiateWasm: (imports: WebAssembly.Imports, then: (instance: WebAssembly.Instance) => unknown) =>
      then(new WebAssembly.Instance(job.decoder, imports)),
    print: () => undefined,
    printErr: () => undefined,
  })
  const context = heif.heif_context_alloc()
  if (context === null) throw new Error('no memory')
  const read = heif.heif_context_read_from_memory(context, bytes)
  if (read.code !== heif.heif_error_code.heif_error_Ok) throw new Error(String(read.message))
  const { data, width, height } = pixelsOf(heif, mainPicture(heif, context))
  return createImageBitmap(new ImageData(data, width, height, { colorSpace: isDisplayP3(bytes) ? 'display-p3' : 'srgb' }))
}

function mainPicture(heif: MainModule, context: heif_context): heif_image_handle {
  const handle: unknown = heif.heif_js_context_get_primary_image_handle(context)
  if (!isHandle(handle)) throw new Error('no picture')
  const [width, height] = [heif.heif_image_handle_get_width(handle), heif.heif_image_handle_get_height(handle)]
  if (width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_PIXELS) throw new Error(`${width} × ${height} px are too many`)
  return handle
}

/** What it answers instead of a picture has a code. */
const isHandle = (found: unknown): found is heif_image_handle => typeof found === 'object' && found !== null && !('code' in found)

type Pixels = { readonly data: Uint8ClampedArray<ArrayBuffer>; readonly width: number; readonly height: number }

/** @throws Error for what cannot be decoded */
function pixelsOf(heif: MainModule, handle: heif_image_handle): Pixels {
  const { heif_colorspace: colours, heif_chroma: chroma } = heif
  const decoded: unknown = heif.heif_js_decode_image2(handle, colours.heif_colorspace_RGB, chroma.heif_chroma_interleaved_RGBA)
  const plane = planeOf(decoded)
  if (plane === undefined) throw new Error('it cannot be decoded')
  const { data, width, height, stride } = plane
  const row = width * 4
  const pixels = new Uint8ClampedArray(row * height)
  for (let y = 0; y < height; y++) pixels.set(data.subarray(y * stride, y * stride + row), y * row)
  return { data: pixels, width, height }
}

/** Red, green, blue, alpha, of 8 bit; `stride`: bytes of a row, which may be more than it needs. */
type Plane = { readonly data: Uint8Array; readonly width: number; readonly height: number; readonly stride: number }

function planeOf(decoded: unknown): Plane | undefined {
  if (typeof decoded !== 'object' || decoded === null || !('channels' in decoded) || !Array.isArray(decoded.channels)) return undefined
  const { data, width, height, stride } = (decoded.channels as readonly Partial<Plane>[])[0] ?? {}
  if (!(data instanceof Uint8Array) || width === undefined || height === undefined || stride === undefined) return undefined
  return { data, width, height, stride }
}
