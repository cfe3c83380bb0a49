import type { Message } from '@shared/message'
import { failed } from '@shared/result'
import { bridge } from '../bridge'
import { useUiStore } from '../stores/ui'
import { useReport } from './use-report'

/** What can be done to one message. */
export function useMessageActions() {
  const ui = useUiStore()
  const { report } = useReport()

  async function recall({ localId, mid, isMine, content }: Message): Promise<void> {
    const isDone = report(await bridge.call('messages:recall', { localId }))
    if (isDone && isMine && mid !== undefined && content.kind === 'text') ui.rememberRecalled(mid, content.text)
  }

  async function copy(text: string): Promise<void> {
    const isCopied = await navigator.clipboard.writeText(text).then(() => true, () => false)
    if (!isCopied) report(failed('clipboard'))
  }

  return {
    retry: async ({ localId }: Message) => void report(await bridge.call('messages:retry', { localId })),
    remove: async ({ localId }: Message) => void report(await bridge.call('messages:delete', { localId })),
    recall,
    reply: (message: Message) => ui.setReply(message.conversationId, message),
    showDetails: ({ localId }: Message) => ui.openDialog({ dialog: 'delivery', localId }),
    copy,
  }
}
