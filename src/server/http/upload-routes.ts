import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { fileIdIn } from '@protocol/file-links'
import type { Files } from '../files/files'
import { noSuchFile } from '../files/refusals'
import type { FileRecord } from '../store/file-store'
import { RefusedError, rateLimited } from '../world/session'
import type { BodyPatience, Pace } from './body-patience'
import { sendFile } from './file-answer'
import { fileIdOf } from './file-routes'
import type { HttpContext } from './http-context'
import { authenticate } from './request'
import { webRequest } from './request-stream'

export type UploadContext = Pick<HttpContext, 'authenticator'> & {
  readonly files: Files
  readonly patience: BodyPatience
  readonly pace: Pace
}

const BUSY_MS = 1000

/** tus 1.0.0 (PROTOCOL 9): each upload is its uploader's alone until it is whole. */
export function uploadRoutes(server: FastifyInstance, { authenticator, files, patience, pace }: UploadContext): void {
  // A body of bytes is not read here: it is passed on as it comes.
  server.addContentTypeParser('application/offset+octet-stream', (_request, _body, done) => done(null))

  server.post('/v1/files', begin)
  server.post('/v1/files/', begin)
  async function begin(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const { userId } = await authenticate(authenticator, request)
    return upload(userId, undefined, request, reply)
  }

  server.head('/v1/files/:fileId', async (request, reply) => {
    const { userId } = await authenticate(authenticator, request)
    const fileId = fileIdOf(request)
    const known = await files.store.get(fileId)
    if (known?.uploaderId === userId && known.completedAt === undefined) {
      await files.uploads.own(userId, fileId)
      // What is whole by now is put in its place by this question.
      const answer = await files.tus.answer(userId, fileId, webRequest(request.raw).request)
      return sendAnswer(reply, answer, await files.store.get(fileId))
    }
    const [file] = await files.store.readable(userId, [fileId])
    if (file === undefined) {
      // Tells what became of it.
      await files.uploads.own(userId, fileId)
      throw noSuchFile()
    }
    if (file.uploaderId === userId) void reply.headers({ ...TUS, 'upload-offset': file.size, 'upload-length': file.size })
    return sendFile(files, file, request, reply)
  })

  server.patch('/v1/files/:fileId', async (request, reply) => {
    const { userId } = await authenticate(authenticator, request)
    const fileId = fileIdOf(request)
    await files.uploads.own(userId, fileId)
    return upload(userId, fileId, request, reply)
  })

  server.delete('/v1/files/:fileId', async (request, reply) => {
    const { userId } = await authenticate(authenticator, request)
    const fileId = fileIdOf(request)
    const { completedAt } = await files.uploads.own(userId, fileId)
    if (completedAt !== undefined) throw new RefusedError('forbidden', 'the upload is complete', 403)
    return sendAnswer(reply, await files.tus.answer(userId, fileId, webRequest(request.raw).request), undefined)
  })

  /** Takes in a body, if there is a slot for it. */
  async function upload(userId: string, knownId: string | undefined, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const giveBack = files.writers.take(userId)
    if (giveBack === undefined) throw rateLimited(BUSY_MS)
    const { request: body, discard } = webRequest(request.raw, patience.paced(request.raw, pace))
    try {
      const answer = await files.tus.answer(userId, knownId, body)
      const fileId = knownId ?? fileIdIn(answer.headers['location'] ?? '')
      return await sendAnswer(reply, answer, fileId === undefined ? undefined : await files.store.get(fileId))
    } finally {
      discard()
      giveBack()
    }
  }

  function sendAnswer(
    reply: FastifyReply,
    { status, headers }: { readonly status: number; readonly headers: Readonly<Record<string, string>> },
    file: FileRecord | undefined,
  ): FastifyReply {
    void reply.status(status).headers(headers)
    if (file !== undefined && file.completedAt === undefined)
      void reply.header('upload-expires', new Date(files.uploads.expiresAt(file)).toUTCString())
    return reply.send('')
  }
}

const TUS = { 'tus-resumable': '1.0.0' } as const
