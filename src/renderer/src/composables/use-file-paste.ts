import type { ConversationId } from '@shared/ids'
import { useLinkStore } from '../stores/link'
import { useChosenFiles } from './use-chosen-files'
import { useFileRefusal } from './use-file-refusal'

/**
 * Pastes text by itself: Chromium edits a long text line by line, which takes seconds. Files that lie on this computer come
 * before the words that stand for them and before pictures of them; what comes as text and as a picture at once, as from
 * an office program, is text.
 */
export function useFilePaste(conversationId: () => ConversationId, insert: (text: string) => void) {
  const link = useLinkStore()
  const { takeListed, takeLoose } = useChosenFiles()
  const { refuseFiles } = useFileRefusal()

  function paste(event: ClipboardEvent): void {
    const text = (event.clipboardData?.getData('text/plain') ?? '').replaceAll(/\r\n?/g, '\n')
    const files = [...(event.clipboardData?.files ?? [])]
    if (text === '' && files.length === 0) return
    event.preventDefault()
    if (files.length === 0) insert(text)
    else if (!link.features.files) textOr(text, refuseFiles)
    else void pasteFiles(conversationId(), text, files)
  }

  async function pasteFiles(id: ConversationId, text: string, files: readonly File[]): Promise<void> {
    const isListed = await takeListed(id, files)
    if (!isListed) textOr(text, () => void takeLoose(id, files))
  }

  function textOr(text: string, otherwise: () => void): void {
    if (text === '') otherwise()
    else insert(text)
  }

  return { paste }
}
