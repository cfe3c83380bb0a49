/** What Chromium asks a permission for, as Electron tells it. */
export type PermissionQuestion = {
  readonly permission: string
  /** Of `media`, when it is requested: all that is wanted at once; when it is looked at: one of them. */
  readonly mediaTypes: readonly string[]
  /** The page's own document asks, no frame of it. */
  readonly isMainFrame: boolean
  /** Of the document that asks. */
  readonly url: string
}

/** Writing to the clipboard on a click; Chromium asks for it in two ways. */
const CLIPBOARD = 'clipboard-sanitized-write'

/**
 * The page has the clipboard to write to, and the microphone, never a camera, while it records: all else is denied.
 * @param isRecording main was told so, and has not been told that it is over
 */
export function isPermitted(
  { permission, mediaTypes, isMainFrame, url }: PermissionQuestion,
  { isRecording, isOwnPage }: { readonly isRecording: boolean; readonly isOwnPage: (url: string) => boolean },
): boolean {
  if (permission === CLIPBOARD) return true
  if (permission !== 'media' || !isRecording || !isMainFrame || !isOwnPage(url)) return false
  return mediaTypes.length > 0 && mediaTypes.every((type) => type === 'audio')
}
