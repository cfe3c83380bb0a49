import { readdirSync, readFileSync } from 'node:fs'

/** Of a process and all that it started, bytes; shared pages divided among those that share them (PSS). Linux only. */
export function proportionalBytes(pid: number): number {
  return familyOf(pid).reduce((sum, member) => sum + pssOf(member), 0)
}

/** How many pages of it have a process of their own. Linux only. */
export function pageCount(pid: number): number {
  return familyOf(pid).filter((member) => readText(`/proc/${member}/cmdline`).includes('--type=renderer')).length
}

/** A process and all that it started, now. */
export function familyOf(root: number): readonly number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? readText(`/proc/${name}/stat`) : ''
    // A name in parentheses, which may hold anything, stands before the state and the parent.
    const parent = /^\d+ \(.*\) \S (\d+)/s.exec(stat)?.[1]
    if (parent !== undefined) parents.set(Number(name), Number(parent))
  }
  const isOfFamily = (pid: number): boolean => pid === root || (parents.has(pid) && isOfFamily(parents.get(pid)!))
  return [...parents.keys()].filter(isOfFamily)
}

/** The most that a process had in memory so far, shared pages among it (VmHWM), bytes; 0 once it has ended. Linux only. */
export function peakBytes(pid: number): number {
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(readText(`/proc/${pid}/status`))?.[1] ?? 0) * 1024
}

function pssOf(pid: number): number {
  return Number(/^Pss:\s+(\d+) kB/m.exec(readText(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) * 1024
}

/** Empty for a process that has ended. */
function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
