import type { Source } from './source'

/** A frame a little behind the beginning, which is often black. @throws Error for a film that has no pictures here */
export async function openFilm(url: string): Promise<Source> {
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
