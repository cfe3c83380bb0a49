import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import SQLite from 'better-sqlite3'
import { Client } from 'pg'
import { startPostgres } from '../scripts/lib/postgres.mjs'
import { start } from '../scripts/lib/run.mjs'
import { SERVER_ENTRY } from '../scripts/lib/sample-server.mjs'
import { openPostgresStore } from '../src/server/store/postgres/postgres-store'
import { fillOffice } from './import-office'
import { atLeast, atMost, type BenchOptions, type Row, rowOf, timeOf } from './measure'
import { peakBytes } from './process-memory'

const ROWS = 1_000_000
const QUICK_ROWS = 100_000
/** As the import does. */
const BATCH = 5000
const MIB = 1024 * 1024

/**
 * An office on SQLite, imported into a PostgreSQL that waits for the disk by the command in a process of its own, beside a bare
 * loop before it and one after it, of the same messages: read from SQLite, inserted and committed, with the same indexes; nothing is looked at afterwards.
 */
export async function importing({ isQuick, rows = isQuick ? QUICK_ROWS : ROWS }: BenchOptions): Promise<readonly Row[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'jim-bench-import-'))
  const postgres = await startPostgres({ isDurable: true })
  try {
    await fillOffice(join(dataDir, 'server.db'), rows)
    for (const name of ['before', 'office', 'after']) await command(postgres.url(), `CREATE DATABASE ${name}`)
    const bare = async (name: string): Promise<number> => perSecond(rows, await bareMs(join(dataDir, 'server.db'), postgres.url(name)))
    const before = await bare('before')
    await command(postgres.url(), 'CHECKPOINT')
    const { copyMs, wholeMs, tenthBytes, endBytes } = await importOffice(dataDir, postgres.url('office'), rows)
    await command(postgres.url(), 'CHECKPOINT')
    const baselines = [before, await bare('after')]
    const pairs = (value: number) => baselines.map((baseline) => ({ value, baseline }))
    const against = 'a bare loop of the same inserts and commits'
    const each = { against, unit: 'messages/s' }
    return [
      rowOf({ ...each, name: 'import: copied', goal: atLeast(0.6), pairs: pairs(perSecond(rows, copyMs)) }),
      rowOf({ ...each, name: 'import: copied and compared', goal: atLeast(0.3), pairs: pairs(perSecond(rows, wholeMs)) }),
      rowOf({
        name: 'import: peak memory',
        against: 'that when a tenth was copied',
        unit: 'MiB',
        goal: atMost(1.5),
        pairs: [{ value: endBytes / MIB, baseline: tenthBytes / MIB }],
      }),
    ]
  } finally {
    await postgres.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function command(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(sql).finally(() => client.end())
}

function perSecond(rows: number, ms: number): number {
  return (rows * 1000) / ms
}

async function bareMs(file: string, url: string): Promise<number> {
  // Its tables are those of the server's schema.
  await (await openPostgresStore(url)).close()
  const database = new SQLite(file, { readonly: true })
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('CREATE SCHEMA bare; CREATE TABLE bare.messages (LIKE messages INCLUDING ALL)')
    const read = database.prepare<[number], readonly unknown[]>(
      `SELECT mid, conversation_id, seq, sender_id, cli_mid, type, data, sent_at FROM messages WHERE mid > ? ORDER BY mid LIMIT ${BATCH}`,
    )
    read.raw(true)
    return await timeOf(async () => {
      for (let batch = read.all(0); batch.length > 0; batch = read.all(Number(batch.at(-1)![0]))) {
        await client.query('BEGIN')
        await client.query({
          name: 'insert',
          text: `INSERT INTO bare.messages OVERRIDING SYSTEM VALUE SELECT * FROM unnest(
            $1::bigint[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[])`,
          values: Array.from({ length: 8 }, (_, i) => batch.map((row) => row[i])),
        })
        await client.query('COMMIT')
      }
    })
  } finally {
    await client.end()
    database.close()
  }
}

async function importOffice(dataDir: string, url: string, rows: number) {
  const words = ['import-sqlite', url, '--data', dataDir]
  const child = start(process.execPath, [...SERVER_ENTRY.sources, ...words], { stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = once(child, 'close') as Promise<[number | null]>
  let [beganAt, copiedAt, tenthBytes, endBytes] = [0, 0, 0, 0]
  const lines: string[] = []
  createInterface({ input: child.stderr! }).on('line', (line) => {
    lines.push(line)
    if (line.startsWith('importing')) beganAt = performance.now()
    const copied = /^copied messages: (\d+) /.exec(line)?.[1]
    if (copied === undefined) return
    if (tenthBytes === 0 && Number(copied) >= rows / 10) tenthBytes = peakBytes(child.pid!)
    if (Number(copied) === rows) copiedAt = performance.now()
  })
  // The mark is the highest so far: a look late enough sees it all.
  const looking = setInterval(() => (endBytes = Math.max(endBytes, peakBytes(child.pid!))), 50)
  const [code] = await ended
  clearInterval(looking)
  if (code !== 0) throw new Error(`the import ended with ${code}:\n${lines.slice(-5).join('\n')}`)
  return { copyMs: copiedAt - beganAt, wholeMs: performance.now() - beganAt, tenthBytes, endBytes }
}
