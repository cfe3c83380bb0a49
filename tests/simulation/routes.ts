import type { FastifyInstance, FastifyReply } from 'fastify'
import type { HttpRequest, HttpResponse } from '../../src/main/lib/http-client'
import { accountRoutes } from '../../src/server/http/account-routes'
import { conversationRoutes } from '../../src/server/http/conversation-routes'
import { sendError } from '../../src/server/http/errors'
import { fileRoutes } from '../../src/server/http/file-routes'
import { groupRoutes } from '../../src/server/http/group-routes'
import type { HttpContext } from '../../src/server/http/http-context'
import { type UploadContext, uploadRoutes } from '../../src/server/http/upload-routes'
import { StoreUnavailableError } from '../../src/server/store/store-unavailable-error'
import { RefusedError } from '../../src/server/world/session'
import type { VirtualIncoming, VirtualOutgoing } from './virtual-exchange'

type Request = {
  readonly method: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  readonly body: unknown
  readonly ip: string
  readonly raw?: VirtualIncoming
}

type Handler = (request: Request, reply: Reply) => unknown
type Route = { readonly method: string; readonly pattern: readonly string[]; readonly handler: Handler }

/** A request for bytes, or with bytes. */
export type ByteCall = {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly raw: VirtualIncoming
  /** Of a body that is JSON, not bytes. */
  readonly json: unknown
}

export type ByteReply = { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: unknown }

class Reply {
  code = 200
  body: unknown
  readonly named: Record<string, string> = {}

  constructor(readonly raw?: VirtualOutgoing) {}

  status(code: number): this {
    this.code = code
    return this
  }

  header(name: string, value: unknown): this {
    this.named[name] = String(value)
    return this
  }

  headers(values: Readonly<Record<string, unknown>>): this {
    for (const [name, value] of Object.entries(values)) this.header(name, value)
    return this
  }

  send(body?: unknown): this {
    this.body = body
    return this
  }
}

/**
 * The server's own routes without fastify around them: the handlers are the same, while fastify would take real turns
 * of the event loop, a hundred times as long as the rest of a request.
 */
export class Routes {
  readonly #routes: Route[] = []

  constructor(context: HttpContext, { files, patience, pace }: Omit<UploadContext, 'authenticator'>) {
    const collector = {
      get: this.#collect('GET'),
      head: this.#collect('HEAD'),
      post: this.#collect('POST'),
      put: this.#collect('PUT'),
      patch: this.#collect('PATCH'),
      delete: this.#collect('DELETE'),
      addContentTypeParser: () => undefined,
    } as unknown as FastifyInstance
    accountRoutes(collector, context)
    conversationRoutes(collector, context)
    groupRoutes(collector, context)
    fileRoutes(collector, { ...context, files, know: () => undefined })
    uploadRoutes(collector, { ...context, files, patience, pace })
  }

  async handle({ method, url, token, json }: HttpRequest): Promise<HttpResponse> {
    const headers = { authorization: token === undefined ? undefined : `Bearer ${token}` }
    const { code, body } = await this.#answer({ method, url, headers, body: copyOf(json) })
    return { status: code, json: copyOf(body) }
  }

  /** Its body is a stream, a text, or JSON that is not yet written; none goes to a `HEAD`, whatever is refused. */
  async exchange({ method, url, headers, raw, json }: ByteCall, outgoing: VirtualOutgoing): Promise<ByteReply> {
    const { code, named, body } = await this.#answer({ method, url, headers, body: json, raw }, outgoing)
    return { status: code, headers: named, body: method === 'HEAD' ? '' : body }
  }

  async #answer(
    { url, method, ...rest }: Omit<Request, 'params' | 'query' | 'ip'> & { readonly url: string },
    outgoing?: VirtualOutgoing,
  ): Promise<Reply> {
    const { pathname, searchParams } = new URL(url)
    const reply = new Reply(outgoing)
    try {
      const { route, params } = this.#find(method, pathname.split('/').map(decodeURIComponent))
      const request = { method, ...rest, params, query: Object.fromEntries(searchParams), ip: 'virtual' }
      const value = await route.handler(request, reply)
      if (value !== reply) reply.body = value
    } catch (error) {
      // What else goes wrong is nobody's to tell.
      if (!(error instanceof RefusedError || error instanceof StoreUnavailableError)) throw error
      sendError(reply as unknown as FastifyReply, error)
    }
    return reply
  }

  #collect(method: string): (path: string, options: unknown, handler?: Handler) => void {
    return (path, ...[options, handler]) =>
      void this.#routes.push({ method, pattern: path.split('/'), handler: handler ?? (options as Handler) })
  }

  #find(method: string, parts: readonly string[]): { readonly route: Route; readonly params: Readonly<Record<string, string>> } {
    for (const route of this.#routes) {
      const { pattern } = route
      if (route.method !== method || pattern.length !== parts.length) continue
      if (!pattern.every((part, i) => part.startsWith(':') || part === parts[i])) continue
      const params = pattern.flatMap((part, i) => (part.startsWith(':') ? [[part.slice(1), parts[i]!]] : []))
      return { route, params: Object.fromEntries(params) as Record<string, string> }
    }
    throw new RefusedError('not_found', 'there is no such call', 404)
  }
}

/** What is left of a value that travels as JSON. */
function copyOf(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value))
}
