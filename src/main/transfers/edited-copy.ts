import { writeFile } from 'node:fs/promises'
import { type Edges, type PictureEdits, turnedEdges } from '@shared/picture-edits'
import { failed, ok, type Result } from '@shared/result'
import { diskFailure } from '../lib/json-file'
import { isForeignPicture } from './foreign-pictures'
import type { OutgoingFolder } from './outgoing-folder'
import { type DrawnMime, isWhatItSays, type PictureDrawer } from './picture-drawer'

type EditedFile = { readonly path: string; readonly name: string; readonly mime: string; readonly picture: Edges }
type EditDeps = { readonly outgoing: Pick<OutgoingFolder, 'make'>; readonly drawer?: PictureDrawer | undefined }

/** What has no small print stays as small as it was; everything else keeps each px. */
const endingOf = (mime: DrawnMime): string => (mime === 'image/jpeg' ? 'jpg' : 'png')

/** A picture with what was done to it, in a file of its own. Codes: `not_drawable`, those of the disk. */
export async function editedCopy({ path, name, mime, picture }: EditedFile, edits: PictureEdits, deps: EditDeps): Promise<Result<string>> {
  if (!isWithin(edits, picture)) return failed('not_drawable', 'more is cut out than there is')
  const target: DrawnMime = mime === 'image/jpeg' || isForeignPicture(mime) ? 'image/jpeg' : 'image/png'
  const drawn = (await deps.drawer?.draw(path, mime, { mime: target, edits })) ?? failed('not_drawable')
  if (!drawn.ok) return failed('not_drawable', drawn.error.code)
  const { bytes } = drawn.value
  if (!(await isWhatItSays(drawn.value, target))) return failed('not_drawable', 'something else was drawn')
  const plain = name.replace(/\.[^.]*$/, '')
  try {
    const made = `${plain === '' ? 'image' : plain}.${endingOf(target)}`
    return ok(await deps.outgoing.make(made, (to) => writeFile(to, bytes, { mode: 0o600, flag: 'wx', flush: true })))
  } catch (error) {
    return diskFailure(error)
  }
}

function isWithin({ crop, turns }: PictureEdits, picture: Edges): boolean {
  const { width, height } = turnedEdges(picture, turns)
  return crop === undefined || (crop.x + crop.width <= width && crop.y + crop.height <= height)
}
