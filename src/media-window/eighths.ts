/** In how many eighths of its edges a picture is decoded that is drawn at this scale: no fewer px than are drawn, 1–8. */
export function eighthsFor(scale: number): number {
  // A scale that was rounded is no reason for more.
  return Math.min(8, Math.max(1, Math.ceil(scale * 8 - 1e-6)))
}
