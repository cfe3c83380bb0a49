import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDisplay } from './display.mjs'
import { findElectron } from './electron-runtime.mjs'
import { ROOT } from './paths.mjs'
import { lastLines, run } from './run.mjs'

/** Milliseconds; it takes two seconds on a quiet machine. */
const LIMIT_MS = 60_000

/**
 * Signed in without a token, so that a start opens an account's store and dials nobody. Were it not understood, the start
 * of somebody who is not signed in would be compiled.
 */
const ACCOUNT = {
  server: { kind: 'sync', host: '127.0.0.1', port: 9, tls: false, httpBase: '', caFile: '' },
  userId: 'nobody',
  name: '',
  avatar: '',
  isLocalTrial: false,
  isSignedIn: true,
}

/**
 * Has Electron compile what the build made of main, so that no start has to (docs/adr/017). Without it the app only starts
 * later, so nothing fails where it cannot be done: no Electron for this platform, no display.
 *
 * @returns {Promise<string | undefined>} why there is no cache
 */
export async function compileMain() {
  const electron = findElectron()
  if (electron === undefined) return 'no Electron is installed'
  const profile = mkdtempSync(join(tmpdir(), 'jim-compile-'))
  try {
    writeFileSync(join(profile, 'account.json'), JSON.stringify(ACCOUNT))
    const display = await openDisplay()
    const app = join(ROOT, 'scripts', 'compile-app', 'main.mjs')
    const { code, output } = await run(electron.executable, [...electron.args, app, `--user-data-dir=${profile}`], {
      cwd: ROOT,
      env: { ...display.env, JIM_COMPILED_DIR: join(ROOT, 'out', 'main') },
      timeoutMs: LIMIT_MS,
    }).finally(display.close)
    return code === 0 && output.includes('jim: compiled') ? undefined : `Electron ended with code ${code}.\n${lastLines(output)}`
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    rmSync(profile, { recursive: true, force: true })
  }
}
