import { isBlankText, sentText } from '@shared/blank-text'
import type { ChosenFile, ChosenId } from '@shared/file'

/** What is sent of a sheet: which files, as what, and the words under them. */
export function sentFiles(files: readonly ChosenFile[], isAsFiles: boolean, caption: string) {
  return {
    files: files.map(({ id, picture }): { readonly id: ChosenId; readonly as: 'picture' | 'file' } => ({
      id,
      as: picture === undefined || isAsFiles ? 'file' : 'picture',
    })),
    ...(isBlankText(caption) ? {} : { caption: sentText(caption) }),
  }
}
