import type { FastifyInstance } from 'fastify'
import type { HttpRequest, HttpResponse } from '../../src/main/lib/http-client'
import { accountRoutes } from '../../src/server/http/account-routes'
import { conversationRoutes } from '../../src/server/http/conversation-routes'
import { groupRoutes } from '../../src/server/http/group-routes'
import type { HttpContext } from '../../src/server/http/http-context'
import { RefusedError } from '../../src/server/world/session'

type Request = {
  readonly headers: { readonly authorization: string | undefined }
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  readonly body: unknown
  readonly ip: string
}

type Handler = (request: Request, reply: Reply) => unknown
type Route = { readonly method: string; readonly pattern: readonly string[]; readonly handler: Handler }

class Reply {
  code = 200
  body: unknown

  status(code: number): this {
    this.code = code
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

  constructor(context: HttpContext) {
    const collector = {
      get: this.#collect('GET'),
      post: this.#collect('POST'),
      put: this.#collect('PUT'),
      patch: this.#collect('PATCH'),
      delete: this.#collect('DELETE'),
    } as unknown as FastifyInstance
    accountRoutes(collector, context)
    conversationRoutes(collector, context)
    groupRoutes(collector, context)
  }

  async handle({ method, url, token, json }: HttpRequest): Promise<HttpResponse> {
    const { pathname, searchParams } = new URL(url)
    const parts = pathname.split('/').map(decodeURIComponent)
    const reply = new Reply()
    try {
      const { route, params } = this.#find(method, parts)
      const request = {
        headers: { authorization: token === undefined ? undefined : `Bearer ${token}` },
        params,
        query: Object.fromEntries(searchParams),
        body: copyOf(json),
        ip: 'virtual',
      }
      const value = await route.handler(request, reply)
      return { status: reply.code, json: copyOf(value === reply ? reply.body : value) }
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error
      return { status: error.status, json: copyOf(error.body) }
    }
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
