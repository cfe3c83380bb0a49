import { fuzzMedia, problemsOf } from './media'

/** Pictures of one run of the app. */
const ROUND = 2500

/** `npm run fuzz -- --images N [--seed S]`: after `npm run build`. */
export async function fuzzMediaRounds(images: number, seed: number): Promise<boolean> {
  for (let done = 0; done < images;) {
    const count = Math.min(ROUND, images - done)
    const start = performance.now()
    const report = await fuzzMedia({ count, seed: seed + done / ROUND })
    done += count
    const seconds = ((performance.now() - start) / 1000).toFixed(1)
    const memory = report.memory.filter((_, index) => index % 5 === 0).map(({ window, main }) => `${window}/${main}`)
    console.log(
      `${done} pictures, the last ${count} in ${seconds} s: ${JSON.stringify(report.outcomes)}, ${report.windows} windows, MiB of window/main ${memory.join(' ')}`,
    )
    for (const { outcome, mime, isRead, base64 } of report.culprits) {
      console.log(`${outcome} by ${mime}, its header ${isRead ? 'believed' : 'not read'}: ${base64}`)
    }
    const problems = problemsOf(report)
    for (const problem of problems) console.error(problem)
    if (problems.length > 0) return false
  }
  return true
}
