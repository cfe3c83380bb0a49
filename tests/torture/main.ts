import { readArguments, refuseArguments } from '../../scripts/lib/arguments.mjs'
import { openDisplay } from '../../scripts/lib/display.mjs'
import { runTorture } from './torture'
import { isClean } from './verdict'

const USAGE = 'npm run torture -- --cycles N [--seed S] [--file-mb M] [--least-file-mb L]    needs a build: npm run build'

const { values } = readArguments(USAGE, {
  options: {
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
const start = performance.now()
try {
  const MIB = 1024 * 1024
  const bytes = { fileBytes: fileMb * MIB, leastFileBytes: Math.max(1, leastMb * MIB) }
  const report = await runTorture({ cycles, seed, ...bytes, env: display.env, note: console.error })
  const { verdict, uploads } = report
  const minutes = ((performance.now() - start) / 60_000).toFixed(1)
  console.log(`${cycles} cycles, seed ${seed}, ${minutes} min: app killed ${report.appKills} times, server ${report.serverKills} times`)
  console.log(
    `${verdict.messages} messages; the app queued, and its window showed as sent: ${report.shownAsSent}; all queued: ${report.queued}`,
  )
  console.log(
    `lost ${verdict.lost.length}, duplicated ${verdict.duplicated.length}, ` +
      `out of order ${verdict.outOfOrder.length}, invented ${verdict.invented.length}`,
  )
  console.log(`${report.files} files, of which ${report.torn.length} are not whole with the other side`)
  console.log(
    `${uploads.requests} requests carried them up; bytes sent again that the server had: ${uploads.sentAgain}; ` +
      `not from where it stood: ${uploads.astray}; begun anew: ${uploads.begunAnew}`,
  )
  const isExact = uploads.sentAgain + uploads.astray + uploads.begunAnew === 0
  if (!isClean(verdict) || report.torn.length > 0 || !isExact) {
    console.error(JSON.stringify({ ...verdict, torn: report.torn, lost: verdict.lost.slice(0, 20) }, null, 2))
    process.exitCode = 1
  }
} finally {
  display.close()
}
