import type { ChosenFile } from '@shared/file'
import type { ConversationId } from '@shared/ids'
import { NO_EDITS, type PictureEdits } from '@shared/picture-edits'
import { ref } from 'vue'
import { bridge, tell } from '../bridge'
import { useChosenFilesStore } from '../stores/chosen-files'
import { useReport } from './use-report'

/** Puts a picture as it was edited in the place of what it was, on the sheet of a conversation. */
export function useEditedPicture(conversationId: ConversationId, file: ChosenFile) {
  const chosen = useChosenFilesStore()
  const { report } = useReport()
  const isBusy = ref(false)

  /** Resolves to whether it is there. */
  async function keep(edits: PictureEdits): Promise<boolean> {
    if (isBusy.value) return false
    if (edits.marks.length === 0 && edits.crop === undefined && edits.turns === NO_EDITS.turns) return true
    isBusy.value = true
    const made = await bridge.call('files:edit', { id: file.id, edits })
    isBusy.value = false
    if (!report(made)) return false
    const [edited] = made.value.files
    if (edited === undefined) return false
    chosen.replace(conversationId, file.id, edited)
    tell('files:discard', { ids: [file.id] })
    return true
  }

  return { isBusy, keep }
}
