import type { ServerAddress, SignInFailure } from '@shared/account'
import { ok, type Result } from '@shared/result'
import { type LocalServer, type LocalServerOptions, startLocalServer, type TrialRequest } from './local-server'
import { signInFailure } from '../../lib/sign-in-failure'

/** The bundled server of "Try it on this computer": started when it is first needed, and once. */
export class TrialServer {
  readonly #options: LocalServerOptions
  #server: LocalServer | undefined

  constructor(options: LocalServerOptions) {
    this.#options = options
  }

  async start(): Promise<Result<ServerAddress, SignInFailure>> {
    try {
      this.#server ??= await startLocalServer(this.#options)
      return ok(this.#server.address)
    } catch (error) {
      return signInFailure('start_server', 'server_start_failed', error instanceof Error ? error.message : String(error))
    }
  }

  /** The conversation in which it happened; `undefined` when it could not, or no server runs. */
  async ask(request: TrialRequest): Promise<string | undefined> {
    return this.#server?.ask(request)
  }

  /** Twice is harmless. */
  async stop(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    await server?.stop()
  }
}
