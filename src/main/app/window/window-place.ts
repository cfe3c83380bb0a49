/** A window or the usable part of a display, in pixels of the desktop. */
export type Place = { readonly x: number; readonly y: number; readonly width: number; readonly height: number }

/** A window whose place nobody knows, as under Wayland, has only a size. */
export type KeptPlace = {
  readonly x?: number | undefined
  readonly y?: number | undefined
  readonly width: number
  readonly height: number
}

/** Pixels of a window that must lie on a display, both ways, for its remembered place to count. */
const MIN_VISIBLE = 100

/**
 * Where a remembered window opens on the displays that are there now: on the one that holds most of it, moved and
 * shrunk so that all of it is seen. `undefined` when it lies on none of them, as after a display was taken away.
 * @param workAreas the displays without their task bars
 */
export function placeOn(workAreas: readonly Place[], remembered: Place): Place | undefined {
  const seen = workAreas
    .map((area) => ({
      area,
      width: overlap(area.x, area.width, remembered.x, remembered.width),
      height: overlap(area.y, area.height, remembered.y, remembered.height),
    }))
    .filter(({ width, height }) => width >= MIN_VISIBLE && height >= MIN_VISIBLE)
    .sort((a, b) => b.width * b.height - a.width * a.height)
  const area = seen[0]?.area
  if (area === undefined) return undefined
  const width = Math.min(remembered.width, area.width)
  const height = Math.min(remembered.height, area.height)
  return {
    x: clamp(remembered.x, area.x, area.x + area.width - width),
    y: clamp(remembered.y, area.y, area.y + area.height - height),
    width,
    height,
  }
}

/**
 * What a new window is given of what was kept: its place where programs have a say in it (`placeOn`), else only a size that
 * fits on the largest display. A place that is asked for and ignored would be taken for the true one by whoever reads it back.
 */
export function placeToOpen(workAreas: readonly Place[], kept: KeptPlace, hasSay: boolean): KeptPlace | undefined {
  const { x, y, width, height } = kept
  if (hasSay && x !== undefined && y !== undefined) return placeOn(workAreas, { x, y, width, height })
  const largest = [...workAreas].sort((a, b) => b.width * b.height - a.width * a.height)[0]
  if (largest === undefined) return undefined
  return { width: Math.min(width, largest.width), height: Math.min(height, largest.height) }
}

/** What is kept of a window: where nobody knows its place, the one that was known last stays. */
export function placeToKeep(now: Place, before: KeptPlace | undefined, isKnown: boolean): KeptPlace {
  if (isKnown) return now
  const { width, height } = now
  return before?.x === undefined || before.y === undefined ? { width, height } : { x: before.x, y: before.y, width, height }
}

function overlap(a: number, aLength: number, b: number, bLength: number): number {
  return Math.min(a + aLength, b + bLength) - Math.max(a, b)
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value))
}
