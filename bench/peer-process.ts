import { join } from 'node:path'
import { ROOT } from '../scripts/lib/paths.mjs'
import { start } from '../scripts/lib/run.mjs'
import { Victim } from '../tests/torture/processes'

/** The other side of a socket in a process of its own, so that only one side is measured. It prints its port first. */
export class PeerProcess {
  readonly #victim: Victim

  private constructor(
    victim: Victim,
    readonly port: number,
  ) {
    this.#victim = victim
  }

  /** @param entry a file of this folder that prints its port, and ends when its standard input does */
  static async start(entry: string, ...args: readonly string[]): Promise<PeerProcess> {
    const file = join(ROOT, 'bench', entry)
    const child = start(process.execPath, ['--import', 'tsx', file, ...args], { cwd: ROOT, stdio: ['pipe', 'pipe', 'pipe'] })
    const victim = new Victim(child)
    return new PeerProcess(victim, await victim.line((line) => Number(line)))
  }

  async stop(): Promise<void> {
    await this.#victim.stop()
  }
}
