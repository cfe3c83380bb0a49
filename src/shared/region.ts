import type { Edges, Point, Rect } from './picture-edits'

/** What the page over a display is told. */
export type RegionOffer = {
  /** What the display shows, in its own px; the page lays it over all of itself. */
  readonly pictureUrl: string
  readonly picture: Edges
  readonly windows: readonly OfferedWindow[]
  readonly hasOtherScreens: boolean
  /** Of its words, as BCP 47. */
  readonly language: string
  readonly words: RegionWords
}
export type OfferedWindow = { readonly id: string; readonly title: string; readonly pictureUrl: string }

export type RegionWords = {
  readonly title: string
  readonly hint: string
  readonly keys: string
  readonly whole: string
  readonly windows: string
  readonly noWindows: string
  readonly nextScreen: string
  readonly toClipboard: string
  readonly cancel: string
}

/** What was chosen there; the area in px of the display's picture. */
export type RegionChoice =
  | { readonly take: 'area'; readonly area: Rect; readonly isCopy: boolean }
  | { readonly take: 'display'; readonly isCopy: boolean }
  | { readonly take: 'window'; readonly id: string; readonly isCopy: boolean }
  | { readonly take: 'nothing' }

/** All that the page over a display has beside its own scripts. */
export interface RegionBridge {
  offer(): Promise<RegionOffer>
  /** Once; the page is gone afterwards. */
  choose(choice: RegionChoice): void
  /** The keyboard goes on to another display. */
  nextScreen(): void
}

/** Of a window, as the system names it, UTF-16 code units. */
const MAX_ID = 200
/** Px a side of the largest picture that anything here is made of. */
export const MAX_SCREEN_PX = 32_768

/** What a page says that it chose; `undefined`: that is none. */
export function readRegionChoice(given: unknown): RegionChoice | undefined {
  if (typeof given !== 'object' || given === null) return undefined
  const { take, area, id, isCopy } = given as Readonly<Record<string, unknown>>
  if (take === 'nothing') return { take }
  if (typeof isCopy !== 'boolean') return undefined
  if (take === 'display') return { take, isCopy }
  if (take === 'window') return typeof id === 'string' && id.length <= MAX_ID ? { take, id, isCopy } : undefined
  const rect = take === 'area' ? readRect(area) : undefined
  return rect === undefined ? undefined : { take: 'area', area: rect, isCopy }
}

function readRect(given: unknown): Rect | undefined {
  if (typeof given !== 'object' || given === null) return undefined
  const { x, y, width, height } = given as Readonly<Record<string, unknown>>
  return isPx(x) && isPx(y) && isPx(width) && isPx(height) && width > 0 && height > 0 ? { x, y, width, height } : undefined
}

function isPx(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MAX_SCREEN_PX
}

/** @returns whether all of it lies on the picture, so that cutting it out gives just that */
export function liesOn({ x, y, width, height }: Rect, picture: Edges): boolean {
  return x + width <= picture.width && y + height <= picture.height
}

/**
 * Each px of the picture that lies between two points of the page, be it in part; they may lie outside of it, as when a
 * pointer is dragged on to the next display. Empty where they are one.
 * @param page CSS px, which a scale of the display makes more px of
 */
export function areaBetween(one: Point, other: Point, page: Edges, picture: Edges): Rect {
  const [left, right] = span(one.x, other.x, page.width, picture.width)
  const [top, bottom] = span(one.y, other.y, page.height, picture.height)
  return { x: left, y: top, width: right - left, height: bottom - top }
}

function span(one: number, other: number, page: number, picture: number): readonly [from: number, to: number] {
  const place = (value: number): number => (Math.min(page, Math.max(0, value)) * picture) / page
  const [from, to] = [Math.min(one, other), Math.max(one, other)].map(place) as [number, number]
  return from === to ? [Math.floor(from), Math.floor(from)] : [Math.floor(nearly(from)), Math.ceil(nearly(to))]
}

/** Px are counted in binary fractions: 5.000000000000001 of them are 5. */
function nearly(value: number): number {
  const whole = Math.round(value)
  return Math.abs(value - whole) < 1e-6 ? whole : value
}

const STEPS: ReadonlyMap<string, readonly [x: number, y: number]> = new Map([
  ['ArrowLeft', [-1, 0]],
  ['ArrowRight', [1, 0]],
  ['ArrowUp', [0, -1]],
  ['ArrowDown', [0, 1]],
])

/** Where the keyboard begins: the middle of what is seen. */
export function middleOf({ width, height }: Edges): Rect {
  return {
    x: Math.floor(width / 4),
    y: Math.floor(height / 4),
    width: Math.max(1, Math.ceil(width / 2)),
    height: Math.max(1, Math.ceil(height / 2)),
  }
}

/**
 * The area as a key leaves it, all of it on the picture; `undefined` for a key that does nothing to it.
 * @param px that a key moves it by @param isSizing its end is moved, its beginning stays
 */
export function areaByKey(area: Rect, key: string, px: number, isSizing: boolean, picture: Edges): Rect | undefined {
  const step = STEPS.get(key)
  if (step === undefined) return undefined
  const within = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value))
  const [byX, byY] = [step[0] * px, step[1] * px]
  return isSizing
    ? {
        ...area,
        width: within(area.width + byX, 1, picture.width - area.x),
        height: within(area.height + byY, 1, picture.height - area.y),
      }
    : {
        ...area,
        x: within(area.x + byX, 0, picture.width - area.width),
        y: within(area.y + byY, 0, picture.height - area.height),
      }
}
