import type { LocalId } from '@shared/ids'
import { useIntersectionObserver, usePreferredReducedMotion, useTimeoutFn } from '@vueuse/core'
import { computed, type Ref, ref, watch } from 'vue'
import { bridge } from '../bridge'

/** Then it rests, until somebody asks for as many again. */
const ROUNDS = 3

/**
 * When a GIF moves: three rounds from when it comes into view, and three more each time it is asked for. Out of view, and
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
  /** 0: it does not move, or how long it does is not known yet. */
  const roundMs = ref(0)
  const isInView = ref(false)
  const {
    isPending: isPlaying,
    start,
    stop,
  } = useTimeoutFn(
    () => undefined,
    () => ROUNDS * roundMs.value,
    { immediate: false },
  )
  const isAtRest = computed(() => source.value !== undefined && roundMs.value > 0 && !isPlaying.value)

  useIntersectionObserver(frame, (entries) => (isInView.value = entries.at(-1)?.isIntersecting === true))

  watch(
    source,
    async (address) => {
      roundMs.value = 0
      const of = localId()
      if (address === undefined || of === undefined) return
      const answer = await bridge.call('files:gif-round', { localId: of })
      if (answer.ok && source.value === address) roundMs.value = answer.value
    },
    { immediate: true },
  )
  watch([isInView, roundMs, isCalm], () => {
    if (isInView.value && roundMs.value > 0 && !isCalm.value) start()
    else stop()
  })

  return { isPlaying, isAtRest, play: () => start() }
}
