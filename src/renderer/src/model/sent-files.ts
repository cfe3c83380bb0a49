import { isBlankText, sentText } from '@shared/blank-text'
import type { ChosenFile, ChosenId } from '@shared/file'
import type { PictureSize } from '@shared/settings'

/** Formats that are drawn anew, unless they move. */
const SCALED: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/webp'])

/** How many of these are larger than they are to go. */
export function largerPictures(files: readonly ChosenFile[], size: PictureSize): number {
  const isLarger = ({ picture, mime }: ChosenFile): boolean =>
    picture !== undefined && SCALED.has(mime) && Math.max(picture.width, picture.height) > Number(size)
  return size === 'original' ? 0 : files.filter(isLarger).length
}

/** Of these files those that one block shows. */
export function albumSize(files: readonly ChosenFile[]): number {
  return files.filter(({ picture, family }) => picture !== undefined || family === 'video').length
}

/** What is sent of a sheet: which files, as what, and the words under them. */
export function sentFiles(
  files: readonly ChosenFile[],
  options: {
    readonly isAsFiles: boolean
    readonly isAlbum: boolean
    readonly keepsLocation?: boolean
    readonly pictureSize?: PictureSize
  },
  caption: string,
) {
  const { isAsFiles, isAlbum, keepsLocation, pictureSize } = options
  return {
    files: files.map(({ id, picture }): { readonly id: ChosenId; readonly as: 'picture' | 'file' } => ({
      id,
      as: picture === undefined || isAsFiles ? 'file' : 'picture',
    })),
    ...(albumSize(files) < 2 || (isAlbum && !isAsFiles) ? {} : { isAlbum: false }),
    ...(keepsLocation === undefined ? {} : { keepsLocation }),
    ...(pictureSize === undefined ? {} : { pictureSize }),
    ...(isBlankText(caption) ? {} : { caption: sentText(caption) }),
  }
}
