import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { StepError } from './report.mjs'
import { ensureBrowser } from './system-packages.mjs'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/**
 * The Chromium of this system: JIM_CHROMIUM names one; on Debian as root it is installed.
 *
 * @param {import('./report.mjs').Report} report
 * @returns {Promise<string>} the executable
 * @throws StepError where there is none
 */
export async function findChromium(report) {
  const named = process.env.JIM_CHROMIUM
  if (named) {
    if (existsSync(named)) return named
    throw new StepError(`JIM_CHROMIUM names no browser: ${named}`, { advice: 'correct it or unset it.' })
  }
  const found = search() ?? (await ensureBrowser(report).then(search))
  if (found !== undefined) return found
  throw new StepError('There is no Chromium here.', {
    advice: 'sudo apt-get install chromium, or JIM_CHROMIUM=<the executable of a Chromium or Chrome>.',
  })
}

/** @returns {string | undefined} */
function search() {
  const places = (process.env.PATH ?? '').split(delimiter).flatMap((dir) => NAMES.map((name) => join(dir, name)))
  return places.find((path) => existsSync(path))
}
