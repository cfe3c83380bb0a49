import type { MadeRendition } from '@shared/decoding'
import { drawn, hasClearPixels } from './drawing'
import { type AnimationFrame, animatedWebp } from './webp-animation'

const MAY_MOVE: ReadonlySet<string> = new Set(['image/gif', 'image/webp', 'image/png', 'image/apng', 'image/avif'])
/** Of what is shown, in px; below the smallest it would be mush, and stands still instead. */
const MAX_EDGE = 720
const MIN_EDGE = 96
/** All frames together, in px, and how many: what has more is shown smaller, or stands still. */
const MAX_PIXELS = 60_000_000
const MAX_FRAMES = 1500
/** Milliseconds after which it stands still instead: others wait. */
const LIMIT_MS = 10_000
const QUALITY = 0.8
/** Chromium shows a frame that asks for no longer than 10 ms for so many ms; so do all. */
const HASTY_MS = 100

/**
 * Something that moves, as a WebP of its own: its frames decoded and encoded one by one. `undefined`: it stands still, or
 * there is too much of it. Of one that is cut, or broken in the middle, what comes before.
 */
export async function makeAnimation(bytes: Blob, mime: string): Promise<MadeRendition | undefined> {
  const type = mime === 'image/apng' ? 'image/png' : mime
  if (!MAY_MOVE.has(mime) || !(await ImageDecoder.isTypeSupported(type))) return undefined
  const decoder = new ImageDecoder({ data: await bytes.arrayBuffer(), type, preferAnimation: true })
  try {
    // Whether it is a picture at all is said by whoever draws it.
    const isRead = await decoder.tracks.ready.then(
      () => true,
      () => false,
    )
    if (!isRead) return undefined
    const track = decoder.tracks.selectedTrack
    if (track === null || !track.animated || track.frameCount < 2 || track.frameCount > MAX_FRAMES) return undefined
    const frames = await framesOf(decoder, track.frameCount)
    if (frames === undefined || frames.length < 2) return undefined
    const rounds = Number.isFinite(track.repetitionCount) ? Math.min(65_535, track.repetitionCount + 1) : 0
    return { bytes: animatedWebp(frames, rounds), mime: 'image/webp' }
  } finally {
    decoder.close()
  }
}

async function framesOf(decoder: ImageDecoder, count: number): Promise<readonly AnimationFrame[] | undefined> {
  const frames: AnimationFrame[] = []
  const until = performance.now() + LIMIT_MS
  for (let frameIndex = 0; frameIndex < count; frameIndex++) {
    if (performance.now() > until) return undefined
    const decoded = await decoder.decode({ frameIndex }).catch(() => undefined)
    if (decoded === undefined) break
    const { image } = decoded
    try {
      const { displayWidth: width, displayHeight: height } = image
      const scale = Math.min(1, MAX_EDGE / Math.max(width, height), Math.sqrt(MAX_PIXELS / (count * width * height)))
      if (scale < 1 && scale * Math.max(width, height) < MIN_EDGE) return undefined
      const { canvas, context } = drawn({ image, width, height }, scale)
      const isClear = hasClearPixels(context)
      const blob = await canvas.convertToBlob({ type: 'image/webp', quality: QUALITY })
      const durationMs = Math.round((image.duration ?? 0) / 1000)
      frames.push({
        bytes: new Uint8Array(await blob.arrayBuffer()),
        width: canvas.width,
        height: canvas.height,
        durationMs: durationMs <= 10 ? HASTY_MS : durationMs,
        isClear,
      })
    } finally {
      image.close()
    }
  }
  return frames
}
