/**
 * `why`: it did not run, since something is not to be had here.
 *
 * @typedef {{ readonly name: string, readonly passed: number, readonly failed: number, readonly seconds: number, readonly why?: string }} Row
 */

/**
 * What is said at the end: a line for each stage, the reason of each that did not run, and the count as the last line.
 *
 * @param {readonly Row[]} given
 * @param {boolean} isStrict a stage that did not run is a failure
 * @returns {{ text: string, hasFailed: boolean }}
 */
export function summaryOf(given, isStrict) {
  const rows = given.map((row) => (isStrict && row.why !== undefined ? { ...row, failed: 1 } : row))
  const lines = [line('stage', 'passed', 'failed', 'time'), ...rows.map(lineOf)]
  for (const { name, why } of rows) if (why !== undefined) lines.push('', `!!! The stage ${name} DID NOT RUN.`, why)
  const passed = rows.reduce((sum, row) => sum + row.passed, 0)
  const failed = rows.reduce((sum, row) => sum + row.failed, 0)
  lines.push('', `${passed} passed, ${failed} failed`)
  return { text: lines.join('\n'), hasFailed: failed > 0 }
}

/** @param {Row} row */
function lineOf({ name, passed, failed, seconds, why }) {
  const time = why === undefined ? `${seconds.toFixed(1)} s` : 'DID NOT RUN'
  return line(name, String(passed), String(failed), time)
}

/**
 * @param {string} name
 * @param {string} passed
 * @param {string} failed
 * @param {string} time
 */
function line(name, passed, failed, time) {
  return `${name.padEnd(14)}${passed.padStart(8)}${failed.padStart(8)}${time.padStart(14)}`
}
