import { filePath, namedIn, withFileLinks } from '@protocol/file-links'
import { isFileId, MAX_THUMB_BYTES } from '@protocol/schemas/files'
import type { FileStore, WholeFile } from '../store/file-store'
import { RefusedError } from './session'

type Data = Readonly<Record<string, unknown>>

export type WithFiles = { readonly data: Data; readonly files: readonly string[] }

/**
 * What a message names (PROTOCOL 9), its bundle's messages included: only what its sender may read, so that nobody hands on
 * what they do not have. Addresses, size and hash are the server's own; what the sender wrote there is not believed.
 *
 * @throws RefusedError `no_file`, `bad_message`
 */
export async function withFiles(store: Pick<FileStore, 'readable'>, userId: string, type: string, data: Data): Promise<WithFiles> {
  const { files, thumbs } = namedIn(type, data)
  const named = [...new Set([...files, ...thumbs])]
  if (named.length === 0) return { data, files: [] }
  if (!named.every(isFileId)) throw noFile()
  const found = new Map((await store.readable(userId, named)).map((file) => [file.fileId, file]))
  if (found.size < named.length) throw noFile()
  // A preview is fetched by everybody, unasked.
  if ([...found.values()].some(({ fileId, size }) => thumbs.has(fileId) && size > MAX_THUMB_BYTES))
    throw new RefusedError('bad_message', `a preview has at most ${MAX_THUMB_BYTES} bytes`, 400)
  return { data: withFileLinks(type, data, filePath, (fileId) => truthOf(found.get(fileId)!)), files: named }
}

/** Also of a file that its sender might read when it was looked at, and not any more when the message was stored. */
export function noFile(): RefusedError {
  return new RefusedError('no_file', 'it names a file that you may not read', 404)
}

function truthOf({ size, sha256 }: WholeFile): Data {
  return { size, sha256 }
}
