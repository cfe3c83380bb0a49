import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { start } from '../../scripts/lib/run.mjs'
import { ownPort } from '../helpers/own-port'

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
    const nats = new NatsProcess(executable, await ownPort())
    await nats.begin()
    return nats
  }

  async begin(): Promise<void> {
    const child = start(this.#executable, ['-a', '127.0.0.1', '-p', String(this.#port)], { stdio: ['ignore', 'ignore', 'pipe'] })
    this.#child = child
    const lines = createInterface({ input: child.stderr! })
    const said: string[] = []
    for await (const line of lines) {
      said.push(line)
      if (line.includes('Server is ready')) return void child.stderr!.resume()
    }
    throw new Error(`NATS did not start:\n${said.join('\n')}`)
  }

  async kill(): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }
}
