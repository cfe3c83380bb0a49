import { writeFileSync } from 'node:fs'
import { readArguments, refuseArguments } from '../scripts/lib/arguments.mjs'
import { exitOnSignals } from '../scripts/lib/signals.mjs'
import { catchUp } from './catch-up'
import { cluster } from './cluster'
import { crowd } from './crowd'
import { decode } from './decode'
import { importing } from './import'
import { ingest } from './ingest'
import { list } from './list'
import type { BenchOptions, Row } from './measure'
import { media } from './media'
import { memory } from './memory'
import { longText } from './long-text'
import { open } from './open'
import { paste } from './paste'
import { search } from './search'
import { send } from './send'
import { serverPostgres } from './server-postgres'
import { smallFiles } from './small-files'
import { start } from './start'
import { transfers } from './transfers'

/** Each bench by name; a bench gives one row for each baseline it stands beside. */
const BENCHES: Readonly<Record<string, (how: BenchOptions) => Promise<readonly Row[]>>> = {
  decode,
  ingest,
  'catch-up': catchUp,
  crowd,
  send,
  search,
  open,
  paste,
  list,
  start,
  memory,
  'long-text': longText,
  transfers,
  'small-files': smallFiles,
  media,
  'server-postgres': serverPostgres,
  cluster,
  import: importing,
}

const USAGE = `npm run bench [-- NAME…] [--json FILE] [--quick] [--mib N] [--files N] [--rows N]
--quick: less work where a bench knows of less, for a look only
--mib: the size of the file of "transfers"
--files: how many "small-files" has
--rows: how many messages "import" has
names: ${Object.keys(BENCHES).join(', ')}`

const { values, positionals } = readArguments(USAGE, {
  allowPositionals: true,
  options: {
    json: { type: 'string' },
    quick: { type: 'boolean' },
    mib: { type: 'string' },
    files: { type: 'string' },
    rows: { type: 'string' },
  },
})
const names = positionals.length > 0 ? positionals : Object.keys(BENCHES)
const [mib, files, rowCount] = [values.mib, values.files, values.rows].map((text) => (text === undefined ? undefined : Number(text)))
const unknown = names.filter((name) => !Object.hasOwn(BENCHES, name))
if (unknown.length > 0) refuseArguments(USAGE, `no bench named ${unknown.join(', ')}`)
if (!isCount(mib)) refuseArguments(USAGE, `--mib takes MiB, not ${values.mib ?? ''}`)
if (!isCount(rowCount)) refuseArguments(USAGE, `--rows takes a number, not ${values.rows ?? ''}`)
if (!isCount(files)) refuseArguments(USAGE, `--files takes a number, not ${values.files ?? ''}`)

// The processes that a bench has started end with it.
exitOnSignals()
const rows: Row[] = []
for (const name of names) {
  console.error(`${name} …`)
  const told = await BENCHES[name]!({ isQuick: values.quick === true, mib, files, rows: rowCount })
  rows.push(...told)
  // At once, and whole so far: what comes next may take an hour, or fail.
  console.table(told.map(line))
  if (values.json !== undefined) writeFileSync(values.json, JSON.stringify({ rows }, null, 2))
}

function isCount(value: number | undefined): boolean {
  return value === undefined || (Number.isInteger(value) && value > 0)
}

function line(row: Row): Readonly<Record<string, string>> {
  return {
    name: row.name,
    against: row.against,
    value: `${format(row.value)} ${row.unit}`,
    baseline: format(row.baseline),
    ratio: `${row.ratio.toFixed(2)} (${row.spread[0].toFixed(2)}–${row.spread[1].toFixed(2)})`,
    goal: row.goal,
    met: row.met ? 'yes' : 'SHORT',
  }
}

function format(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 4 })
}
