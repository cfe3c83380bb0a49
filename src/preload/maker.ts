import { ipcRenderer } from 'electron'
import { rgbaToThumbHash } from 'thumbhash'
import { type DrawAsk, drawnPicture } from './drawn-picture'
import { type FaceAsk, drawnFace } from './drawn-face'

/** Edge of a preview at most, in px, and its bytes (PROTOCOL 9). */
const MAX_EDGE = 800
const MAX_BYTES = 200 * 1024
/** ThumbHash takes no more. */
const HASHED_EDGE = 100
/** What is tried until the preview is small enough: quality and share of the edge. */
const TRIES = [
  [0.8, 1],
  [0.6, 1],
  [0.5, 0.7],
  [0.4, 0.4],
] as const

type Source = {
  readonly image: CanvasImageSource
  readonly width: number
  readonly height: number
  readonly seconds?: number
  readonly close: () => void
}
type Made = {
  readonly bytes: Uint8Array
  readonly mime: string
  readonly width: number
  readonly height: number
  /** Of a film whose length is told. */
  readonly seconds?: number
  readonly thumbHash: Uint8Array
}

type Job = {
  readonly id: number
  readonly url: string
  readonly isVideo: boolean
  readonly draw?: DrawAsk
  readonly face?: FaceAsk
}

/** Runs in a sandboxed page of its own: whatever a strange file does to a decoder, it does here. */
ipcRenderer.on('jim:make', (_, job: Job) => {
  const made = makeAsked(job)
  made.then(
    (value) => ipcRenderer.send('jim:made', job.id, value),
    (error: unknown) => ipcRenderer.send('jim:made', job.id, undefined, String(error)),
  )
})

function makeAsked({ url, isVideo, draw, face }: Job): Promise<object> {
  if (face !== undefined) return drawnFace(url, face)
  return draw === undefined ? make(url, isVideo) : drawnPicture(url, draw)
}

async function make(url: string, isVideo: boolean): Promise<Made> {
  const source = await (isVideo ? frameOf(url) : pictureOf(url))
  try {
    const { width, height, seconds } = source
    const length = seconds === undefined ? {} : { seconds }
    const blob = await encoded(source)
    return { bytes: new Uint8Array(await blob.arrayBuffer()), mime: blob.type, width, height, ...length, thumbHash: hashOf(source) }
  } finally {
    source.close()
  }
}

async function pictureOf(url: string): Promise<Source> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`not read: ${response.status}`)
  const image = await createImageBitmap(await response.blob())
  return { image, width: image.width, height: image.height, close: () => image.close() }
}

/** A frame a little behind the beginning, which is often black. */
async function frameOf(url: string): Promise<Source> {
  const video = document.createElement('video')
  video.muted = true
  video.preload = 'auto'
  const close = (): void => {
    video.removeAttribute('src')
    video.load()
  }
  try {
    await once(video, 'loadeddata', () => (video.src = url))
    // Chromium says no error where it cannot decode the pictures of a film, only its sound.
    if (video.videoWidth === 0) throw new Error('no pictures')
    const length = Number.isFinite(video.duration) ? { seconds: video.duration } : {}
    const at = Math.min(1, (length.seconds ?? 0) / 4)
    if (at > 0) await once(video, 'seeked', () => (video.currentTime = at))
    return { image: video, width: video.videoWidth, height: video.videoHeight, ...length, close }
  } catch (error) {
    close()
    throw error
  }
}

function once(video: HTMLVideoElement, event: string, begin: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    video.addEventListener(event, () => resolve(), { once: true })
    video.addEventListener('error', () => reject(new Error(video.error?.message ?? 'failed')), { once: true })
    begin()
  })
}

function drawn({ image, width, height }: Source, maxEdge: number): OffscreenCanvas {
  const scale = Math.min(1, maxEdge / Math.max(width, height))
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)))
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('no canvas')
  context.imageSmoothingQuality = 'high'
  context.drawImage(image, 0, 0, canvas.width, canvas.height)
  return canvas
}

async function encoded(source: Source): Promise<Blob> {
  for (const [quality, share] of TRIES) {
    const blob = await drawn(source, MAX_EDGE * share).convertToBlob({ type: 'image/webp', quality })
    if (blob.size <= MAX_BYTES) return blob
  }
  throw new Error('no preview is small enough')
}

function hashOf(source: Source): Uint8Array {
  const canvas = drawn(source, HASHED_EDGE)
  const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data
  if (pixels === undefined) throw new Error('no canvas')
  return rgbaToThumbHash(canvas.width, canvas.height, pixels)
}
