import { join } from 'node:path'
import { systemServerClock } from '../clock'
import { takePatiently } from '../data/claim-office'
import { markMoved } from '../data/moved-folder'
import { importSqlite } from '../import/import-sqlite'
import { progressLines } from '../import/progress-lines'
import { openSource } from '../import/source-folder'
import { PostgresClaims } from '../store/postgres/claims'
import { PostgresDatabase } from '../store/postgres/postgres-database'
import { StoreUnavailableError } from '../store/store-unavailable-error'
import type { ImportCommand } from './command-line'

/**
 * `import-sqlite`: takes the data folder and the database for itself, and copies one into the other. Progress goes to standard
 * error, what was found at the end to standard output.
 *
 * @throws Error what keeps it from being done, or from going on
 */
export async function runImport({ dataDir, filesDir, postgres }: ImportCommand): Promise<number> {
  const source = openSource(dataDir)
  try {
    const report = await onDatabase(postgres, (target, isOurs) => {
      const lines = progressLines((line) => void process.stderr.write(`${line}\n`))
      return importSqlite({
        source,
        target,
        onStep: (step) => {
          lines(step)
          if (!isOurs()) throw new Error('another server has taken the database while it was away')
        },
        beforeEnd: () => markMoved(dataDir),
      })
    })
    const folder = filesDir ?? join(dataDir, 'files')
    process.stderr.write(`done; the files stay in ${folder}: start the server with --postgres, and with the same --data or --files\n`)
    process.stdout.write(`${JSON.stringify(report)}\n`)
    return 0
  } finally {
    source.close()
  }
}

/** Runs it while no server is on the database. */
async function onDatabase<T>(url: string, run: (target: PostgresDatabase, isOurs: () => boolean) => Promise<T>): Promise<T> {
  const claims = await PostgresClaims.open(url, 'jim-server import-sqlite', systemServerClock)
  const target = await PostgresDatabase.open(url, { connections: 1 })
  let isOurs = true
  try {
    if (!(await takePatiently(claims, { name: 'office' }, systemServerClock, () => (isOurs = false))))
      throw new Error(`the database is in use by ${(await claims.holder('office')) ?? 'another server'}: stop it first`)
    return await run(target, () => isOurs)
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error
    throw new Error(`${error.message}: nothing is lost, run it again when the database is there`, { cause: error })
  } finally {
    await claims.close()
    await target.close()
  }
}
