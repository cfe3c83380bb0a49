import type { Message } from '@shared/message'
import { type ComputedRef, computed, ref, watch } from 'vue'
import type { FileFace } from '../model/file-face'
import { keptPicture } from '../model/shown-picture'
import { useTransfersStore } from '../stores/transfers'

/**
 * From where a film plays: its file, or while that comes what is there of it. One that plays keeps its address when the file
 * has come, and with it its place; it ends where the file turns out to be no good, or nobody wants it any more.
 */
export function useFilmSource(message: () => Message, face: ComputedRef<FileFace>) {
  const transfers = useTransfersStore()
  /** It plays from there. */
  const held = ref<string>()
  /** What was tried while it came: then it waits until it is here. */
  const tried = ref<string>()
  const file = computed(() => (face.value.face === 'here' ? keptPicture(message().file?.mediaUrl) : undefined))
  const coming = computed(() => {
    const url = face.value.face === 'moving' ? keptPicture(face.value.transfer.filmUrl) : undefined
    return url === tried.value ? undefined : url
  })
  const source = computed(() => held.value ?? file.value ?? coming.value)

  function hold(): void {
    held.value = source.value
  }

  function letGo(): void {
    held.value = undefined
  }

  /** It does not play. @returns whether it is here whole, and so never will */
  function fail(): boolean {
    const isWhole = held.value === undefined || held.value === file.value
    if (!isWhole) tried.value = held.value
    letGo()
    return isWhole
  }

  /** Its transfer tells that it has come, and its message will in a moment. */
  function hasJustCome(): boolean {
    return face.value.face === 'away' && transfers.ofMessage(message().localId)?.progress.step === 'done'
  }

  watch(
    () => face.value.face,
    (now) => {
      if (now !== 'here' && now !== 'moving' && !hasJustCome()) letGo()
    },
  )
  watch(
    () => message().localId,
    () => {
      letGo()
      tried.value = undefined
    },
  )

  return { source, hold, fail, hasJustCome }
}
