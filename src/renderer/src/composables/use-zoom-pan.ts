import { useDevicePixelRatio, useElementSize, useEventListener } from '@vueuse/core'
import { computed, type Ref, ref, shallowRef, watch } from 'vue'
import {
  bounded,
  type Edges,
  fitted,
  isFitted,
  panned,
  type Point,
  type Room,
  turned,
  type Turn,
  wheelFactor,
  zoomedAt,
  type ZoomPan,
} from '../model/zoom-pan'

/** px that a hand may slip in a click. */
const SLIP = 4

/**
 * A picture on a stage: by the wheel and a pinch it is zoomed where the pointer is, by a drag it is moved, by a double
 * click it is as large as it is, or fits. Until it is touched it fits, however large the stage becomes.
 * @param edges of the picture in px, once they are known; another key is another picture
 */
export function useZoomPan(stage: Readonly<Ref<HTMLElement | null>>, edges: () => Edges | undefined, key: () => unknown) {
  const size = useElementSize(stage)
  const turn = ref<Turn>(0)
  /** `undefined` = it fits. */
  const placed = shallowRef<ZoomPan>()
  const isDragging = ref(false)
  const { pixelRatio } = useDevicePixelRatio()
  const room = computed((): Room => ({ width: size.width.value, height: size.height.value, natural: 1 / pixelRatio.value }))
  /** How large the stage is, is known. */
  const isPlaced = computed(() => room.value.width > 0 && room.value.height > 0)
  const picture = computed(() => {
    const known = edges()
    return known && turned(known, turn.value)
  })
  const view = computed(() => {
    if (picture.value === undefined) return undefined
    return placed.value === undefined ? fitted(picture.value, room.value) : bounded(placed.value, picture.value, room.value)
  })
  const isFit = computed(() => view.value === undefined || picture.value === undefined || isFitted(view.value, picture.value, room.value))

  function place(next: (now: ZoomPan, picture: Edges, room: Room) => ZoomPan): void {
    if (view.value === undefined || picture.value === undefined) return
    const wanted = next(view.value, picture.value, room.value)
    placed.value = isFitted(wanted, picture.value, room.value) ? undefined : wanted
  }

  function zoomBy(factor: number, point: Point = { x: 0, y: 0 }): void {
    place((now, of, within) => zoomedAt(now, factor, point, of, within))
  }

  function fit(): void {
    placed.value = undefined
  }

  /** As large as it is, px for px of the screen; one that fits so already, twice as large. */
  function actual(point: Point = { x: 0, y: 0 }): void {
    place((now, of, within) => {
      const times = fitted(of, within).scale >= within.natural && isFit.value ? 2 : 1
      return zoomedAt(now, (times * within.natural) / now.scale, point, of, within)
    })
  }

  function rotate(): void {
    turn.value = ((turn.value + 90) % 360) as Turn
    placed.value = undefined
  }

  function pointOf({ clientX, clientY }: MouseEvent): Point {
    const { left, top, width, height } = stage.value!.getBoundingClientRect()
    return { x: clientX - left - width / 2, y: clientY - top - height / 2 }
  }

  useEventListener(
    stage,
    'wheel',
    (event) => {
      event.preventDefault()
      if (event.deltaY !== 0) zoomBy(wheelFactor(event.deltaY, event.ctrlKey), pointOf(event))
    },
    { passive: false },
  )
  useEventListener(stage, 'dblclick', (event) => (isFit.value ? actual(pointOf(event)) : fit()))

  let from: { readonly pointerId: number; readonly start: Point; last: Point } | undefined
  useEventListener(stage, 'pointerdown', (event) => {
    if (event.button !== 0 || isFit.value || (event.target as Element).closest('button, video') !== null) return
    const at = { x: event.clientX, y: event.clientY }
    from = { pointerId: event.pointerId, start: at, last: at }
    stage.value?.setPointerCapture(event.pointerId)
  })
  useEventListener(stage, 'pointermove', (event) => {
    if (from?.pointerId !== event.pointerId) return
    const at = { x: event.clientX, y: event.clientY }
    isDragging.value ||= Math.hypot(at.x - from.start.x, at.y - from.start.y) > SLIP
    const by = { x: at.x - from.last.x, y: at.y - from.last.y }
    from.last = at
    place((now, of, within) => panned(now, by, of, within))
  })
  useEventListener(stage, ['pointerup', 'pointercancel'], () => {
    from = undefined
    isDragging.value = false
  })
  watch(key, () => {
    turn.value = 0
    fit()
  })

  /** px of the screen for one of the picture; `undefined`: it fits. */
  const zoom = computed(() => (isFit.value || view.value === undefined ? undefined : view.value.scale / room.value.natural))

  return { view, zoom, isPlaced, turn, isFit, isDragging, zoomBy, fit, actual, rotate }
}
