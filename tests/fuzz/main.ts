import { readArguments, refuseArguments } from '../../scripts/lib/arguments.mjs'
import { fuzzAnswers } from './answers'
import { fuzzFiles } from './files'
import { fuzzFrames } from './frames'
import { fuzzMediaRounds } from './media-main'
import { fuzzPictures } from './pictures'

const USAGE = 'npm run fuzz -- --frames N | --images N [--seed S]'

const { values } = readArguments(USAGE, {
  options: { frames: { type: 'string', default: '1000000' }, images: { type: 'string' }, seed: { type: 'string', default: '1' } },
})
const frames = Number(values.frames)
const images = Number(values.images ?? 1)
const seed = Number(values.seed)
if (!Number.isInteger(frames) || frames < 1 || !Number.isInteger(images) || images < 1 || !Number.isInteger(seed)) {
  refuseArguments(USAGE, 'These are whole numbers from 1.')
}
// In the built app's media window, and nothing else.
if (values.images !== undefined) process.exit((await fuzzMediaRounds(images, seed)) ? 0 : 1)

/** Frames of one round; the heap is compared between rounds. */
const ROUND = 500_000
const heaps: number[] = []
let done = 0
const start = performance.now()
while (done < frames) {
  const count = Math.min(ROUND, frames - done)
  const report = fuzzFrames({ frames: count, seed: seed + done / ROUND })
  const files = fuzzFiles({ inputs: Math.ceil(count / 5), seed: seed + done / ROUND })
  const pictures = await fuzzPictures({ inputs: Math.ceil(count / 100), seed: seed + done / ROUND })
  const answers = await fuzzAnswers({ inputs: Math.ceil(count / 5), seed: seed + done / ROUND })
  done += count
  globalThis.gc?.()
  heaps.push(process.memoryUsage().heapUsed)
  console.log(
    `${pictures.drawable} pictures that may be drawn, ${pictures.refused} that may not, ${pictures.stripped} without their location; ` +
      `${files.ranges} ranges, ${files.facts} names, ${files.naming} messages with files, ${answers.addresses} media addresses, ` +
      `${answers.taken + answers.refused} answers of servers; ${done} frames, ${report.decoded} decoded, ${report.packets} packets, ${report.badBodies} bad bodies, ` +
      `${report.failedStreams} failed streams, heap ${(heaps.at(-1)! / 2 ** 20).toFixed(1)} MiB`,
  )
}
console.log(`${done} frames in ${((performance.now() - start) / 1000).toFixed(1)} s: no crash, no hang`)
const growth = heaps.at(-1)! - heaps[0]!
if (globalThis.gc !== undefined && growth > 16 * 2 ** 20) {
  console.error(`the heap grew by ${(growth / 2 ** 20).toFixed(1)} MiB`)
  process.exit(1)
}
