import { parseArgs } from 'node:util'

/**
 * Reads a script's arguments. `--help` (or `-h`) prints the usage and ends with 0; a word that the usage does not know is named
 * on stderr and ends with 2: nothing was done yet, in either case.
 *
 * @template {import('node:util').ParseArgsConfig} const T
 * @param {string} usage its lines
 * @param {T} config as `parseArgs` takes it
 * @returns {ReturnType<typeof parseArgs<T>>}
 */
export function readArguments(usage, config) {
  const args = config.args ?? process.argv.slice(2)
  if (args.includes('--help') || args.includes('-h')) {
    console.log(usage)
    process.exit(0)
  }
  try {
    return parseArgs(config)
  } catch (error) {
    refuseArguments(usage, error instanceof Error ? error.message : String(error))
  }
}

/**
 * @param {string} usage
 * @param {string} problem
 * @returns {never}
 */
export function refuseArguments(usage, problem) {
  console.error(`${problem}\n\n${usage}`)
  process.exit(2)
}
