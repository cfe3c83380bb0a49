import { readFileSync } from 'node:fs'
import { familyOf } from './process-memory'

/** Milliseconds of a tick, by which Linux counts. */
const TICK_MS = 10

/** What processes, and all that they started and that is still there, have computed so far, ms. Linux only. */
export function processorMs(pids: readonly number[]): number {
  return pids.flatMap(familyOf).reduce((sum, pid) => sum + ticksOf(pid) * TICK_MS, 0)
}

/** User and system. */
function ticksOf(pid: number): number {
  try {
    // After the name, which may hold anything, in parentheses: state, then ten numbers, then these two.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')
    return Number(fields[11]) + Number(fields[12])
  } catch {
    // It has ended.
    return 0
  }
}
