import type { LocalId } from '@shared/ids'
import type { Message } from '@shared/message'
import { ref, watch } from 'vue'
import { useFileActions } from './use-file-actions'
import { useFileFace } from './use-file-face'

/**
 * Fetches the file of what somebody looks at, before all that only wait for their turn: once for each that it is asked for.
 * What a person has paused stays so.
 */
export function useFirstFetch(message: () => Message) {
  const actions = useFileActions()
  const face = useFileFace(message)
  const wanted = ref<LocalId>()
  const waitsFor = (): string | undefined => {
    const { value } = face
    if (value.face !== 'moving' || value.transfer.direction !== 'down') return undefined
    return value.transfer.progress.step === 'waiting' ? value.transfer.progress.why : undefined
  }

  /** Also what was tried in vain, and waits. */
  function fetch(): void {
    wanted.value = message().localId
    if (face.value.face === 'away' || waitsFor() === 'retry') void actions.download(message())
  }

  watch(
    () => wanted.value === message().localId && waitsFor() === 'turn',
    (isBehind) => {
      const { value } = face
      if (!isBehind || value.face !== 'moving') return
      wanted.value = undefined
      void actions.first(value.transfer)
    },
  )

  return { fetch }
}
