import { execFile } from 'node:child_process'
import { cpSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { packagedApp } from '../../scripts/lib/packaged-app.mjs'

export const run = promisify(execFile)
type Kind = 'deb' | 'rpm' | 'tar'
const ROOT = resolve(import.meta.dirname, '../..')

/** Makes a package as people do, and keeps a copy: the next one empties the output. */
export async function buildPackage(kind: Kind, version: string, keptIn: string, env = {}): Promise<{ file: string; said: string }> {
  const args = [join(ROOT, 'scripts/package.mjs'), `--${kind}`, '--set-version', version]
  const { stderr } = await run(process.execPath, args, { cwd: ROOT, env: { ...process.env, ...env } })
  const { output } = packagedApp()
  const name = readdirSync(output).find((file) => file.endsWith(kind === 'tar' ? '.tar.gz' : `.${kind}`))!
  const file = join(keptIn, name)
  cpSync(join(output, name), file)
  return { file, said: stderr }
}
