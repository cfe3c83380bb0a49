/** The sizes that the page may be shown at, in percent. */
export const ZOOMS = [80, 90, 100, 110, 125, 150] as const
export const USUAL_ZOOM = 100

/** The next size up or down, staying at the ends. */
export function zoomBy(step: 1 | -1, zoom: number): number {
  return step === 1 ? (ZOOMS.find((size) => size > zoom) ?? zoom) : (ZOOMS.findLast((size) => size < zoom) ?? zoom)
}
