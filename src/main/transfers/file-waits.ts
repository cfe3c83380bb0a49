import type { TransferRow } from '../store/transfers-table'

/** `at`: of the next try, monotonic ms: a clock that is set back by hours makes nothing wait for them; `tries`: failures in a row until then. */
export type FileWait = { readonly at: number; readonly tries: number }

type Waiting = Pick<TransferRow, 'id' | 'direction' | 'fileId' | 'url'>

/** Files that are remembered: more than can fail within a backoff. */
const KEPT = 20_000

/**
 * How long each file waits for its next try. By the file and not by the row: a row that a rule made goes when nobody looks at
 * it, and comes again with the next look, and several messages may name one file.
 */
export class FileWaits {
  readonly #waits = new Map<string, FileWait>()

  of(row: Waiting): FileWait | undefined {
    return this.#waits.get(keyOf(row))
  }

  begin(row: Waiting, wait: FileWait, now: number): void {
    this.#waits.delete(keyOf(row))
    this.#waits.set(keyOf(row), wait)
    if (this.#waits.size <= KEPT) return
    for (const [key, { at }] of this.#waits) if (at <= now) this.#waits.delete(key)
    for (const key of this.#waits.keys()) {
      if (this.#waits.size <= KEPT) return
      this.#waits.delete(key)
    }
  }

  /** Monotonic ms of the next try of any; `Infinity`: none waits. */
  soonest(now: number): number {
    let soonest = Infinity
    for (const { at } of this.#waits.values()) if (at > now && at < soonest) soonest = at
    return soonest
  }

  end(row: Waiting): void {
    this.#waits.delete(keyOf(row))
  }

  clear(): void {
    this.#waits.clear()
  }
}

function keyOf({ id, direction, fileId, url }: Waiting): string {
  return direction === 'up' ? `up ${id}` : `down ${fileId ?? url ?? id}`
}
