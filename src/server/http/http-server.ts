import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import compress from '@fastify/compress'
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from 'fastify'
import type { Strangers } from '../access/strangers'
import type { ServerClock } from '../clock'
import type { Files } from '../files/files'
import type { TlsFiles } from '../gateway/tcp-listener'
import type { ServerLogger } from '../logger'
import { RefusedError } from '../world/session'
import { accountRoutes } from './account-routes'
import { BodyPatience } from './body-patience'
import { conversationRoutes } from './conversation-routes'
import { answerBrokenRequest, sendError } from './errors'
import { fileRoutes } from './file-routes'
import { groupRoutes } from './group-routes'
import type { HttpContext } from './http-context'
import { type OperationsContext, operationsRoutes } from './operations-routes'
import { authenticate } from './request'
import { uploadRoutes } from './upload-routes'

/** Bytes of a request's body; the largest is a list of a thousand user ids. */
const MAX_REQUEST_BYTES = 256 * 1024
/** Answers over this many bytes are compressed when asked for (PROTOCOL 6). */
const COMPRESS_FROM_BYTES = 1024

/** Characters of a part of a path; the longest id is a conversation's, of 133, each of which may come as `%3A`. */
const MAX_PARAM_CHARS = 512

/** A socket that has not sent the head of a request by then is closed. */
const PATIENCE = { headersTimeout: 10_000, connectionsCheckingInterval: 5_000 } as const

const NO_SUCH_CALL = new RefusedError('not_found', 'there is no such call', 404)

/**
 * The HTTP side of PROTOCOL 6.
 *
 * @param options.operations absent: `/healthz`, `/readyz` and `/metrics` are asked elsewhere
 */
export async function buildHttpServer(
  context: HttpContext & { readonly files: Files },
  options: {
    readonly tls: TlsFiles | undefined
    readonly strangers: Strangers
    readonly operations: OperationsContext | undefined
    /** Bytes that an upload brings in 30 s at least. */
    readonly minUploadBytes: number
  },
): Promise<FastifyInstance> {
  const patience = new BodyPatience(context.clock)
  const server = await newServer({ ...context, patience }, options)
  server.addHook('onRequest', async (request) => {
    // A stranger's body is not taken in at all: only what is needed to log in, which has a limit of its own.
    if ((request.routeOptions.config as { readonly isOpen?: boolean }).isOpen === true) return
    await authenticate(context.authenticator, request)
    options.strangers.know(request.raw.socket)
  })
  if (options.operations !== undefined) operationsRoutes(server, options.operations)
  accountRoutes(server, context)
  conversationRoutes(server, context)
  groupRoutes(server, context)
  fileRoutes(server, { ...context, know: ({ raw }) => options.strangers.know(raw.socket) })
  uploadRoutes(server, { ...context, patience, pace: { bytes: options.minUploadBytes, windowMs: 30_000 } })
  return server
}

/** `/healthz`, `/readyz` and `/metrics` alone, for an address that only operators reach. */
export async function buildOperationsServer(
  context: OperationsContext & { readonly logger: ServerLogger; readonly clock: ServerClock },
  strangers: Strangers,
): Promise<FastifyInstance> {
  const patience = new BodyPatience(context.clock)
  const server = await newServer({ ...context, patience }, { tls: undefined, strangers })
  operationsRoutes(server, context)
  return server
}

/** What a proxy before the server calls the request, so that its log and ours are laid beside each other; else a new id. */
function requestIdOf(given: string | string[] | undefined): string {
  return typeof given === 'string' && /^[\w-]{8,64}$/.test(given) ? given : randomUUID()
}

/** Every answer says its request's id. Routes are logged, never the words in a path or query. */
function logRequests(server: FastifyInstance, logger: ServerLogger): void {
  server.addHook('onRequest', async (request, reply) => void reply.header('x-request-id', request.id))
  server.addHook('onResponse', async (request, reply) => {
    const { id, method, routeOptions } = request
    const tookMs = Math.round(reply.elapsedTime)
    logger.debug('request', { request: id, method, route: routeOptions.url, status: reply.statusCode, tookMs })
  })
}

/** Every error is `{code, reason}` with the status that fits, fastify's own too. */
async function newServer(
  { logger, patience }: { readonly logger: ServerLogger; readonly patience: BodyPatience },
  { tls, strangers }: { readonly tls: TlsFiles | undefined; readonly strangers: Strangers },
): Promise<FastifyInstance> {
  const options = {
    bodyLimit: MAX_REQUEST_BYTES,
    forceCloseConnections: true,
    // Uploads take their time: `patience` is with every other request.
    requestTimeout: 0,
    routerOptions: { maxParamLength: MAX_PARAM_CHARS },
    // Whoever comes while it closes finds the port closed soon enough, and is answered like anybody until then.
    return503OnClosing: false,
    genReqId: ({ headers }: { readonly headers: Readonly<Record<string, string | string[] | undefined>> }) =>
      requestIdOf(headers['x-request-id']),
    frameworkErrors: (error: FastifyError, _request: unknown, reply: unknown) => void sendError(reply as FastifyReply, error),
    clientErrorHandler: answerBrokenRequest,
  } as const
  const server: FastifyInstance =
    tls === undefined
      ? fastify({ ...options, http: PATIENCE })
      : (fastify({ ...options, https: { ...tls, ...PATIENCE } }) as unknown as FastifyInstance)
  server.server.prependListener('connection', (socket: Socket) => strangers.watch(socket))
  patience.watch(server.server)
  await server.register(compress, { threshold: COMPRESS_FROM_BYTES, encodings: ['gzip', 'deflate'] })
  logRequests(server, logger)
  server.setErrorHandler((error: FastifyError | RefusedError, request, reply) => {
    if (!(error instanceof RefusedError) && (error.statusCode ?? 500) >= 500)
      logger.warn('request failed', { request: request.id, method: request.method, route: request.routeOptions.url, error: error.message })
    return sendError(reply, error)
  })
  server.setNotFoundHandler((_request, reply) => sendError(reply, NO_SUCH_CALL))
  server.addHook('onRequest', async (request) => {
    if (request.is404) throw NO_SUCH_CALL
  })
  return server
}
