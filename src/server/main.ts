import { parseCommandLine, UsageError } from './cli/command-line'
import { runServer } from './cli/run-server'
import { runUser } from './cli/run-user'
import { HELP } from './cli/help'

/** Exit codes: 0 done, 1 could not, 2 wrong words on the command line. */
async function main(): Promise<number> {
  try {
    const command = parseCommandLine(process.argv.slice(2))
    switch (command.name) {
      case 'help':
        process.stdout.write(HELP)
        return 0
      case 'user':
        return await runUser(command)
      case 'serve':
        return await runServer(command)
    }
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    if (error instanceof UsageError) process.stderr.write('Try --help.\n')
    return error instanceof UsageError ? 2 : 1
  }
}

// In an Electron utility process the port to the parent keeps the event loop alive.
void main().then((code) => process.exit(code))
