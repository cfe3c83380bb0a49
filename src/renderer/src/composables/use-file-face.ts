import type { Message } from '@shared/message'
import { computed } from 'vue'
import { fileFace, isFileContent } from '../model/file-face'
import { useTransfersStore } from '../stores/transfers'

/** How the file of a message stands; it changes with that file alone. */
export function useFileFace(message: () => Message | undefined) {
  const transfers = useTransfersStore()
  return computed(() => {
    const of = message()
    if (of === undefined || !isFileContent(of.content)) return fileFace(undefined, undefined)
    return fileFace(of, transfers.ofMessage(of.localId))
  })
}
