import type { ServerClock } from '../clock'
import type { Claims } from '../store/claims'

/** Milliseconds between two looks whether the other one is done. */
const LOOK_MS = 200

/**
 * Runs it while no other node does, one after the other.
 *
 * @param claims absent: there is no other
 */
export async function alone<T>(claims: Claims | undefined, name: string, clock: ServerClock, run: () => Promise<T>): Promise<T> {
  if (claims === undefined) return run()
  while (!(await claims.take({ name }))) await new Promise<void>((resolve) => void clock.after(LOOK_MS, resolve))
  try {
    return await run()
  } finally {
    await claims.giveBack(name)
  }
}
