/** px */
export type Edges = { readonly width: number; readonly height: number }
/** Where a picture lies: its edges, and the px of it that are one px of the screen: no picture is sharper than that. */
export type Room = Edges & { readonly natural: number }
export type Point = { readonly x: number; readonly y: number }

/** How a picture lies on its stage: px of the stage for a px of it, and where its middle is, from the stage's. */
export type ZoomPan = { readonly scale: number } & Point

/** Degrees, clockwise. */
export type Turn = 0 | 90 | 180 | 270

/** px of the screen for one of a picture, at most. */
const MOST = 8
/** What one key or button changes it by. */
export const ZOOM_STEP = 1.25
/** Of a px of the wheel; a pinch comes as a wheel of small turns with Ctrl. */
const [WHEEL, PINCH] = [Math.log(ZOOM_STEP) / 100, 0.01]
/** px of one event of the wheel that count. */
const MOST_WHEEL = 400

export function turned({ width, height }: Edges, turn: Turn): Edges {
  return turn === 90 || turn === 270 ? { width: height, height: width } : { width, height }
}

/** All of it is seen, at most as large as it is: a px of the screen for each of its own. */
export function fitScale(picture: Edges, stage: Room): number {
  const scale = Math.min(stage.natural, stage.width / picture.width, stage.height / picture.height)
  return Number.isFinite(scale) && scale > 0 ? scale : stage.natural
}

export function fitted(picture: Edges, stage: Room): ZoomPan {
  return { scale: fitScale(picture, stage), x: 0, y: 0 }
}

/** No smaller than it fits, no larger than can be made out; and no further aside than its edges reach. */
export function bounded({ scale, x, y }: ZoomPan, picture: Edges, stage: Room): ZoomPan {
  const least = fitScale(picture, stage)
  const kept = Math.min(Math.max(scale, least), Math.max(MOST * stage.natural, least))
  const within = (at: number, length: number, room: number): number => {
    const over = Math.max(0, (length * kept - room) / 2)
    return Math.min(over, Math.max(-over, at))
  }
  return { scale: kept, x: within(x, picture.width, stage.width), y: within(y, picture.height, stage.height) }
}

/** What lies under the point stays there, as far as the picture's edges allow. @param point from the stage's middle */
export function zoomedAt(now: ZoomPan, factor: number, point: Point, picture: Edges, stage: Room): ZoomPan {
  const { scale } = bounded({ ...now, scale: now.scale * factor }, picture, stage)
  const by = scale / now.scale
  return bounded({ scale, x: point.x - (point.x - now.x) * by, y: point.y - (point.y - now.y) * by }, picture, stage)
}

export function panned(now: ZoomPan, by: Point, picture: Edges, stage: Room): ZoomPan {
  return bounded({ scale: now.scale, x: now.x + by.x, y: now.y + by.y }, picture, stage)
}

/** Away from the hand it gets smaller. @param delta px, as the event says */
export function wheelFactor(delta: number, isPinch: boolean): number {
  const turns = Math.min(MOST_WHEEL, Math.max(-MOST_WHEEL, delta))
  return Math.exp(-turns * (isPinch ? PINCH : WHEEL))
}

export function isFitted({ scale }: ZoomPan, picture: Edges, stage: Room): boolean {
  return scale <= fitScale(picture, stage) * 1.0001
}
