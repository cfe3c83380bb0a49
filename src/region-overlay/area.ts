import type { Edges, Point, Rect } from '@shared/picture-edits'
import { areaBetween, areaByKey, middleOf } from '@shared/region'
import { element } from './element'

/** CSS px under which a drag is only a click. */
const LEAST_DRAG = 4
/** CSS px under which the size stands below the area. */
const SMALL = 72
/** Px that a key moves by while Ctrl is held. */
const LEAP = 10

/** What is chosen of a display, drawn over it; held in px of its picture, so that what is seen is what is taken. */
export class ChosenArea {
  readonly #picture: Edges
  readonly #shade: HTMLElement
  readonly #frame: HTMLElement
  readonly #size: HTMLElement
  readonly #heard: HTMLElement
  readonly #lines: readonly [across: HTMLElement, down: HTMLElement]
  #from: Point | undefined
  #area: Rect | undefined

  constructor(parent: HTMLElement, picture: Edges) {
    this.#picture = picture
    this.#shade = element('div', 'shade', parent)
    this.#lines = [element('div', 'line', parent), element('div', 'line', parent)]
    this.#frame = element('div', 'area', parent)
    this.#frame.dataset['area'] = ''
    this.#size = element('span', 'size', this.#frame)
    this.#size.dir = 'ltr'
    this.#heard = element('p', 'heard', parent)
    this.#heard.setAttribute('role', 'status')
    this.#draw()
  }

  get area(): Rect | undefined {
    return this.#area
  }

  get isDragging(): boolean {
    return this.#from !== undefined
  }

  begin(at: Point): void {
    this.#from = at
  }

  /** The pointer is there: the crosshair follows, and the area while it is dragged. */
  move(at: Point): void {
    this.#cross(at)
    if (this.#from === undefined) return
    this.#area = this.#between(this.#from, at)
    this.#draw()
  }

  /** @returns what was dragged over; `undefined`: it was only a click, and what was there before stays away */
  end(at: Point): Rect | undefined {
    const from = this.#from
    this.#from = undefined
    const isDrag = from !== undefined && Math.abs(at.x - from.x) >= LEAST_DRAG && Math.abs(at.y - from.y) >= LEAST_DRAG
    this.#area = isDrag ? this.#between(from, at) : undefined
    this.#draw()
    return this.#area
  }

  /** @returns whether it is one of its keys; the first lays it in the middle */
  key({ key, shiftKey, ctrlKey }: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey'>): boolean {
    const next = areaByKey(this.#area ?? middleOf(this.#picture), key, ctrlKey ? LEAP : 1, shiftKey, this.#picture)
    if (next === undefined) return false
    this.#area = this.#area === undefined ? middleOf(this.#picture) : next
    this.#draw()
    const { x, y, width, height } = this.#area
    this.#heard.textContent = `${width} × ${height}, ${x}, ${y}`
    return true
  }

  #between(one: Point, other: Point): Rect {
    return areaBetween(one, other, { width: innerWidth, height: innerHeight }, this.#picture)
  }

  #cross({ x, y }: Point): void {
    const [across, down] = this.#lines
    for (const line of this.#lines) line.hidden = this.#from !== undefined || this.#area !== undefined
    Object.assign(across.style, { left: '0', top: `${y}px`, width: '100vw', height: '1px' })
    Object.assign(down.style, { left: `${x}px`, top: '0', width: '1px', height: '100vh' })
  }

  #draw(): void {
    const area = this.#area
    this.#shade.style.visibility = area === undefined ? 'visible' : 'hidden'
    this.#frame.hidden = area === undefined
    for (const line of this.#lines) line.hidden = area !== undefined
    if (area === undefined) return
    const [byX, byY] = [innerWidth / this.#picture.width, innerHeight / this.#picture.height]
    const [width, height] = [area.width * byX, area.height * byY]
    Object.assign(this.#frame.style, {
      left: `${area.x * byX}px`,
      top: `${area.y * byY}px`,
      width: `${width}px`,
      height: `${height}px`,
    })
    this.#frame.classList.toggle('is-small', width < SMALL || height < SMALL)
    this.#size.textContent = `${area.width} × ${area.height}`
  }
}
