import { assert, double, integer, property, record, tuple } from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Edges, Point, Rect } from '@shared/picture-edits'
import { areaBetween, areaByKey, liesOn, middleOf, readRegionChoice } from '@shared/region'
import { pxOf, sourceOf } from '../../src/main/app/screenshots/screen-sources'

/** A display of a desktop: its origin may lie left of and above the first one's; in DIP. */
type Display = { readonly origin: Point; readonly size: Edges; readonly scaleFactor: number }

const SCALES = [1, 1.25, 1.5, 1.75, 2, 3]
const display = record({
  origin: record({ x: integer({ min: -300, max: 300 }), y: integer({ min: -300, max: 300 }) }),
  size: record({ width: integer({ min: 8, max: 40 }), height: integer({ min: 8, max: 40 }) }),
  scaleFactor: integer({ min: 0, max: SCALES.length - 1 }).map((index) => SCALES[index] ?? 1),
})
/** DIP of the desktop, quarters of them as fine as a pointer tells; also outside of the display. */
const place = ({ origin, size }: Display): ReturnType<typeof record<Point>> =>
  record({
    x: integer({ min: -20, max: size.width * 4 + 20 }).map((quarters) => origin.x + quarters / 4),
    y: integer({ min: -20, max: size.height * 4 + 20 }).map((quarters) => origin.y + quarters / 4),
  })

/** Asks of each px of the display's picture whether it lies in what was dragged over, in DIP of the desktop. */
function chosenPx({ origin, size, scaleFactor }: Display, one: Point, other: Point): ReadonlySet<string> {
  const picture = pxOf({ id: 1, size, scaleFactor })
  const [dipX, dipY] = [size.width / picture.width, size.height / picture.height]
  const meets = (from: number, to: number, a: number, b: number): boolean =>
    Math.max(from, Math.min(a, b)) + 1e-7 < Math.min(to, Math.max(a, b))
  const chosen = new Set<string>()
  for (let y = 0; y < picture.height; y += 1) {
    for (let x = 0; x < picture.width; x += 1) {
      const [left, top] = [origin.x + x * dipX, origin.y + y * dipY]
      if (meets(left, left + dipX, one.x, other.x) && meets(top, top + dipY, one.y, other.y)) chosen.add(`${x},${y}`)
    }
  }
  return chosen
}

function pxIn({ x, y, width, height }: Rect): ReadonlySet<string> {
  const all = new Set<string>()
  for (let row = y; row < y + height; row += 1) for (let column = x; column < x + width; column += 1) all.add(`${column},${row}`)
  return all
}

describe('what is dragged over on a display', () => {
  it('is each px that lies under it, wherever the display is and whatever its scale', () => {
    assert(
      property(
        display.chain((one) =>
          tuple(
            integer({ min: 0, max: 0 }).map(() => one),
            place(one),
            place(one),
          ),
        ),
        ([on, from, to]) => {
          const toPage = ({ x, y }: Point): Point => ({ x: x - on.origin.x, y: y - on.origin.y })
          const picture = pxOf({ id: 1, size: on.size, scaleFactor: on.scaleFactor })
          const area = areaBetween(toPage(from), toPage(to), on.size, picture)
          expect(pxIn(area)).toEqual(chosenPx(on, from, to))
          expect(liesOn(area, picture)).toBe(true)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('is as large as it says where a px is a DIP, from whichever corner', () => {
    const [page, picture] = [
      { width: 1280, height: 1024 },
      { width: 1280, height: 1024 },
    ]
    expect(areaBetween({ x: 300, y: 200 }, { x: 100, y: 50 }, page, picture)).toEqual({ x: 100, y: 50, width: 200, height: 150 })
    expect(areaBetween({ x: -9, y: 1000 }, { x: 5, y: 2000 }, page, picture)).toEqual({ x: 0, y: 1000, width: 5, height: 24 })
  })

  it.each([
    [1.25, { width: 1536, height: 864 }, [41, 82]],
    [1.5, { width: 1280, height: 720 }, [25, 49]],
    [1.75, { width: 1120, height: 640 }, [9, 17]],
  ])('is no px more where a pointer stands between two px, at a scale of %d', (scale, page, [from = 0, to = 0]) => {
    const picture = { width: page.width * scale, height: page.height * scale }
    const area = areaBetween({ x: from / scale, y: from / scale }, { x: to / scale, y: to / scale }, page, picture)
    expect(area).toEqual({ x: from, y: from, width: to - from, height: to - from })
  })

  it('is nothing where it begins and ends in one place', () => {
    const edges = { width: 10, height: 10 }
    expect(areaBetween({ x: 3.5, y: 3.5 }, { x: 3.5, y: 3.5 }, edges, edges)).toMatchObject({ width: 0, height: 0 })
  })
})

describe('an area under keys', () => {
  const picture = { width: 100, height: 60 }
  const area = { x: 10, y: 10, width: 20, height: 20 }

  it.each([
    ['ArrowLeft', false, { ...area, x: 9 }],
    ['ArrowRight', false, { ...area, x: 11 }],
    ['ArrowUp', false, { ...area, y: 9 }],
    ['ArrowDown', false, { ...area, y: 11 }],
    ['ArrowLeft', true, { ...area, width: 19 }],
    ['ArrowRight', true, { ...area, width: 21 }],
    ['ArrowUp', true, { ...area, height: 19 }],
    ['ArrowDown', true, { ...area, height: 21 }],
  ])('%s, sizing %s', (key, isSizing, expected) => {
    expect(areaByKey(area, key, 1, isSizing, picture)).toEqual(expected)
  })

  it('leaves other keys alone', () => {
    expect(areaByKey(area, 'a', 1, false, picture)).toBeUndefined()
    expect(areaByKey(area, 'constructor', 1, false, picture)).toBeUndefined()
  })

  it('stays on the picture, and is never nothing', () => {
    const edge = integer({ min: 1, max: 50 })
    const key = integer({ min: 0, max: 3 }).map((index) => ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'][index] ?? '')
    assert(
      property(
        edge,
        edge,
        tuple(key, integer({ min: 1, max: 30 }), integer({ min: 0, max: 1 })).chain((first) =>
          tuple(
            integer({ min: 1, max: 20 }),
            integer({ min: 0, max: 0 }).map(() => first),
          ),
        ),
        (width, height, [times, [name, px, sizing]]) => {
          const edges = { width, height }
          let now = middleOf(edges)
          expect(liesOn(now, edges)).toBe(true)
          for (let count = 0; count < times; count += 1) now = areaByKey(now, name, px, sizing === 1, edges) ?? now
          expect(liesOn(now, edges) && now.x >= 0 && now.y >= 0 && now.width >= 1 && now.height >= 1).toBe(true)
        },
      ),
    )
  })
})

describe('what the page over a display says', () => {
  const area = { x: 0, y: 1, width: 2, height: 3 }

  it('is read where it is a choice', () => {
    expect(readRegionChoice({ take: 'area', area, isCopy: false, more: 1 })).toEqual({ take: 'area', area, isCopy: false })
    expect(readRegionChoice({ take: 'display', isCopy: true })).toEqual({ take: 'display', isCopy: true })
    expect(readRegionChoice({ take: 'window', id: 'window:1:0', isCopy: false })).toEqual({
      take: 'window',
      id: 'window:1:0',
      isCopy: false,
    })
    expect(readRegionChoice({ take: 'nothing' })).toEqual({ take: 'nothing' })
  })

  it.each([
    [undefined],
    [null],
    ['nothing'],
    [{}],
    [{ take: 'all', isCopy: false }],
    [{ take: 'display' }],
    [{ take: 'window', id: 'x'.repeat(201), isCopy: false }],
    [{ take: 'window', id: 7, isCopy: false }],
    [{ take: 'area', isCopy: false }],
    [{ take: 'area', area: { ...area, width: 0 }, isCopy: false }],
    [{ take: 'area', area: { ...area, x: -1 }, isCopy: false }],
    [{ take: 'area', area: { ...area, x: 0.5 }, isCopy: false }],
    [{ take: 'area', area: { ...area, height: 32_769 }, isCopy: false }],
    [{ take: 'area', area: { ...area, y: Number.NaN }, isCopy: false }],
  ])('is nothing otherwise: %j', (given) => {
    expect(readRegionChoice(given)).toBeUndefined()
  })

  it('never takes what lies beside the picture', () => {
    assert(
      property(double({ noNaN: true, min: 0, max: 40 }), (width) => {
        expect(liesOn({ x: 10, y: 0, width, height: 1 }, { width: 30, height: 1 })).toBe(10 + width <= 30)
      }),
    )
  })
})

describe('displays and what can be captured', () => {
  const size = { width: 100, height: 50 }
  const [left, right] = [
    { id: 11, size, scaleFactor: 1 },
    { id: 12, size, scaleFactor: 1.5 },
  ]
  const displays = [left, right]

  it('has as many px as its scale makes of it', () => {
    expect(displays.map(pxOf)).toEqual([
      { width: 100, height: 50 },
      { width: 150, height: 75 },
    ])
  })

  it('finds them by name, in whatever order they come', () => {
    const sources = [{ display_id: '12' }, { display_id: '11' }]
    expect(displays.map((each) => sourceOf(each, displays, sources))).toEqual([sources[1], sources[0]])
  })

  it('takes their order where nobody names them, if it is one', () => {
    const sources = [
      { display_id: '', of: 1 },
      { display_id: '', of: 2 },
    ]
    expect(displays.map((each) => sourceOf(each, displays, sources))).toEqual(sources)
    expect(displays.map((each) => sourceOf(each, displays, sources.slice(1)))).toEqual([undefined, undefined])
  })

  it('takes no other for one that is lacking', () => {
    expect(displays.map((each) => sourceOf(each, displays, [{ display_id: '12' }, { display_id: '' }]))).toEqual([
      undefined,
      { display_id: '12' },
    ])
  })
})
