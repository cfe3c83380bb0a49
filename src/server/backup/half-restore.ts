import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** In a data folder while something is restored into it. */
export const RESTORING = 'restore-unfinished'

/** Some of what was there is missing: a server would take it for all, and clients would believe the server. */
export class HalfRestoredError extends Error {
  override readonly name = 'HalfRestoredError'
}

/** @throws HalfRestoredError */
export function refuseHalfRestored(dataDir: string): void {
  if (!existsSync(join(dataDir, RESTORING))) return
  throw new HalfRestoredError(`a restore into ${dataDir} did not come to its end: run it again`)
}
