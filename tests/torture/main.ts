import { parseArgs } from 'node:util'
import { openDisplay } from '../../scripts/lib/display.mjs'
import { runTorture } from './torture'
import { isClean } from './verdict'

const { values } = parseArgs({
  options: {
    cycles: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    'file-mb': { type: 'string', default: '4' },
  },
})
const [cycles, seed, fileMb] = [Number(values.cycles), Number(values.seed), Number(values['file-mb'])]
if (!Number.isInteger(cycles) || cycles < 1 || !Number.isInteger(seed) || !Number.isInteger(fileMb) || fileMb < 0) {
  console.error('npm run torture -- --cycles N [--seed S] [--file-mb M]    needs a build: npm run build')
  process.exit(2)
}

// The processes that were started end with this one, and Ctrl+C is no exception.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130))

const display = await openDisplay()
const start = performance.now()
try {
  const report = await runTorture({ cycles, seed, fileBytes: fileMb * 1024 * 1024, env: display.env, note: console.error })
  const { verdict } = report
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
  if (!isClean(verdict) || report.torn.length > 0) {
    console.error(JSON.stringify({ ...verdict, torn: report.torn, lost: verdict.lost.slice(0, 20) }, null, 2))
    process.exitCode = 1
  }
} finally {
  display.close()
}
