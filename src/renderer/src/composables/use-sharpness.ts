import { renditionScale } from '@shared/rendition-size'
import { useDevicePixelRatio } from '@vueuse/core'
import { computed, ref, watch } from 'vue'
import { largePicture, viewPicture } from '../model/shown-picture'
import type { Edges } from '../model/zoom-pan'

/** px by which edges differ that were rounded. */
const ROUNDED = 1

/**
 * How many of its px a picture of others has on the stage: as many as a screen shows, which are there much sooner and are a third of the
 * memory; over them all that there are, once it is drawn larger than that. Whoever zooms out again gives those back.
 * @param address as the timeline has it, once it is here
 * @param told its edges as its message tells them, no larger than they are shown
 * @param scale px of the window for one of the picture, once that is known
 */
export function useSharpness({
  address,
  told,
  mayMove,
  scale,
}: {
  readonly address: () => string | undefined
  readonly told: () => Edges | undefined
  readonly mayMove: () => boolean
  readonly scale: () => number | undefined
}) {
  const { pixelRatio } = useDevicePixelRatio()
  /** Its message tells other edges than it has: nobody knows what a px of it is. */
  const isOther = ref(false)
  /** As it is placed first, less is not enough. */
  const isAllAtOnce = ref<boolean>()
  /** All of it is wanted for itself. */
  const isAsked = ref(false)
  /** The least px that the screen's has for one of it; `undefined`: there is no smaller one, or it says nothing of the edges. */
  const share = computed(() => {
    const [from, edges] = [address(), told()]
    if (from === undefined || edges === undefined || from === viewPicture(from) || mayMove() || isOther.value) return undefined
    const [view, all] = [renditionScale(edges, 'view'), renditionScale(edges, 'large')]
    return view < all ? view / all : undefined
  })
  const isShort = computed(() => share.value !== undefined && (scale() ?? 0) * pixelRatio.value > share.value * 1.001)
  watch(
    [share, scale],
    () => {
      if (share.value !== undefined && scale() !== undefined) isAllAtOnce.value ??= isShort.value
    },
    { immediate: true },
  )
  /** What lies on the stage. */
  const main = computed(() => {
    const from = address()
    if (from === undefined || share.value === undefined || isAllAtOnce.value === true) return from && largePicture(from)
    return isAllAtOnce.value === undefined ? undefined : viewPicture(from)
  })
  /** What lies over it, in the same place. */
  const sharp = computed(() => {
    const from = address()
    const all = from === undefined ? undefined : largePicture(from)
    return main.value !== undefined && main.value !== all && (isAsked.value || isShort.value) ? all : undefined
  })

  /** The picture's edges, by those of what was drawn for it. */
  function edgesOf(drawn: Edges): Edges {
    const edges = told()
    if (share.value === undefined || edges === undefined || isAllAtOnce.value === true) return drawn
    const by = renditionScale(edges, 'view')
    const isSo = Math.max(Math.abs(edges.width * by - drawn.width), Math.abs(edges.height * by - drawn.height)) <= ROUNDED
    isOther.value = !isSo
    return isSo ? edges : drawn
  }

  return { main, sharp, isAsked, edgesOf }
}
