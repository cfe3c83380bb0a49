import type { CliMid } from '@shared/ids'

/** Tries that are remembered; an ack later than that many others is taken for nobody's. */
const REMEMBERED = 4096

/** Which message last went out under which request id: an ack may come late, on a plain server over reconnects too. */
export class TriedRequests {
  /** Oldest first. */
  readonly #tried = new Map<number, CliMid>()

  note(requestId: number, cliMid: CliMid): void {
    this.#tried.delete(requestId)
    this.#tried.set(requestId, cliMid)
    if (this.#tried.size > REMEMBERED) this.#tried.delete(this.#tried.keys().next().value!)
  }

  get(requestId: number): CliMid | undefined {
    return this.#tried.get(requestId)
  }

  clear(): void {
    this.#tried.clear()
  }
}
