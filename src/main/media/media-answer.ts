import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { type ArrivingMedia, arrivingStream } from './arriving-stream'
import { type ByteRange, byteRange } from './byte-range'
import { fileStream } from './file-stream'

/** A file to be shown; `mime` is what its bytes are, not what somebody said of them. */
export type MediaFile = { readonly path: string; readonly mime: string }
/** What was made here and lies nowhere. */
export type MadeMedia = { readonly bytes: Uint8Array; readonly mime: string }
export type ShownMedia = MediaFile | MadeMedia
/** What an address may stand for. */
export type FoundMedia = ShownMedia | ArrivingMedia

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
 * `undefined`, and what is no regular file, is not there. What is still coming is answered for as it will be.
 */
export async function answerMedia(request: Pick<Request, 'method' | 'headers'>, file: FoundMedia | undefined): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, { allow: 'GET, HEAD' })
  if (file !== undefined && 'bytes' in file) return answerMade(file)
  if (file !== undefined && 'read' in file) return answerArriving(request, file)
  const handle = file && (await open(file.path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(() => undefined))
  if (file === undefined || handle === undefined) return refuse(404)
  const found = await handle.stat()
  const part = found.isFile() ? partOf(request, file.mime, found.size) : undefined
  if (part === undefined || part.range === undefined || request.method === 'HEAD') {
    await handle.close()
    return part === undefined ? refuse(404) : part.range === undefined ? noSuchPart(found.size) : new Response(null, part)
  }
  return new Response(fileStream(handle, part.range), part)
}

function answerArriving(request: Pick<Request, 'method' | 'headers'>, media: ArrivingMedia): Response {
  const part = partOf(request, media.mime, media.size)
  if (part.range === undefined) return noSuchPart(media.size)
  return new Response(request.method === 'HEAD' ? null : arrivingStream(media, part.range), part)
}

type Part = { readonly range: ByteRange | undefined; readonly status: number; readonly headers: Readonly<Record<string, string>> }

/** Which bytes are asked for, and what is said before them; no range: there is no such part. */
function partOf({ headers }: Pick<Request, 'headers'>, mime: string, size: number): Part {
  const asked = byteRange(headers.get('range'), size)
  if (asked === 'unsatisfiable') return { range: undefined, status: 416, headers: {} }
  const range = asked ?? { first: 0, last: size - 1 }
  const said = {
    ...SAFE_HEADERS,
    'content-type': contentType(mime),
    'content-length': String(range.last - range.first + 1),
    'accept-ranges': 'bytes',
    ...(asked === undefined ? {} : { 'content-range': `bytes ${range.first}-${range.last}/${size}` }),
  }
  return { range, status: asked === undefined ? 200 : 206, headers: said }
}

const noSuchPart = (size: number): Response => refuse(416, { 'content-range': `bytes */${size}` })

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
