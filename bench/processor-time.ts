import { readFileSync } from 'node:fs'
import { familyOf } from './process-memory'

/** Milliseconds of a tick, by which Linux counts. */
const TICK_MS = 10

/** What processes, and all that they started, have computed so far, ms: what has ended since is its parent's by then. Linux only. */
export function processorMs(pids: readonly number[]): number {
  return pids.flatMap(familyOf).reduce((sum, pid) => sum + ticksOf(pid) * TICK_MS, 0)
}

/** User and system, its own and of its children that have ended. */
function ticksOf(pid: number): number {
  try {
    // After the name, which may hold anything, in parentheses: state, then ten numbers, then these four.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')
    return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
  } catch {
    // It has ended.
    return 0
  }
}
