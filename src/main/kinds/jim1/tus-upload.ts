/** tus 1.0.0, as PROTOCOL 9 has it: what goes into its headers and what is read of them. */
export const TUS_HEADERS = { 'tus-resumable': '1.0.0' } as const
export const TUS_BODY_TYPE = 'application/offset+octet-stream'

/** Bytes of a file name at most (PROTOCOL 9). */
const MAX_NAME_BYTES = 255
const FILE_ID = /^f_[a-z2-7]{26}$/

/** `Upload-Metadata`: keys with base64 values. */
export function uploadMetadata(file: { readonly name: string; readonly mime: string; readonly sha256: string }): string {
  const pairs = { filename: shortName(file.name), filetype: file.mime, sha256: file.sha256 }
  return Object.entries(pairs)
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(',')
}

/** A name of as many bytes as the server takes; it loses of its middle, since its ending says what it is. */
export function shortName(name: string): string {
  if (Buffer.byteLength(name) <= MAX_NAME_BYTES) return name
  const characters = [...name]
  const dot = characters.lastIndexOf('.')
  const end = dot > 0 && characters.length - dot <= 16 ? characters.slice(dot) : []
  const start: string[] = []
  let left = MAX_NAME_BYTES - Buffer.byteLength(end.join(''))
  for (const character of characters.slice(0, characters.length - end.length)) {
    left -= Buffer.byteLength(character)
    if (left < 0) break
    start.push(character)
  }
  return [...start, ...end].join('')
}

/** The file that a `Location` names; of another server's, or of another form, none. */
export function fileIdOf(location: string | undefined): string | undefined {
  const id = /^(?:https?:\/\/[^/]+)?\/v1\/files\/([^/?#]+)$/.exec(location ?? '')?.[1]
  return id !== undefined && FILE_ID.test(id) ? id : undefined
}

/** A count of bytes as a header has it. */
export function byteCount(value: string | undefined): number | undefined {
  if (value === undefined || !/^\d{1,16}$/.test(value)) return undefined
  const count = Number(value)
  return Number.isSafeInteger(count) ? count : undefined
}

/** `bytes 5-9/10`. */
export function contentRange(value: string | undefined): { readonly from: number; readonly to: number; readonly size: number } | undefined {
  const [, first, last, whole] = /^bytes (\d{1,16})-(\d{1,16})\/(\d{1,16})$/.exec(value ?? '') ?? []
  const [from, to, size] = [byteCount(first), byteCount(last), byteCount(whole)]
  if (from === undefined || to === undefined || size === undefined) return undefined
  return from <= to && to < size ? { from, to, size } : undefined
}

/** The hash that a strong `ETag` names. */
export function hashOf(etag: string | undefined): string | undefined {
  return /^"([0-9a-f]{64})"$/.exec(etag ?? '')?.[1]
}
