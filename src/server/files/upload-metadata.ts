import { MAX_FILE_NAME_BYTES, MAX_MIME_CHARS, sha256Schema } from '@protocol/schemas/files'
import { refused } from './refusals'

/** What an upload, or a claim, says of its file. */
export type FileFacts = { readonly name: string; readonly mime: string; readonly promised: string | undefined }

/** `type/subtype` of RFC 6838; parameters are left out. */
const MIME = /^([\w!#$&^.+-]+\/[\w!#$&^.+-]+)\s*(?:;.*)?$/s
const UNKNOWN_MIME = 'application/octet-stream'
/** Control characters, and what would end a line: no name on any screen has them. */
const UNSHOWN = /[\p{Cc}\p{Zl}\p{Zp}]/gu

/**
 * Reads `Upload-Metadata`, or the same of a claim (PROTOCOL 9). Whoever saves the file makes of its name what their system
 * takes; a type that is none is no type.
 *
 * @throws RefusedError `bad_metadata`
 */
export function readFacts(metadata: Readonly<Record<string, string | null | undefined>>): FileFacts {
  const { filename, filetype, sha256 } = metadata
  const name = (filename ?? '').replace(UNSHOWN, '').replace(/\p{Cs}/gu, '\ufffd')
  if (name.trim() === '') throw refused('bad_metadata', 'a file has a name')
  if (Buffer.byteLength(name) > MAX_FILE_NAME_BYTES) throw refused('bad_metadata', `a name has at most ${MAX_FILE_NAME_BYTES} bytes`)
  const promised = sha256?.toLowerCase()
  if (promised !== undefined && !sha256Schema.safeParse(promised).success) throw refused('bad_metadata', 'sha256 has 64 hex digits')
  return { name, mime: readMime(filetype ?? ''), promised }
}

function readMime(text: string): string {
  const [, mime] = (text.length <= 4 * MAX_MIME_CHARS && MIME.exec(text.trim())) || []
  return mime === undefined || mime.length > MAX_MIME_CHARS ? UNKNOWN_MIME : mime.toLowerCase()
}
