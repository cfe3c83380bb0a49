import { useEventListener } from '@vueuse/core'
import { onScopeDispose, ref, watch } from 'vue'
import { useOnePlaying } from './use-one-playing'

/** One sound that is listened to where it stands, and nowhere else. */
export function useSound(url: () => string) {
  const { onPlay } = useOnePlaying()
  const audio = new Audio()
  const isPlaying = ref(false)
  /** s. */
  const position = ref(0)

  useEventListener(audio, 'play', onPlay)
  useEventListener(audio, 'playing', () => (isPlaying.value = true))
  useEventListener(audio, ['pause', 'ended', 'error'], () => (isPlaying.value = false))
  useEventListener(audio, 'ended', () => (audio.currentTime = 0))
  useEventListener(audio, ['timeupdate', 'seeked'], () => (position.value = audio.currentTime))
  watch(
    url,
    (next) => {
      audio.src = next
      position.value = 0
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    audio.pause()
    audio.removeAttribute('src')
  })

  return {
    isPlaying,
    position,
    /** What cannot be played does not begin. */
    toggle: () => (audio.paused ? void audio.play().catch(() => undefined) : audio.pause()),
    seek: (at: number) => {
      audio.currentTime = at
      position.value = at
    },
  }
}
