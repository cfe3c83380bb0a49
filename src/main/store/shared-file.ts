import type { SharedFile } from '@shared/file'
import type { FileId } from '@shared/ids'
import { shownLine, shownText } from '@shared/shown-text'
import type { Fields } from './json-fields'

/** A server's name of a file: nothing that could be a path, whatever the kind calls its files. */
const FILE_ID = /^[A-Za-z0-9_-]{1,128}$/
const SHA256 = /^[0-9a-f]{64}$/
/** At most 40 bytes, in base64. */
const THUMB_HASH = /^[A-Za-z0-9+/]{1,54}={0,2}$/
const ALBUM = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const MIME = /^[a-z0-9.+-]{1,63}\/[a-z0-9.+-]{1,63}$/i

/** What a message says of the file that it names (PROTOCOL 9). What is not as it should be is as if it were missing. */
export function sharedFile({ text }: Fields): SharedFile {
  const like = (key: string, pattern: RegExp): string | undefined => {
    const found = text(key)
    return found !== undefined && pattern.test(found) ? found : undefined
  }
  const caption = shownText(text('caption') ?? '')
  return {
    fileId: like('file_id', FILE_ID) as FileId | undefined,
    sha256: like('sha256', SHA256),
    mime: like('mime', MIME)?.toLowerCase(),
    thumbId: like('thumb_id', FILE_ID) as FileId | undefined,
    thumbHash: like('thumb_hash', THUMB_HASH),
    album: like('album', ALBUM)?.toLowerCase(),
    caption: caption.trim() === '' ? undefined : caption,
  }
}

/** The name of a picture or a film, which need not have one. */
export function optionalName({ text }: Fields): string | undefined {
  const name = shownLine(text('name') ?? '')
  return name === '' ? undefined : name
}
