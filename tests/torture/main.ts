import { readArguments, refuseArguments } from '../../scripts/lib/arguments.mjs'
import { openDisplay } from '../../scripts/lib/display.mjs'
import { runClusterTorture } from './cluster-torture'
import { runTorture } from './torture'
import { isClean, type Verdict } from './verdict'

const USAGE = `npm run torture -- --cycles N [--seed S] [--file-mb M] [--least-file-mb L]    needs a build: npm run build
npm run torture -- --cluster --cycles N [--seed S]    an office of three servers, PostgreSQL and NATS: messages only`

const { values } = readArguments(USAGE, {
  options: {
    cluster: { type: 'boolean', default: false },
    cycles: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    'file-mb': { type: 'string', default: '4' },
    'least-file-mb': { type: 'string', default: '0' },
  },
})
const [cycles, seed] = [Number(values.cycles), Number(values.seed)]
const [leastMb, fileMb] = [Number(values['least-file-mb']), Number(values['file-mb'])]
if (
  !Number.isInteger(cycles) ||
  cycles < 1 ||
  !Number.isInteger(seed) ||
  !Number.isInteger(fileMb) ||
  !(leastMb >= 0 && leastMb <= fileMb)
) {
  refuseArguments(USAGE, 'These are whole numbers, and the least file is no larger than the largest.')
}

// The processes that were started end with this one, and Ctrl+C is no exception.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130))

const display = await openDisplay()
const run = { cycles, seed, env: display.env, note: console.error }
try {
  const isGood = values.cluster ? await tortureCluster() : await tortureServer()
  if (!isGood) process.exitCode = 1
} finally {
  display.close()
}

async function tortureCluster(): Promise<boolean> {
  const minutes = stopwatch()
  const { verdict, kills, queued, shownAsSent } = await runClusterTorture(run)
  console.log(
    `${cycles} cycles, seed ${seed}, ${minutes()} min: nodes killed ${kills.node} times, NATS ${kills.NATS}, PostgreSQL ${kills.PostgreSQL}`,
  )
  console.log(`${verdict.messages} messages; queued: ${queued}; the app showed as sent: ${shownAsSent}`)
  return tell(verdict)
}

async function tortureServer(): Promise<boolean> {
  const minutes = stopwatch()
  const MIB = 1024 * 1024
  const report = await runTorture({ ...run, fileBytes: fileMb * MIB, leastFileBytes: Math.max(1, leastMb * MIB) })
  const { verdict, uploads } = report
  console.log(`${cycles} cycles, seed ${seed}, ${minutes()} min: app killed ${report.appKills} times, server ${report.serverKills} times`)
  console.log(
    `${verdict.messages} messages; the app queued, and its window showed as sent: ${report.shownAsSent}; all queued: ${report.queued}`,
  )
  const isWhole = tell(verdict)
  console.log(`${report.files} files, of which ${report.torn.length} are not whole with the other side`)
  console.log(
    `${uploads.requests} requests carried them up; bytes sent again that the server had: ${uploads.sentAgain}; ` +
      `not from where it stood: ${uploads.astray}; begun anew: ${uploads.begunAnew}`,
  )
  if (report.torn.length > 0) console.error(JSON.stringify({ torn: report.torn }, null, 2))
  return isWhole && report.torn.length === 0 && uploads.sentAgain + uploads.astray + uploads.begunAnew === 0
}

/** Whether it is clean. */
function tell(verdict: Verdict): boolean {
  const { lost, duplicated, outOfOrder, invented } = verdict
  console.log(`lost ${lost.length}, duplicated ${duplicated.length}, out of order ${outOfOrder.length}, invented ${invented.length}`)
  if (isClean(verdict)) return true
  console.error(JSON.stringify({ ...verdict, lost: lost.slice(0, 20) }, null, 2))
  return false
}

/** Minutes since now. */
function stopwatch(): () => string {
  const start = performance.now()
  return () => ((performance.now() - start) / 60_000).toFixed(1)
}
