import { join } from 'node:path'
import { systemServerClock } from '../clock'
import { takePatiently } from '../data/claim-office'
import { markMoved } from '../data/moved-folder'
import { FolderStorage } from '../files/folder-storage'
import { openUnusedS3 } from '../files/s3/open-s3'
import { s3Address } from '../files/s3/s3-options'
import { type CopiedFiles, copyFiles } from '../import/copy-files'
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
export async function runImport({ dataDir, filesDir, postgres, s3 }: ImportCommand): Promise<number> {
  const folder = filesDir ?? join(dataDir, 'files')
  const source = openSource(dataDir)
  try {
    const bucket = s3 && (await openUnusedS3(s3))
    const report = await onDatabase(postgres, (target, isOurs) => {
      const lines = progressLines((line) => void process.stderr.write(`${line}\n`))
      return importSqlite({
        source,
        target,
        onStep: (step) => {
          lines(step)
          if (!isOurs()) throw new Error('another server has taken the database while it was away')
        },
        beforeEnd: async () => {
          if (bucket !== undefined) sayCopied(await copyFiles(new FolderStorage(folder, 0), bucket).finally(() => bucket.close()))
          await markMoved(dataDir)
        },
      })
    })
    const files = s3 === undefined ? `the files stay in ${folder}` : `the files are in ${s3Address(s3)}, too`
    const same = s3 === undefined ? 'with the same --data or --files' : 'with the same settings of s3'
    process.stderr.write(`done; ${files}: start the server with --postgres, and ${same}\n`)
    process.stdout.write(`${JSON.stringify(report)}\n`)
    return 0
  } finally {
    source.close()
  }
}

function sayCopied({ copied, known, damaged }: CopiedFiles): void {
  process.stderr.write(`${copied} files copied, ${known} were there\n`)
  for (const sha256 of damaged) process.stderr.write(`the content ${sha256} is damaged, and was not copied\n`)
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
