import type { Socket } from 'node:net'
import type { FastifyReply } from 'fastify'
import { RefusedError } from '../world/session'

/** Codes of the errors that no route of ours throws, by status (PROTOCOL 6: every error is `{code, reason}`). */
const CODE_OF_STATUS: { readonly [status: number]: string | undefined } = {
  404: 'not_found',
  406: 'not_acceptable',
  408: 'timeout',
  413: 'too_large',
  414: 'too_large',
  415: 'unsupported_media_type',
  431: 'too_large',
  503: 'overloaded',
}

/** An error as fastify, one of its plugins or the store throws it. */
export type ForeignError = { readonly message: string; readonly statusCode?: number; readonly retryAfterMs?: number }

/** Answers with what went wrong; what is the server's own fault is not told. */
export function sendError(reply: FastifyReply, error: RefusedError | ForeignError): FastifyReply {
  const refused = error instanceof RefusedError ? error : refusalOf(error)
  if (refused.retryAfterMs !== undefined) void reply.header('retry-after', Math.ceil(refused.retryAfterMs / 1000))
  return reply.status(refused.status).send(refused.body)
}

function refusalOf({ statusCode = 500, message, retryAfterMs }: ForeignError): RefusedError {
  if (statusCode >= 500 && statusCode !== 503) return new RefusedError('internal', 'the server could not do this', statusCode)
  return new RefusedError(CODE_OF_STATUS[statusCode] ?? 'bad_request', message, statusCode, retryAfterMs)
}

const BROKEN_REQUESTS: { readonly [code: string]: readonly [status: string, code: string, reason: string] | undefined } = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'too_large', 'the headers are too long'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'timeout', 'the request did not come to its end in time'],
}

/** What cannot be read as HTTP is answered in HTTP, before its socket is closed. */
export function answerBrokenRequest(error: { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const known = BROKEN_REQUESTS[error.code ?? '']
  const [status, code, reason] = known ?? ['400 Bad Request', 'bad_request', 'this is not HTTP']
  socket.end(rawAnswer(status, { code, reason }))
}

/** An answer with a JSON body, for where no server writes one. */
export function rawAnswer(status: string, body: { readonly code: string; readonly reason: string }): string {
  const json = JSON.stringify(body)
  const headers = [`content-type: application/json; charset=utf-8`, `content-length: ${Buffer.byteLength(json)}`]
  return [`HTTP/1.1 ${status}`, ...headers, 'connection: close', '', json].join('\r\n')
}
