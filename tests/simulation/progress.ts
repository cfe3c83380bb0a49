import type { Report } from './run-seed'

/** What a worker says first: it waits for a lease. */
export const READY = 'ready'

/** What a worker tells of each seed, after it. */
export type Progress = {
  readonly messages: number
  readonly lengthMs: number
  /** Of the worker's process. */
  readonly residentBytes: number
  readonly failed?: Report
}
