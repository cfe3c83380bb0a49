/**
 * Without this a signal ends Node at once and its exit handlers, which end the children and drop the locks, never run.
 */
export function exitOnSignals() {
  process.once('SIGINT', () => process.exit(130))
  process.once('SIGTERM', () => process.exit(143))
  process.once('SIGHUP', () => process.exit(129))
}
