import { join } from 'node:path'
import { utilityProcess, type UtilityProcess } from 'electron'
import { z } from 'zod'
import type { ServerAddress } from '@shared/account'
import { BUNDLED_SERVER_FORM } from '../../kinds/jim1/jim1-kind'
import type { Logger } from '../../lib/logger'

const HOST = '127.0.0.1'
/** Seeding its sample history takes a few seconds on a slow disk. */
const START_LIMIT_MS = 30_000
const STOP_LIMIT_MS = 3000

const portsSchema = z.object({ tcp: z.number().int(), ws: z.number().int(), http: z.number().int() })

/** A bundled server that runs on this computer for "Try it": a process of its own, spoken to like any other server. */
export type LocalServer = {
  readonly address: ServerAddress
  /** The conversation in which it happened; `undefined` when it could not. */
  ask(request: TrialRequest): Promise<string | undefined>
  stop(): Promise<void>
}

export type TrialAct = 'make-gap' | 'colleague-writes'

/** What the bundled server makes happen when the app asks for it, over the port between the two processes. */
export type TrialRequest = {
  readonly act: TrialAct
  readonly userId: string
  readonly conversationId?: string
  readonly language: 'zh' | 'en'
}

const answerSchema = z.object({ id: z.number().int(), conversationId: z.string().optional() })

export type LocalServerOptions = {
  readonly script: string
  readonly profileDir: string
  readonly logger: Logger
}

/**
 * Forks `out/main/server.cjs` with sample people and history kept in the profile.
 *
 * @throws Error when it ends or stays silent before it listens; the message has its last words
 */
export async function startLocalServer(options: LocalServerOptions): Promise<LocalServer> {
  const child = utilityProcess.fork(
    options.script,
    ['--host', HOST, '--tcp', '0', '--ws', '0', '--http', '0', '--demo', '--data', join(options.profileDir, 'trial-server')],
    { serviceName: 'Jim server', stdio: 'pipe' },
  )
  child.on('exit', (code) => options.logger.info('local server ended', { code }))
  const ports = await listening(child)
  options.logger.info('local server listens', ports)
  return {
    address: { kind: BUNDLED_SERVER_FORM, host: HOST, port: ports.tcp, tls: false, httpBase: `http://${HOST}:${ports.http}`, caFile: '' },
    ask: asking(child),
    stop: () => stop(child),
  }
}

/** Waits for the server's one line of JSON on stdout. */
function listening(child: UtilityProcess): Promise<z.infer<typeof portsSchema>> {
  return new Promise((resolve, reject) => {
    let out = ''
    let err = ''
    const timer = setTimeout(() => finish(() => reject(new Error(`the server did not start in time: ${err}`))), START_LIMIT_MS)
    const finish = (settle: () => void): void => {
      clearTimeout(timer)
      settle()
    }
    child.stderr?.on('data', (chunk: Buffer) => (err = (err + chunk.toString()).slice(-2000)))
    child.stdout?.on('data', (chunk: Buffer) => {
      out += chunk.toString()
      const line = out.split('\n', 1)[0]
      if (line === undefined || !out.includes('\n')) return
      finish(() => {
        try {
          resolve(portsSchema.parse(JSON.parse(line)))
        } catch (cause) {
          reject(new Error('the server said something else than its ports', { cause }))
        }
      })
    })
    child.once('exit', (code) => finish(() => reject(new Error(`the server ended with ${code}: ${err.trim()}`))))
  })
}

/** Requests by number; a server that ends answers nothing more. */
function asking(child: UtilityProcess): LocalServer['ask'] {
  const open = new Map<number, (conversationId: string | undefined) => void>()
  let nextId = 1
  let hasEnded = false
  child.on('message', (message: unknown) => {
    const answer = answerSchema.safeParse(message).data
    if (answer === undefined) return
    open.get(answer.id)?.(answer.conversationId)
    open.delete(answer.id)
  })
  child.once('exit', () => {
    hasEnded = true
    for (const settle of open.values()) settle(undefined)
    open.clear()
  })
  return (request) =>
    new Promise((resolve) => {
      if (hasEnded) return resolve(undefined)
      const id = nextId++
      open.set(id, resolve)
      child.postMessage({ id, ...request })
    })
}

function stop(child: UtilityProcess): Promise<void> {
  if (child.pid === undefined) return Promise.resolve()
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill(), STOP_LIMIT_MS)
    child.once('exit', () => {
      clearTimeout(timer)
      resolve()
    })
    child.postMessage('stop')
  })
}
