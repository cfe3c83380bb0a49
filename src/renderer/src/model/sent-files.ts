import { isBlankText, sentText } from '@shared/blank-text'
import type { ChosenFile, ChosenId } from '@shared/file'

/** Of these files those that one block shows. */
export function albumSize(files: readonly ChosenFile[]): number {
  return files.filter(({ picture, family }) => picture !== undefined || family === 'video').length
}

/** What is sent of a sheet: which files, as what, and the words under them. */
export function sentFiles(
  files: readonly ChosenFile[],
  options: { readonly isAsFiles: boolean; readonly isAlbum: boolean },
  caption: string,
) {
  const { isAsFiles, isAlbum } = options
  return {
    files: files.map(({ id, picture }): { readonly id: ChosenId; readonly as: 'picture' | 'file' } => ({
      id,
      as: picture === undefined || isAsFiles ? 'file' : 'picture',
    })),
    ...(albumSize(files) < 2 || (isAlbum && !isAsFiles) ? {} : { isAlbum: false }),
    ...(isBlankText(caption) ? {} : { caption: sentText(caption) }),
  }
}
