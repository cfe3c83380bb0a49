import { Databases } from './databases'
import type { Lease } from './leases'
import { type Progress, READY } from './progress'
import { type Report, runSeed, type SeedOptions } from './run-seed'

/**
 * Runs the leases that the process which started this one sends, and tells of each seed in its order. Resolves when
 * that process lets go, or is gone.
 */
export async function work(options: Omit<SeedOptions, 'databases'>): Promise<void> {
  const databases = new Databases()
  const leave = (): never => process.exit(1)
  process.send?.(READY)
  for (let lease = await nextLease(); lease !== undefined; lease = await nextLease()) {
    process.once('disconnect', leave)
    // Nothing in a schedule waits for anything real: one that waits for ever lets the process end, and is found so.
    process.channel?.unref()
    for (let seed = lease.from; seed < lease.from + lease.count; seed++) {
      await tell(await runSeed(seed, { ...options, databases }))
    }
    process.channel?.ref()
    process.off('disconnect', leave)
  }
}

/** `undefined` when there will be none. */
function nextLease(): Promise<Lease | undefined> {
  return new Promise((resolve) => {
    const settle = (lease?: Lease): void => {
      process.off('message', settle)
      process.off('disconnect', settle)
      resolve(lease)
    }
    process.on('message', settle)
    process.on('disconnect', settle)
  })
}

function tell(report: Report): Promise<void> {
  const { messages, lengthMs, violations } = report
  const residentBytes = process.memoryUsage.rss()
  const progress: Progress = { messages, lengthMs, residentBytes, failed: violations.length > 0 ? report : undefined }
  return new Promise((resolve) => process.send?.(progress, undefined, undefined, () => resolve()))
}
