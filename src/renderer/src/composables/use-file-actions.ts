import type { Message } from '@shared/message'
import type { Transfer } from '@shared/transfer'
import { useI18n } from 'vue-i18n'
import { bridge } from '../bridge'
import { useDialogsStore } from '../stores/dialogs'
import { useToastsStore } from '../stores/toasts'
import { useTransfersStore } from '../stores/transfers'
import { useFileWords } from './use-file-words'
import { useReport } from './use-report'

/** What can be done to the file of a message, and to its way. */
export function useFileActions() {
  const { t } = useI18n()
  const dialogs = useDialogsStore()
  const toasts = useToastsStore()
  const transfers = useTransfersStore()
  const words = useFileWords()
  const { report } = useReport()

  /** What may do harm is asked about first, by what it is called. */
  async function open(message: Message): Promise<void> {
    const { localId } = message
    const result = await bridge.call('files:open', { localId })
    if (result.ok || result.error.code !== 'dangerous') return void report(result)
    dialogs.open({
      dialog: 'confirm',
      title: () => t('file.openTitle', { name: words.nameOf(message.content) }),
      text: () => t('file.openText', { type: words.typeOf(message), warning: words.warningOf(message) ?? '' }),
      action: () => t('file.openAnyway'),
      run: async () => report(await bridge.call('files:open', { localId, isSure: true })),
    })
  }

  /** There is a folder to show once it has been saved in one. */
  async function show({ localId }: Pick<Message, 'localId'>): Promise<void> {
    const result = await bridge.call('files:show', { localId })
    if (result.ok || result.error.code !== 'not_here') return void report(result)
    toasts.add({ level: 'info', title: t('file.notSaved'), text: t('file.notSavedText') })
  }

  return {
    open,
    saveAs: async ({ localId }: Pick<Message, 'localId'>) => void report(await bridge.call('files:save-as', { localId })),
    show,
    copyFile: async ({ localId }: Pick<Message, 'localId'>) => void report(await bridge.call('files:copy', { localId })),
    copyDrawn: async (at: { readonly x: number; readonly y: number }) => {
      if (report(await bridge.call('files:copy-drawn', at))) toasts.add({ level: 'info', title: t('viewer.copied'), text: '' })
    },
    download: async ({ localId }: Pick<Message, 'localId'>) => void report(await bridge.call('files:download', { localId })),
    pause: async ({ id }: Transfer) => void report(await bridge.call('transfers:pause', { id })),
    resume: async ({ id }: Transfer) => void report(await bridge.call('transfers:resume', { id })),
    retry: async ({ id }: Transfer) => void report(await bridge.call('transfers:retry', { id })),
    first: async ({ id }: Transfer) => void report(await bridge.call('transfers:first', { id })),
    cancel: async ({ id }: Transfer) => void report(await bridge.call('transfers:cancel', { id })),
    pauseAll: async () => void report(await bridge.call('transfers:pause-all', { isPaused: !transfers.isPaused })),
    clear: async () => void report(await bridge.call('transfers:clear')),
  }
}
