import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { start } from '../../scripts/lib/run.mjs'

/** A NATS server of one's own, on a port that stays its own while it is down. */
export class NatsProcess {
  readonly url: string
  readonly #executable: string
  readonly #port: number
  #child: ChildProcess | undefined

  private constructor(executable: string, port: number) {
    this.#executable = executable
    this.#port = port
    this.url = `nats://127.0.0.1:${port}`
  }

  static async start(): Promise<NatsProcess> {
    const executable = process.env['JIM_NATS']
    if (executable === undefined) throw new Error('JIM_NATS names no NATS server: run this as `node scripts/test.mjs nats`')
    const nats = new NatsProcess(executable, await freePort())
    await nats.begin()
    return nats
  }

  async begin(): Promise<void> {
    const child = start(this.#executable, ['-a', '127.0.0.1', '-p', String(this.#port)], { stdio: ['ignore', 'ignore', 'pipe'] })
    this.#child = child
    const lines = createInterface({ input: child.stderr! })
    for await (const line of lines) if (line.includes('Server is ready')) break
    child.stderr!.resume()
  }

  async kill(): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (child === undefined || child.exitCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { readonly port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}
