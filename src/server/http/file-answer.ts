import type { FastifyReply, FastifyRequest } from 'fastify'
import { readRange } from '../files/byte-range'
import type { Files } from '../files/files'
import { refused, storageRefusal } from '../files/refusals'
import type { WholeFile } from '../store/file-store'

/** Answers a file, or the one range of it that was asked for; its headers alone to `HEAD` (PROTOCOL 9). */
export async function sendFile(files: Files, file: WholeFile, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const content = await files.storage.open(file.sha256).catch((error: unknown) => {
    throw storageRefusal(error)
  })
  if (content === undefined) throw refused('gone', 'the bytes of this file are lost')
  try {
    const etag = `"${file.sha256}"`
    const range = isOfThis(request.headers['if-range'], etag) ? readRange(request.headers.range, content.size) : undefined
    void reply.headers({
      etag,
      'accept-ranges': 'bytes',
      'content-type': file.mime,
      'content-disposition': `attachment; filename*=UTF-8''${extValue(file.name)}`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'cache-control': 'private, immutable',
    })
    if (range === 'unsatisfiable') {
      void reply.header('content-range', `bytes */${content.size}`)
      throw refused('range', 'the file has no such part')
    }
    if (range !== undefined) void reply.status(206).header('content-range', `bytes ${range.start}-${range.end}/${content.size}`)
    const { start, end } = range ?? { start: 0, end: content.size - 1 }
    void reply.header('content-length', end - start + 1)
    if (request.method === 'HEAD' || content.size === 0) {
      await content.close()
      return await reply.send('')
    }
    return await reply.send(content.stream({ start, end }, (bytes) => files.metrics.fileBytesOut.inc(bytes)))
  } catch (error) {
    await content.close()
    throw error
  }
}

/** Without `If-Range` a range is a range; with one only when it names this very content: a date never does. */
function isOfThis(ifRange: unknown, etag: string): boolean {
  return ifRange === undefined || ifRange === etag
}

/** The value of an extended parameter (RFC 8187): what is no attr-char is percent-encoded. */
function extValue(name: string): string {
  return encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}
