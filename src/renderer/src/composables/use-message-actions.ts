import type { Message } from '@shared/message'
import { failed } from '@shared/result'
import { bridge } from '../bridge'
import { useUiStore } from '../stores/ui'
import { useReport } from './use-report'

/** What can be done to one message. */
export function useMessageActions() {
  const ui = useUiStore()
  const { report } = useReport()

  async function recall({ localId, mid, isMine, content, mentions, replyTo }: Message): Promise<void> {
    const isDone = report(await bridge.call('messages:recall', { localId }))
    if (!isDone || !isMine || mid === undefined || content.kind !== 'text') return
    ui.rememberRecalled(mid, { text: content.text, calls: mentions, replyTo })
  }

  /** Takes a message that waits back into the composer. */
  function rewrite({ localId, conversationId, content, mentions, replyTo }: Message): void {
    if (content.kind !== 'text') return
    ui.setInsertion({ conversationId, text: content.text, calls: mentions, replyTo, withdraws: localId })
  }

  async function copy(text: string): Promise<void> {
    const isCopied = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    )
    if (!isCopied) report(failed('clipboard'))
  }

  return {
    retry: async ({ localId }: Message) => void report(await bridge.call('messages:retry', { localId })),
    remove: async ({ localId }: Message) => void report(await bridge.call('messages:delete', { localId })),
    recall,
    rewrite,
    withdraw: async ({ localId }: Message) => void report(await bridge.call('messages:withdraw', { localId })),
    reply: (message: Message) => ui.setReply(message.conversationId, message),
    showDetails: ({ localId }: Message) => ui.openDialog({ dialog: 'delivery', localId }),
    copy,
  }
}
