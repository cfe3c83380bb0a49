import type { ConversationId } from '@shared/ids'
import { useI18n } from 'vue-i18n'
import { useChosenFilesStore } from '../stores/chosen-files'
import { type OpenDialog, useDialogsStore } from '../stores/dialogs'
import { useChosenFiles } from './use-chosen-files'

/** Asks before what was chosen is let go of; where nothing is left to lose it goes at once. */
export function useParcelQuestion() {
  const { t } = useI18n()
  const chosen = useChosenFilesStore()
  const dialogs = useDialogsStore()
  const { discard } = useChosenFiles()

  /** @param back what is open again when the person thinks better of it */
  function askToDiscard(conversationId: ConversationId, back?: OpenDialog): void {
    const parcel = chosen.parcels.get(conversationId)
    const n = (parcel?.files.length ?? 0) - (parcel?.removed.size ?? 0)
    if (n === 0) {
      discard(conversationId)
      dialogs.closeAll()
      return
    }
    dialogs.open({
      dialog: 'confirm',
      title: () => t('composer.discardTitle', { n }, n),
      text: () => t('composer.discardText', n),
      action: () => t('composer.keptDrop'),
      run: () => {
        discard(conversationId)
        // What it was asked over has nothing to show any more.
        dialogs.closeAll()
        return Promise.resolve(true)
      },
      ...(back === undefined ? {} : { back }),
    })
  }

  return { askToDiscard }
}
