import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { claimRequestSchema, fileIdSchema } from '@protocol/schemas/files'
import { addressKey } from '../access/address-key'
import type { Files } from '../files/files'
import { noSuchFile } from '../files/refusals'
import { readFacts } from '../files/upload-metadata'
import type { Signature } from '../files/signed-links'
import type { WholeFile } from '../store/file-store'
import { read } from '../world/read'
import { rateLimited } from '../world/session'
import { sendFile } from './file-answer'
import type { HttpContext } from './http-context'
import { authenticate } from './request'

/** An answer that nobody reads is given up after so long, ms. */
const UNREAD_MS = 60_000
/** When a slot may be free again, ms. */
const BUSY_MS = 1000

export type FileContext = Pick<HttpContext, 'authenticator'> & {
  readonly files: Files
  /** Somebody has logged in on the request's socket. */
  readonly know: (request: FastifyRequest) => void
}

/** Reading files, and claiming what is there already (PROTOCOL 9). */
export function fileRoutes(server: FastifyInstance, { authenticator, files, know }: FileContext): void {
  server.post('/v1/files/claim', async (request, reply) => {
    const { userId } = await authenticate(authenticator, request)
    const { sha256, size, filename, filetype } = read(claimRequestSchema, request.body)
    const facts = readFacts({ filename, filetype })
    return reply.status(201).send({ file_id: await files.uploads.claim(userId, facts, { sha256, size }) })
  })

  // A link that is signed is its own token, so the route is open.
  const route = { exposeHeadRoute: false, compress: false, config: { isOpen: true } } as const
  server.get('/v1/files/:fileId', route, async (request, reply) => {
    const fileId = fileIdOf(request)
    const signature = request.query as Signature
    if (signature.s !== undefined) {
      const file = files.links.isGood(fileId, signature) ? await files.store.named(fileId) : undefined
      return answer(request, reply, file, `address ${addressKey(request.ip)}`)
    }
    const { userId } = await authenticate(authenticator, request)
    know(request)
    return answer(request, reply, (await files.store.readable(userId, [fileId]))[0], `user ${userId}`)
  })

  async function answer(request: FastifyRequest, reply: FastifyReply, file: WholeFile | undefined, reader: string): Promise<unknown> {
    if (file === undefined) throw noSuchFile()
    const giveBack = files.downloads.take(reader)
    if (giveBack === undefined) throw rateLimited(BUSY_MS)
    reply.raw.once('close', giveBack)
    reply.raw.setTimeout(UNREAD_MS, () => reply.raw.destroy())
    try {
      return await sendFile(files, file, request, reply)
    } catch (error) {
      giveBack()
      throw error
    }
  }
}

/** @throws RefusedError `not_found` for what is no file's id */
export function fileIdOf(request: FastifyRequest): string {
  const { fileId } = request.params as { readonly fileId?: unknown }
  const parsed = fileIdSchema.safeParse(fileId)
  if (!parsed.success) throw noSuchFile()
  return parsed.data
}
