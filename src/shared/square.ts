/** A square of a picture as it is shown, in whole px of the picture: its corner at the top and the left, and its edge. */
export type Square = { readonly x: number; readonly y: number; readonly side: number }

/** The largest square in the middle. */
export function middleSquare({ width, height }: { readonly width: number; readonly height: number }): Square {
  const side = Math.min(width, height)
  return { x: Math.floor((width - side) / 2), y: Math.floor((height - side) / 2), side }
}

/** The same where it lies within the picture, else what of it can be moved and shrunk into it; at least one px. */
export function squareWithin({ x, y, side }: Square, { width, height }: { readonly width: number; readonly height: number }): Square {
  const edge = Math.max(1, Math.min(Math.round(side), width, height))
  return { x: within(x, width - edge), y: within(y, height - edge), side: edge }
}

const within = (at: number, most: number): number => Math.min(Math.max(0, Math.round(at)), most)
