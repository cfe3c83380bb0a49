import { type Square, squareWithin } from '@shared/square'

type Picture = { readonly width: number; readonly height: number }

/** Px of the picture: of less a face is mush. */
const SMALLEST = 64

/** Moved by px of the picture, as far as it goes. */
export function movedSquare(square: Square, dx: number, dy: number, picture: Picture): Square {
  return squareWithin({ ...square, x: square.x + dx, y: square.y + dy }, picture)
}

/** With another edge, around its own middle where that can be. */
export function resizedSquare({ x, y, side }: Square, edge: number, picture: Picture): Square {
  const next = Math.min(Math.max(edge, smallestSide(picture)), largestSide(picture))
  return squareWithin({ x: x + (side - next) / 2, y: y + (side - next) / 2, side: next }, picture)
}

export const largestSide = ({ width, height }: Picture): number => Math.min(width, height)

const smallestSide = (picture: Picture): number => Math.min(SMALLEST, largestSide(picture))

/** How far it is zoomed in, 0 (all of the shorter edge) to 1, in equal steps for the eye. */
export function zoomOf({ side }: Square, picture: Picture): number {
  const range = Math.log(largestSide(picture) / smallestSide(picture))
  return range === 0 ? 0 : Math.log(largestSide(picture) / side) / range
}

export function zoomedSquare(square: Square, zoom: number, picture: Picture): Square {
  const [largest, smallest] = [largestSide(picture), smallestSide(picture)]
  return resizedSquare(square, largest * (smallest / largest) ** Math.min(Math.max(zoom, 0), 1), picture)
}
