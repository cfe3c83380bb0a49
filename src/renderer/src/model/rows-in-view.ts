/** Where a row lies, in px from the upper edge of the view. */
export type RowBox = { readonly key: string; readonly top: number; readonly bottom: number }

/** What of a timeline is on screen. */
export type RowsInView = {
  /** Keys of the rows of which at least a part is in view, from above. */
  readonly shown: readonly string[]
  /**
   * Keys of those that count as seen: their end is in view, so that somebody could read to it; of a row that is higher
   * than the view also while it fills the view.
   */
  readonly seen: readonly string[]
}

/** px by which an edge may lie outside for all of it to count as inside: rows do not end on whole pixels. */
const EDGE_PX = 1

/** @param height of the view, px */
export function rowsInView(boxes: readonly RowBox[], height: number): RowsInView {
  const shown = boxes.filter(({ top, bottom }) => bottom > 0 && top < height)
  return { shown: shown.map(({ key }) => key), seen: shown.filter((box) => isSeen(box, height)).map(({ key }) => key) }
}

function isSeen({ top, bottom }: RowBox, height: number): boolean {
  return bottom <= height + EDGE_PX || (top <= EDGE_PX && bottom >= height - EDGE_PX)
}

/**
 * Index of the first of `count` boxes, laid out one under another, whose lower edge is below the upper edge of the view.
 * @param bottomOf lower edge in px from the upper edge of the view
 */
export function firstInView(count: number, bottomOf: (index: number) => number): number {
  let [from, to] = [0, count]
  while (from < to) {
    const middle = (from + to) >> 1
    if (bottomOf(middle) > 0) to = middle
    else from = middle + 1
  }
  return from
}
