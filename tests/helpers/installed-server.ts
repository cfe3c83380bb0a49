import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import type { VisitedPorts } from './server-visit'

/** How a command of the server ended, and what it said. */
export type Ended = { readonly code: number | null; readonly out: string; readonly err: string }

type How = { readonly input?: string; readonly env?: NodeJS.ProcessEnv; readonly cwd?: string }

/** One command of an installed server, to its end. */
export async function serverCommand(words: readonly [string, ...string[]], { input = '', env, cwd }: How = {}): Promise<Ended> {
  const [command, ...args] = words
  const child = spawn(command, args, { env: env ?? process.env, cwd })
  child.stdin.end(input)
  const [[code], out, err] = await Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)])
  return { code: code as number | null, out, err }
}

/** An installed server that listens. */
export class ServingProcess {
  private constructor(
    readonly child: ChildProcess,
    readonly ports: VisitedPorts,
    readonly ended: Promise<number | null>,
  ) {}

  static async start(words: readonly [string, ...string[]], { env, cwd }: How = {}): Promise<ServingProcess> {
    const [command, ...args] = words
    const child = spawn(command, args, { env: env ?? process.env, cwd, stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (said += chunk))
    const ended = once(child, 'exit').then(([code]) => code as number | null)
    const line = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout }).once('line', resolve)
      void ended.then((code) => reject(new Error(`it ended with ${code} before it listened:\n${said}`)))
    })
    return new ServingProcess(child, JSON.parse(line) as VisitedPorts, ended)
  }

  /** @returns its exit code */
  stop(): Promise<number | null> {
    this.child.kill('SIGTERM')
    return this.ended
  }
}
