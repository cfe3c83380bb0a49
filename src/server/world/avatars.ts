import { fileIdIn } from '@protocol/file-links'
import { MAX_AVATAR_BYTES } from '@protocol/schemas/files'
import type { FileStore } from '../store/file-store'
import { checkAvatarAddress } from './labels'
import { RefusedError } from './session'

/** Pictures that every client can draw. */
const PICTURES: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/avif', 'image/bmp'])

/**
 * What may be a user's or a group's picture (PROTOCOL 9). A file of this server becomes readable to everybody with it, so
 * whoever sets it must have it.
 *
 * @throws RefusedError `bad_avatar`
 */
export async function checkAvatar(
  store: Pick<FileStore, 'readable' | 'touch'>,
  userId: string,
  avatar: string,
  now: number,
): Promise<void> {
  checkAvatarAddress(avatar)
  const fileId = fileIdIn(avatar)
  if (fileId === undefined) return
  const [file] = await store.readable(userId, [fileId])
  if (file === undefined) throw bad('is a file that you have')
  if (!PICTURES.has(file.mime)) throw bad('is a PNG, JPEG, WebP, GIF, AVIF or BMP')
  if (file.size > MAX_AVATAR_BYTES) throw bad(`has at most ${MAX_AVATAR_BYTES} bytes`)
  // So that it is not swept before it is somebody's.
  await store.touch(fileId, now)
}

function bad(reason: string): RefusedError {
  return new RefusedError('bad_avatar', `a picture ${reason}`, 400)
}
