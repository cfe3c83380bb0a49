const MINUTE_MS = 60_000
/** Keys that are remembered before those of the last minute are sorted from the older ones. */
const MANY_KEYS = 10_000

export type FailedTriesLimits = {
  /** Failures of one user from one address in a minute. */
  readonly failedLoginsPerMinute: number
  /** Failures of one address in a minute, whoever it says to be. */
  readonly failedLoginsPerAddress: number
}

/**
 * Who has guessed how often in the last minute (PROTOCOL 6): of one user from one address, so that ten wrong passwords
 * of one colleague lock out no other behind the same address, and of one address, so that one password tried on
 * everybody is no way in. Never of a user alone: whoever has the right password elsewhere gets in.
 */
export class FailedTries {
  readonly #limits: FailedTriesLimits
  /** Times, oldest first. */
  readonly #byUser = new Map<string, readonly number[]>()
  readonly #byAddress = new Map<string, readonly number[]>()

  constructor(limits: FailedTriesLimits) {
    this.#limits = limits
  }

  /** 0 when a try may be made, else the milliseconds until one may. */
  waitMs(userId: string, address: string, now: number): number {
    const { failedLoginsPerMinute, failedLoginsPerAddress } = this.#limits
    return Math.max(
      waitOf(recent(this.#byUser, keyOf(userId, address), now), failedLoginsPerMinute, now),
      waitOf(recent(this.#byAddress, address, now), failedLoginsPerAddress, now),
    )
  }

  /**
   * A try is made. It counts as a failure from now on, or a hundred at once would all be within the limit; the returned
   * function takes it back.
   */
  start(userId: string, address: string, now: number): () => void {
    const key = keyOf(userId, address)
    add(this.#byUser, key, now)
    add(this.#byAddress, address, now)
    return () => {
      // Who knows the password has only mistyped it before.
      this.#byUser.delete(key)
      removeOne(this.#byAddress, address, now)
    }
  }
}

function keyOf(userId: string, address: string): string {
  return `${userId} ${address}`
}

/** Until the oldest of the last `limit` failures is a minute old. */
function waitOf(times: readonly number[], limit: number, now: number): number {
  const at = times.at(-limit)
  return at === undefined ? 0 : at + MINUTE_MS - now
}

function recent(known: Map<string, readonly number[]>, key: string, now: number): readonly number[] {
  const all = known.get(key) ?? []
  const left = all.filter((at) => at > now - MINUTE_MS)
  if (left.length === 0) known.delete(key)
  else if (left.length < all.length) known.set(key, left)
  return left
}

function add(known: Map<string, readonly number[]>, key: string, now: number): void {
  known.set(key, [...recent(known, key, now), now])
  if (known.size > MANY_KEYS) for (const other of [...known.keys()]) recent(known, other, now)
}

function removeOne(known: Map<string, readonly number[]>, key: string, at: number): void {
  const times = [...(known.get(key) ?? [])]
  const index = times.lastIndexOf(at)
  if (index >= 0) times.splice(index, 1)
  if (times.length === 0) known.delete(key)
  else known.set(key, times)
}
