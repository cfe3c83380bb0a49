import { useEventListener, useResizeObserver, useTimeoutFn } from '@vueuse/core'
import { onBeforeUpdate, type Ref, ref } from 'vue'
import { firstInView, type RowBox } from '../model/rows-in-view'

/** px from the end within which a reader who comes down to rest is there. */
const END_SLACK = 24
/** Layout does not end on whole pixels: within this many an edge is reached. */
const EDGE_PX = 1
/**
 * px from the start within which the browser may not anchor: never at 0, and not at a first row that changes its shape
 * because it is the first no longer.
 */
const NEAR_START = 200
/** After a turn upwards that moved nothing for this long, ms, the reader has not left the end after all. */
const LEAVING_MS = 200
/** How long after its last movement the list still counts as scrolling, ms. */
const STILL_MS = 900

/** A row, how far below the start of the content its end was when the rows began to change, and the offset then; px. */
type HeldRow = { readonly key: string; readonly place: number; readonly offset: number }

/**
 * Where a reader of a list stands. The list is an ordinary scroller with all of its rows laid out: the browser moves it
 * and keeps the place by its own scroll anchoring, which a wheel under way survives; a place that is written from here
 * would end it. So only two things are written:
 *
 * - a reader at the end (`isAtEnd`) is taken along when something grows. Whoever moves up leaves the end with the first
 *   pixel, and is back only by coming down again.
 * - what the browser's anchoring leaves out near the start, once rows have come in there.
 *
 * @param isPinned whether the last row is the newest there is: only that is an end to be followed
 * @param isMessage whether the row of a key stays between the same neighbours, as a message does
 * @param onLook after whatever may have changed what is in view
 */
export function useTimelineScroll(
  root: Readonly<Ref<HTMLElement | null>>,
  content: Readonly<Ref<HTMLElement | null>>,
  isPinned: () => boolean,
  isMessage: (key: string) => boolean,
  onLook: () => void,
) {
  const isAtEnd = ref(false)
  let offset = 0
  let isGoingDown = true
  /** What the scroller and its content measured when they were last seen to. */
  let measured = ''
  let held: HeldRow | undefined

  const isScrolling = ref(false)
  const stillAfter = useTimeoutFn(() => (isScrolling.value = false), STILL_MS, { immediate: false })

  const restAfter = useTimeoutFn(
    () => {
      if (isPinned() && distanceToEnd() <= EDGE_PX) setAtEnd(true)
    },
    LEAVING_MS,
    { immediate: false },
  )

  function distanceToEnd(): number {
    const view = root.value
    return view === null ? 0 : view.scrollHeight - view.scrollTop - view.clientHeight
  }

  function setAtEnd(now: boolean): void {
    isAtEnd.value = now
    onLook()
  }

  const measure = (view: HTMLElement): string => `${view.clientHeight}/${view.scrollHeight}`

  /** @param change px */
  function move(view: HTMLElement, change: number): void {
    view.scrollTop += change
    offset = view.scrollTop
  }

  function rowElements(): readonly HTMLElement[] {
    return [...(content.value?.querySelectorAll<HTMLElement>('[data-row]') ?? [])]
  }

  function boxOf(element: HTMLElement): RowBox {
    const from = root.value?.getBoundingClientRect().top ?? 0
    const { top, bottom } = element.getBoundingClientRect()
    return { key: element.dataset.row ?? '', top: top - from, bottom: bottom - from }
  }

  /** The rows of which a part is in view, from above. */
  function boxesInView(): readonly RowBox[] {
    const height = root.value?.clientHeight ?? 0
    const elements = rowElements()
    const boxes: RowBox[] = []
    for (let index = firstInView(elements.length, (at) => boxOf(elements[at]!).bottom); index < elements.length; index++) {
      const box = boxOf(elements[index]!)
      if (box.top >= height) break
      boxes.push(box)
    }
    return boxes
  }

  function onScroll(): void {
    const view = root.value
    if (view === null || view.scrollTop === offset) return
    // With another height the browser moves by itself, to keep the place; `onResize` sees to both in this same frame.
    if (measure(view) !== measured) return
    isGoingDown = view.scrollTop > offset
    offset = view.scrollTop
    isScrolling.value = true
    stillAfter.start()
    const distance = distanceToEnd()
    if (!isGoingDown && distance > EDGE_PX) isAtEnd.value = false
    else if (isGoingDown && distance <= EDGE_PX && isPinned()) isAtEnd.value = true
    onLook()
  }

  function onScrollEnd(): void {
    if (isGoingDown && isPinned() && distanceToEnd() <= END_SLACK) setAtEnd(true)
  }

  /** Whoever turns upwards leaves the end before the first pixel: a picture that arrives now must not pull them back. */
  function leave(): void {
    if ((root.value?.scrollTop ?? 0) <= 0) return
    isAtEnd.value = false
    isGoingDown = false
    restAfter.start()
  }

  function onWheel(event: WheelEvent): void {
    if (!event.ctrlKey && event.deltaY < 0) leave()
  }

  function onKeydown(event: KeyboardEvent): void {
    if (['PageUp', 'Home', 'ArrowUp'].includes(event.key)) leave()
  }

  function scrollToEnd(): void {
    const view = root.value
    if (view === null) return
    restAfter.stop()
    held = undefined
    move(view, distanceToEnd())
    setAtEnd(true)
  }

  /**
   * @param align where the row then stands: in the middle, or with its upper edge so many px below the view's
   * @returns whether there is such a row
   */
  function scrollToKey(key: string, align: 'center' | number): boolean {
    const view = root.value
    const element = rowElements().find(({ dataset }) => dataset.row === key)
    if (view === null || element === undefined) return false
    const { top, bottom } = boxOf(element)
    const room = view.clientHeight - (bottom - top)
    held = undefined
    move(view, top - (align === 'center' ? Math.max(0, room / 2) : align))
    setAtEnd(isPinned() && distanceToEnd() <= EDGE_PX)
    return true
  }

  // Before the rows change, near the start: which message stands first in the view, and where in the content it ends. Not
  // where it begins, since the first of a run loses its name to what comes before it; nor a divider, which goes up with it.
  onBeforeUpdate(() => {
    const from = root.value?.scrollTop ?? 0
    if (held !== undefined || isAtEnd.value || from > NEAR_START) return
    const box = boxesInView().find(({ key }) => isMessage(key))
    if (box !== undefined) held = { key: box.key, place: box.bottom + from, offset: from }
  })

  /** Makes up for rows that came in above, where the browser did not. */
  function keepPlace(view: HTMLElement, { key, place, offset: from }: HeldRow): void {
    const element = rowElements().find(({ dataset }) => dataset.row === key)
    if (element === undefined) return
    const shift = boxOf(element).bottom + view.scrollTop - place
    const moved = view.scrollTop - from
    const isAnchored = from > 0 && Math.abs(moved - shift) < Math.abs(moved)
    if (!isAnchored && Math.abs(shift) > EDGE_PX) move(view, shift)
  }

  /** Runs after layout and the browser's anchoring, before anything is painted. */
  function onResize(): void {
    const view = root.value
    if (view === null) return
    measured = measure(view)
    if (isAtEnd.value) {
      if (isPinned()) move(view, distanceToEnd())
      else isAtEnd.value = false
    } else if (held !== undefined) {
      keepPlace(view, held)
    }
    held = undefined
    // The browser's own move is no reader's: its scroll event is still to come.
    offset = view.scrollTop
    if (!restAfter.isPending.value && isPinned() && distanceToEnd() <= EDGE_PX) isAtEnd.value = true
    onLook()
  }

  useEventListener(root, 'scroll', onScroll, { passive: true })
  useEventListener(root, 'scrollend', onScrollEnd)
  useEventListener(root, 'wheel', onWheel, { passive: true })
  useEventListener(root, 'keydown', onKeydown)
  useResizeObserver([root, content], onResize)

  return { isAtEnd, isScrolling, boxesInView, distanceToEnd, scrollToEnd, scrollToKey }
}
