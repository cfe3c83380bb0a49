import { ok, type Result } from '@shared/result'
import type { RegionQuestion } from './region-overlay'
import { chooseRegion } from './region-overlay'
import { captureByPortal, captureDisplays, captureWindow, isWayland, openWindows, shotOf } from './capture'
import type { Taken } from './screenshots'

/**
 * What all displays show is captured first; then the person chooses of it on the displays themselves. In a Wayland session
 * they choose in the system's own dialog, and cut afterwards.
 */
export async function takeRegion(how: Pick<RegionQuestion, 'outDir' | 'language' | 'words'>): Promise<Result<Taken>> {
  if (isWayland()) {
    const image = await captureByPortal()
    return image.ok ? ok({ shot: shotOf(image.value), isCopy: false }) : image
  }
  const displays = await captureDisplays()
  if (!displays.ok) return displays
  const answer = await chooseRegion({ ...how, displays: displays.value, windows: await openWindows() })
  if (answer === undefined) return ok(undefined)
  const { choice, of } = answer
  if (choice.take !== 'window')
    return ok({ shot: shotOf(of.image, choice.take === 'area' ? choice.area : undefined), isCopy: choice.isCopy })
  const image = await captureWindow(choice.id)
  return image.ok ? ok({ shot: shotOf(image.value), isCopy: choice.isCopy }) : image
}
