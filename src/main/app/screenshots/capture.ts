import { clipboard, ClipboardItem, desktopCapturer, type Display, type NativeImage, screen, systemPreferences } from 'electron'
import type { Rect } from '@shared/picture-edits'
import { failed, ok, type Result } from '@shared/result'
import type { ScreenshotState } from '@shared/screenshot'
import { pxOf, sourceOf } from './screen-sources'
import type { Shot } from './screenshots'

/** What a display shows, in its own px. */
export type CapturedDisplay = { readonly display: Display; readonly image: NativeImage }
/** A window that can be taken, as it is shown to choose from. */
export type OpenWindow = { readonly id: string; readonly title: string; readonly image: NativeImage }

/** px */
const CHOICE_SIZE = { width: 400, height: 224 }
/** Windows to choose from, at most. */
const MAX_WINDOWS = 40

/** A Wayland session shows no program the screen: its portal asks the person, each time. */
export function isWayland(): boolean {
  return process.platform === 'linux' && process.env['XDG_SESSION_TYPE'] === 'wayland'
}

export function systemState(): ScreenshotState['system'] {
  if (process.platform === 'darwin') return isDenied() ? 'allow' : 'nothing'
  return isWayland() ? 'asks' : 'nothing'
}

function isDenied(): boolean {
  return process.platform === 'darwin' && ['denied', 'restricted'].includes(systemPreferences.getMediaAccessStatus('screen'))
}

/**
 * Codes: `screen_permission` where the system must allow it first, `no_screen` where it gives none. macOS asks the person when
 * it is tried the first time, and gives pictures without windows meanwhile: what is not granted then is `screen_permission`.
 */
export async function captureDisplays(): Promise<Result<readonly CapturedDisplay[]>> {
  if (isDenied()) return failed('screen_permission')
  const displays = screen.getAllDisplays()
  try {
    const captured: CapturedDisplay[] = []
    // Each alone: what is asked for in another size is scaled to it.
    for (const display of displays) {
      const sources = await desktopCapturer.getSources({ types: ['screen'], thumbnailSize: pxOf(display) })
      const image = sourceOf(display, displays, sources)?.thumbnail
      if (image !== undefined && !image.isEmpty()) captured.push({ display, image })
    }
    const isAllowed = process.platform !== 'darwin' || systemPreferences.getMediaAccessStatus('screen') === 'granted'
    if (!isAllowed) return failed('screen_permission')
    return captured.length === 0 ? failed('no_screen') : ok(captured)
  } catch (error) {
    return failed('no_screen', String(error))
  }
}

/** By the portal of a Wayland session: its own dialog is where the person chooses. Code: `no_portal`, also when they did not. */
export async function captureByPortal(): Promise<Result<NativeImage>> {
  const [source] = await sourcesOf(['screen', 'window'], { width: largestSide(), height: largestSide() })
  return source === undefined || source.thumbnail.isEmpty() ? failed('no_portal') : ok(source.thumbnail)
}

export async function openWindows(): Promise<readonly OpenWindow[]> {
  const sources = await sourcesOf(['window'], CHOICE_SIZE)
  const shown = sources.filter(({ thumbnail }) => !thumbnail.isEmpty()).slice(0, MAX_WINDOWS)
  return shown.map(({ id, name, thumbnail }) => ({ id, title: name, image: thumbnail }))
}

/** As large as the largest display at most. Code: `window_gone`. */
export async function captureWindow(id: string): Promise<Result<NativeImage>> {
  const sources = await sourcesOf(['window'], { width: largestSide(), height: largestSide() })
  const image = sources.find((source) => source.id === id)?.thumbnail
  return image === undefined || image.isEmpty() ? failed('window_gone') : ok(image)
}

export function shotOf(image: NativeImage, area?: Rect): Shot {
  const taken = area === undefined ? image : image.crop(area)
  return { png: () => new Uint8Array(taken.toPNG()), copy: () => copyPicture(taken) }
}

/** Electron's clipboard as it was before it had items. */
type OlderClipboard = { readonly writeImage?: (image: NativeImage) => void }

async function copyPicture(image: NativeImage): Promise<void> {
  const older = clipboard as unknown as OlderClipboard
  if (older.writeImage !== undefined) return older.writeImage(image)
  await clipboard.write([new ClipboardItem({ 'image/png': new Blob([new Uint8Array(image.toPNG())], { type: 'image/png' }) })])
}

/** px */
function largestSide(): number {
  return Math.max(...screen.getAllDisplays().flatMap((display) => Object.values(pxOf(display))))
}

async function sourcesOf(types: ('screen' | 'window')[], thumbnailSize: { readonly width: number; readonly height: number }) {
  return desktopCapturer.getSources({ types, thumbnailSize }).catch(() => [])
}
