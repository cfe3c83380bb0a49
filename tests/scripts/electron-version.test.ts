import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { FALLBACK } from '../../scripts/lib/electron-fallback-pin.mjs'

type Lock = {
  readonly packages: Readonly<Record<string, { readonly version: string; readonly devDependencies?: Readonly<Record<string, string>> }>>
}

/** The newest release when it was last looked at: a step back is a mistake. */
const CURRENT_MAJOR = 45

it('ships with the current Electron, not with the old one that tests may run on', () => {
  const lock = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../package-lock.json'), 'utf8')) as Lock
  const { version } = lock.packages['node_modules/electron']!
  expect(Number(version.split('.')[0])).toBeGreaterThanOrEqual(CURRENT_MAJOR)
  expect(lock.packages['']!.devDependencies!['electron']).toMatch(new RegExp(`^\\^${version.split('.')[0]!}\\.`))
  expect(version).not.toBe(FALLBACK.electronVersion)
})
