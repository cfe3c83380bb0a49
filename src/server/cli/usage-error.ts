/** The words on the command line, or the settings, are wrong; exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
