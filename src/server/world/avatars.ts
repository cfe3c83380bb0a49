import { fileIdIn } from '@protocol/file-links'
import { MAX_AVATAR_BYTES } from '@protocol/schemas/files'
import type { FileStore } from '../store/file-store'
import { checkAvatarAddress } from './labels'
import { type PictureTypeOf, RefusedError } from './session'

/**
 * What may be a user's or a group's picture (PROTOCOL 9). A file of this server becomes readable to everybody with it, so
 * whoever sets it must have it. What it is its bytes say, not who brought it.
 *
 * @throws RefusedError `bad_avatar`
 */
export async function checkAvatar(
  store: Pick<FileStore, 'readable' | 'touch'>,
  userId: string,
  avatar: string,
  { now, pictureTypeOf }: { readonly now: () => number; readonly pictureTypeOf?: PictureTypeOf | undefined },
): Promise<void> {
  checkAvatarAddress(avatar)
  const fileId = fileIdIn(avatar)
  if (fileId === undefined) return
  const [file] = await store.readable(userId, [fileId])
  if (file === undefined) throw bad('is a file that you have')
  if (file.size > MAX_AVATAR_BYTES) throw bad(`has at most ${MAX_AVATAR_BYTES} bytes`)
  // Declared as something else, it would be handed out as that.
  const type = await pictureTypeOf?.(file.sha256)
  if (type === undefined || type !== file.mime) throw bad('is a PNG, JPEG, WebP, GIF, AVIF or BMP, and said to be what it is')
  // So that it is not swept before it is somebody's.
  await store.touch(fileId, now())
}

function bad(reason: string): RefusedError {
  return new RefusedError('bad_avatar', `a picture ${reason}`, 400)
}
