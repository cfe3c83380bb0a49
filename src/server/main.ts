import { parseCommandLine } from './cli/command-line'
import { helpText } from './cli/help'
import { parentPort } from './cli/parent-port'
import { runBackup, runMigrate, runRestore } from './cli/run-backup'
import { runCheck } from './cli/run-check'
import { runImport } from './cli/run-import'
import { runServer } from './cli/run-server'
import { runUser } from './cli/run-user'
import { UsageError } from './cli/usage-error'

/** Exit codes: 0 done, 1 could not, 2 wrong words or settings. */
async function main(): Promise<number> {
  try {
    // Within the desktop app it goes by the app's words alone, whatever is set for a server of this computer's.
    const command = parseCommandLine(process.argv.slice(2), parentPort() === undefined ? process.env : {})
    switch (command.name) {
      case 'help':
        process.stdout.write(helpText())
        return 0
      case 'check-config':
        return runCheck(command)
      case 'migrate':
        return await runMigrate(command)
      case 'backup':
        return await runBackup(command)
      case 'restore':
        return await runRestore(command)
      case 'import-sqlite':
        return await runImport(command)
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
