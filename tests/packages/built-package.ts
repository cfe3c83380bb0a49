import { execFile } from 'node:child_process'
import { cpSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { packagedApp } from '../../scripts/lib/packaged-app.mjs'

export const run = promisify(execFile)
const ROOT = resolve(import.meta.dirname, '../..')

/** Makes a package as people do, and keeps a copy: the next one empties the output. */
export async function buildPackage(kind: 'deb' | 'tar', version: string, keptIn: string): Promise<{ file: string; said: string }> {
  const { stderr } = await run(process.execPath, [join(ROOT, 'scripts/package.mjs'), `--${kind}`, '--set-version', version], { cwd: ROOT })
  const { output } = packagedApp()
  const name = readdirSync(output).find((file) => file.endsWith(kind === 'deb' ? '.deb' : '.tar.gz'))!
  const file = join(keptIn, name)
  cpSync(join(output, name), file)
  return { file, said: stderr }
}
