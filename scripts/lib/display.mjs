import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { killTree, start } from './run.mjs'
import { StepError } from './report.mjs'
import { hasDisplay } from './system-packages.mjs'

/** Room for two windows side by side. */
export const VIRTUAL_SCREEN = { width: 1920, height: 1080 }

/**
 * The person's display, or a virtual one of our own where there is none.
 *
 * @param {NodeJS.ProcessEnv} [env] without DISPLAY a virtual one is opened in any case
 * @returns {Promise<{ isVirtual: boolean, env: NodeJS.ProcessEnv, close: () => void }>} `env` has DISPLAY set
 */
export async function openDisplay(env = process.env) {
  if (hasDisplay(env)) return { isVirtual: false, env, close: () => undefined }
  const { width, height } = VIRTUAL_SCREEN
  // With -displayfd the X server picks a free number itself and tells it on that file descriptor.
  const args = ['-displayfd', '3', '-screen', '0', `${width}x${height}x24`, '-nolisten', 'tcp', '-noreset']
  const xvfb = start('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  const failed = new Promise((_, reject) => {
    const advice = 'on Debian as root, npm run setup installs it; else: sudo apt-get install xvfb xauth'
    xvfb.once('error', () => reject(new StepError('There is no display, and Xvfb is not installed.', { advice })))
    xvfb.once('exit', (code) => reject(new StepError(`Xvfb ended with code ${code}.`, { advice })))
  })
  failed.catch(() => undefined)
  const pipe = /** @type {import('node:stream').Readable} */ (xvfb.stdio[3])
  const [number] = /** @type {[string]} */ (await Promise.race([once(createInterface({ input: pipe }), 'line'), failed]))
  return { isVirtual: true, env: { ...env, DISPLAY: `:${number.trim()}` }, close: () => killTree(xvfb) }
}
