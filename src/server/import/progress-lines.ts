import type { ImportStep } from './import-sqlite'

/** Rows between two lines about one table. */
const EVERY = 100_000

const BEGINNINGS = {
  anew: 'importing into an empty database',
  on: 'going on where the last run ended',
  over: 'the data folder was used since the last run: importing from the beginning',
  done: 'all of it was imported before',
} as const

/** Tells of an import as it goes: a line for each table, and for each 100,000 rows of a large one. */
export function progressLines(write: (line: string) => void): (step: ImportStep) => void {
  let told = ''
  return (step) => {
    if (step.kind === 'begun') return write(BEGINNINGS[step.how])
    const { kind, table, rows, of } = step
    const line = `${kind} ${table} ${Math.floor(rows / EVERY)}`
    if (rows < of && (rows < EVERY || line === told)) return
    told = line
    write(`${kind} ${table}: ${rows} of ${of}`)
  }
}
