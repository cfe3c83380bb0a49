import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import { requireElectron } from '../../scripts/lib/electron-runtime.mjs'
import { ROOT } from '../../scripts/lib/paths.mjs'
import { killTree, start } from '../../scripts/lib/run.mjs'
import { SERVER_ENTRY, signInAs } from '../../scripts/lib/sample-server.mjs'
import type { TortureSpec } from '../../src/main/app/scripted/torture-hook'
import type { Ports } from '../../src/server/server'

/** A process that can be ended in the middle of whatever it does. */
export class Victim {
  readonly lines: Interface
  readonly #child: ChildProcess
  readonly #ended: Promise<unknown>
  #errors = ''

  constructor(child: ChildProcess) {
    if (child.stdout === null) throw new Error('a victim needs its stdout piped')
    this.#child = child
    this.#ended = once(child, 'exit')
    this.lines = createInterface({ input: child.stdout })
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (this.#errors = (this.#errors + chunk).slice(-4000)))
  }

  /** What it said last on stderr. */
  get lastWords(): string {
    return this.#errors
  }

  /** `kill -9` of it and of everything that it started. */
  async kill(): Promise<void> {
    killTree(this.#child, 'SIGKILL')
    await this.#ended
  }

  /** As a person would end it. */
  async stop(): Promise<void> {
    this.#child.kill('SIGTERM')
    await this.#ended
  }

  /** The first line that `pick` finds something in; fails when the process ends before that. */
  async line<T>(pick: (line: string) => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const look = (line: string): void => {
        const found = pick(line)
        if (found === undefined) return
        this.lines.off('line', look)
        resolve(found)
      }
      this.lines.on('line', look)
      void this.#ended.then(() => reject(new Error(`the process ended before it said what was expected\n${this.#errors}`)))
    })
  }
}

/** The bundled server's build, in a process of its own. */
export async function startServerProcess(dataDir: string, ports: Ports): Promise<{ readonly victim: Victim; readonly ports: Ports }> {
  const listen = ['--host', '127.0.0.1', '--tcp', ports.tcp, '--ws', ports.ws, '--http', ports.http].map(String)
  const victim = new Victim(
    start(process.execPath, [...SERVER_ENTRY.build, ...listen, '--data', dataDir], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] }),
  )
  return { victim, ports: await victim.line((line) => JSON.parse(line) as Ports) }
}

/** The built app, signed in as a sample person. */
export function startApp(options: {
  readonly profileDir: string
  readonly user: string
  readonly ports: Ports
  readonly torture: TortureSpec
  readonly env: NodeJS.ProcessEnv
}): Victim {
  const electron = requireElectron()
  const args = [...electron.args, ROOT, `--user-data-dir=${options.profileDir}`, '--password-store=basic', '--disable-gpu']
  const env = { ...options.env, JIM_SIGN_IN: signInAs(options.ports, options.user), JIM_TORTURE: JSON.stringify(options.torture) }
  return new Victim(start(electron.executable, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], env }))
}

export function accountsDir(profileDir: string): string {
  return join(profileDir, 'accounts')
}
