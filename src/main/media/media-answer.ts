import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { byteRange } from './byte-range'
import { fileStream } from './file-stream'

/** A file to be shown; `mime` is what its bytes are, not what somebody said of them. */
export type MediaFile = { readonly path: string; readonly mime: string }
/** What was made here and lies nowhere. */
export type MadeMedia = { readonly bytes: Uint8Array; readonly mime: string }
export type ShownMedia = MediaFile | MadeMedia

/** What Chromium draws or plays, and cannot run: no SVG, which is a document. Everything else is bytes. */
const SHOWN: ReadonlySet<string> = new Set([
  'image/jpeg',
  'image/png',
  'image/apng',
  'image/gif',
  'image/webp',
  'image/bmp',
  'image/avif',
  'audio/mpeg',
  'audio/mp4',
  'audio/x-m4a',
  'audio/aac',
  'audio/ogg',
  'audio/flac',
  'audio/wav',
  'video/mp4',
  'video/x-m4v',
  'video/quicktime',
  'video/webm',
  'video/ogg',
  'video/matroska',
])

const SAFE_HEADERS = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; sandbox",
  'cache-control': 'no-store',
} as const

/**
 * Answers for a file: all of it, a part of it (206), or that there is no such part (416); `HEAD` the same without bytes.
 * `undefined`, and what is no regular file, is not there.
 */
export async function answerMedia(request: Pick<Request, 'method' | 'headers'>, file: ShownMedia | undefined): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, { allow: 'GET, HEAD' })
  if (file !== undefined && 'bytes' in file) return answerMade(file)
  const handle = file && (await open(file.path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(() => undefined))
  if (file === undefined || handle === undefined) return refuse(404)
  const found = await handle.stat()
  const range = byteRange(request.headers.get('range'), found.size)
  if (!found.isFile() || range === 'unsatisfiable') {
    await handle.close()
    return found.isFile() ? refuse(416, { 'content-range': `bytes */${found.size}` }) : refuse(404)
  }
  const { first, last } = range ?? { first: 0, last: found.size - 1 }
  const headers = {
    ...SAFE_HEADERS,
    'content-type': contentType(file.mime),
    'content-length': String(last - first + 1),
    'accept-ranges': 'bytes',
    ...(range === undefined ? {} : { 'content-range': `bytes ${first}-${last}/${found.size}` }),
  }
  const status = range === undefined ? 200 : 206
  if (request.method === 'HEAD') {
    await handle.close()
    return new Response(null, { status, headers })
  }
  return new Response(fileStream(handle, { first, last }), { status, headers })
}

/** A picture: nobody asks for a part of one. */
function answerMade({ bytes, mime }: MadeMedia): Response {
  const headers = { ...SAFE_HEADERS, 'content-type': contentType(mime), 'content-length': String(bytes.length) }
  return new Response(new Uint8Array(bytes), { headers })
}

function contentType(mime: string): string {
  const type = mime.replace(/;.*$/, '')
  return SHOWN.has(type) ? type : 'application/octet-stream'
}

function refuse(status: number, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(null, { status, headers: { ...SAFE_HEADERS, ...headers } })
}
