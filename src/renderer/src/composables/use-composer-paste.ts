import { useFileRefusal } from './use-file-refusal'

/**
 * Pastes text by itself: Chromium edits a long text line by line, which takes seconds. What comes as text and as a picture
 * at once, as from an office program, is text.
 */
export function useComposerPaste(insert: (text: string) => void) {
  const { refuseFiles } = useFileRefusal()

  function paste(event: ClipboardEvent): void {
    const text = event.clipboardData?.getData('text/plain') ?? ''
    const hasFiles = (event.clipboardData?.files.length ?? 0) > 0
    if (text === '' && !hasFiles) return
    event.preventDefault()
    if (text === '') refuseFiles()
    else insert(text.replaceAll(/\r\n?/g, '\n'))
  }

  return { paste }
}
