import type { ContentPlace, Message, MessageContent } from '@shared/message'
import { failed } from '@shared/result'
import { bridge } from '../bridge'
import { isAnswerable } from '../model/forwardable'
import { useDialogsStore } from '../stores/dialogs'
import { useLinkStore } from '../stores/link'
import { useWritingStore } from '../stores/writing'
import { useReport } from './use-report'
import { useWholeText } from './use-whole-text'

/** What can be done to one message. */
export function useMessageActions() {
  const dialogs = useDialogsStore()
  const writing = useWritingStore()
  const link = useLinkStore()
  const { report } = useReport()
  const { wholeText } = useWholeText()

  /** The words are kept to be written better: they are gone everywhere else once it is done. */
  async function recall(message: Message): Promise<void> {
    const { localId, mid, isMine, content, mentions, replyTo } = message
    const words = isMine && mid !== undefined && content.kind === 'text' ? await wholeText(message) : undefined
    const isDone = report(await bridge.call('messages:recall', { localId }))
    if (isDone && words?.ok === true && mid !== undefined) writing.rememberRecalled(mid, { text: words.value, calls: mentions, replyTo })
  }

  /** Takes a message that waits back into the composer. */
  async function rewrite(message: Message): Promise<void> {
    const { localId, conversationId, content, mentions, replyTo } = message
    if (content.kind !== 'text') return
    const text = await wholeText(message)
    if (report(text)) writing.setInsertion({ conversationId, text: text.value, calls: mentions, replyTo, withdraws: localId })
  }

  /** Resolves to whether it is on the clipboard. */
  async function copy(text: string): Promise<boolean> {
    const isCopied = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    )
    if (!isCopied) report(failed('clipboard'))
    return isCopied
  }

  /** @param line what is copied of a message, of all that it says */
  async function copyMessages(messages: readonly Message[], line = (_: Message, text: string) => text): Promise<void> {
    const lines: string[] = []
    for (const message of messages) {
      const text = await wholeText(message)
      if (!report(text)) return
      lines.push(line(message, text.value))
    }
    await copy(lines.join('\n'))
  }

  return {
    retry: async ({ localId }: Message) => void report(await bridge.call('messages:retry', { localId })),
    remove: async ({ localId }: Message) => void report(await bridge.call('messages:delete', { localId })),
    recall,
    rewrite,
    withdraw: async ({ localId }: Message) => void report(await bridge.call('messages:withdraw', { localId })),
    canReply: (message: Message, { hasLeft }: { readonly hasLeft: boolean }) =>
      isAnswerable(message, { hasLeft, hasReplies: link.features.replies }),
    reply: (message: Message) => writing.setReply(message.conversationId, message),
    forward: (messages: readonly Message[]) => dialogs.open({ dialog: 'forward', messages }),
    openBundle: (content: Extract<MessageContent, { kind: 'bundle' }>, place: ContentPlace) =>
      dialogs.open({ dialog: 'bundle', content, place }),
    showDetails: ({ localId }: Message) => dialogs.open({ dialog: 'delivery', localId }),
    copy,
    copyMessages,
  }
}
