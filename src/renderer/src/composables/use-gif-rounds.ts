import type { LocalId } from '@shared/ids'
import { useIntersectionObserver, usePreferredReducedMotion, useTimeoutFn } from '@vueuse/core'
import { computed, type Ref, ref, watch } from 'vue'
import { bridge } from '../bridge'

/** Then it rests, until somebody asks for as many again. */
const ROUNDS = 3

/**
 * When a picture that may move does: three rounds from when it comes into view, and three more each time it is asked for. Out of view, and
 * for whoever wants less motion until they ask for it, it stands still.
 * @param source its address; `undefined`: there is nothing that could move
 * @param frame what must be in view
 */
export function useGifRounds(
  localId: () => LocalId | undefined,
  source: Readonly<Ref<string | undefined>>,
  frame: Readonly<Ref<HTMLElement | null>>,
) {
  const motion = usePreferredReducedMotion()
  const isCalm = computed(() => motion.value === 'reduce')
  /** 0: it stands still; `undefined`: that is not known yet. */
  const roundMs = ref<number>()
  const isInView = ref(false)
  const {
    isPending: isPlaying,
    start,
    stop,
  } = useTimeoutFn(
    () => undefined,
    () => ROUNDS * (roundMs.value ?? 0),
    { immediate: false },
  )
  const isMoving = computed(() => (roundMs.value === undefined ? undefined : roundMs.value > 0))
  const isAtRest = computed(() => source.value !== undefined && isMoving.value === true && !isPlaying.value)

  useIntersectionObserver(frame, (entries) => (isInView.value = entries.at(-1)?.isIntersecting === true))

  watch(
    source,
    async (address) => {
      roundMs.value = undefined
      const of = localId()
      if (address === undefined || of === undefined) return
      const answer = await bridge.call('files:gif-round', { localId: of })
      if (source.value === address) roundMs.value = answer.ok ? answer.value : 0
    },
    { immediate: true },
  )
  watch([isInView, roundMs, isCalm], () => {
    if (isInView.value && isMoving.value === true && !isCalm.value) start()
    else stop()
  })

  return { isMoving, isPlaying, isAtRest, play: () => start() }
}
