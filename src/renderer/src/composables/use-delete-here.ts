import type { DeletedHere } from '@shared/library'
import type { Message } from '@shared/message'
import { useI18n } from 'vue-i18n'
import { bridge } from '../bridge'
import { useDialogsStore } from '../stores/dialogs'
import { useToastsStore } from '../stores/toasts'
import { useFileWords } from './use-file-words'
import { useFormat } from './use-format'
import { useReport } from './use-report'

/** Deletes files from this computer, after asking, and says how much that freed. */
export function useDeleteHere(done: (messages: readonly Message[]) => void) {
  const { t } = useI18n()
  const dialogs = useDialogsStore()
  const toasts = useToastsStore()
  const format = useFormat()
  const words = useFileWords()
  const { report } = useReport()

  function ask(messages: readonly Message[]): void {
    const [first] = messages
    if (first === undefined) return
    const n = messages.length
    dialogs.open({
      dialog: 'confirm',
      title: () => (n === 1 ? t('library.deleteOne', { name: words.nameOf(first.content) }) : t('library.deleteMany', { n }, n)),
      text: () => t('library.deleteText'),
      action: () => t('library.delete'),
      run: () => run(messages),
    })
  }

  async function run(messages: readonly Message[]): Promise<boolean> {
    const result = await bridge.call('files:delete-here', { localIds: messages.map(({ localId }) => localId) })
    if (!report(result)) return false
    done(messages)
    toasts.add({ level: 'info', ...told(result.value) })
    return true
  }

  function told({ deleted, freedBytes, waiting, saved }: DeletedHere): { readonly title: string; readonly text: string } {
    const title = deleted === 0 ? t('library.nothingDeleted') : t('library.freed', { size: format.bytes(freedBytes) })
    const notes = [
      waiting > 0 ? t('library.waitingStay', { n: waiting }, waiting) : '',
      saved > 0 ? t('library.savedStay', { n: saved }, saved) : '',
    ]
    return { title, text: notes.filter((note) => note !== '').join(' ') }
  }

  return { ask }
}
