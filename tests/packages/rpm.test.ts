import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildPackage, run } from './built-package'

/*
 * A package for other systems than this one, unpacked by rpm itself below a folder that stands for the root of one. Each step stands
 * on the one before.
 */

const MAX_BYTES = 115_000_000
const dir = mkdtempSync(join(tmpdir(), 'jim-rpm-'))
const root = join(dir, 'root')
const installed = join(root, 'usr/lib/jim-desktop')
let file: string

const rpm = async (...args: readonly string[]): Promise<string> =>
  (await run('rpm', ['--root', root, ...args], { maxBuffer: 2 ** 24 })).stdout

beforeAll(async () => {
  ;({ file } = await buildPackage('rpm', '0.0.1', dir))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

it('is of the version that was asked for, no heavier than it should be, and says what it needs', async () => {
  expect(basename(file)).toMatch(/^jim-desktop-0\.0\.1(~tryout)?-1\.(x86_64|aarch64)\.rpm$/)
  expect(statSync(file).size).toBeLessThan(MAX_BYTES)
  const needs = (await run('rpm', ['-qp', '--requires', file])).stdout
  expect(needs).toContain('libgtk-3.so.0()(64bit)')
  // Named by libraries alone, and by what unpacks it.
  expect(needs.split('\n').filter((line) => line !== '' && !/^(lib\S+\(\)\(64bit\)|rpmlib\(.*)/.test(line))).toEqual([])
})

it('unpacks, and gives every file to root and the sandbox its rights', async () => {
  await rpm('--nodeps', '-i', file)
  const { stdout } = await run('find', [join(root, 'usr'), '!', '-user', 'root', '-o', '!', '-type', 'l', '-perm', '/022'])
  expect(stdout).toBe('')
  expect(statSync(join(installed, 'chrome-sandbox')).mode & 0o7777).toBe(0o4755)
  expect(statSync(join(root, 'usr/bin/jim-desktop')).isFile()).toBe(true)
  // By it the program knows which package takes its place.
  expect(readFileSync(join(installed, 'resources/package-type'), 'utf8')).toBe('rpm')
})

it('is known to the desktop, to software centres and to file managers', async () => {
  await run('desktop-file-validate', [join(root, 'usr/share/applications/jim-desktop.desktop')])
  await run('appstreamcli', ['validate', '--no-net', join(root, 'usr/share/metainfo/jim-desktop.metainfo.xml')])
  for (const path of [
    'kio/servicemenus/jim-desktop.desktop',
    'Thunar/sendto/jim-desktop.desktop',
    'nemo/actions/jim-desktop.nemo_action',
  ]) {
    expect(existsSync(join(root, 'usr/share', path))).toBe(true)
  }
})

it('is what was packed, byte for byte', async () => {
  expect(await rpm('-V', '--nodeps', 'jim-desktop')).toBe('')
})

it('leaves nothing behind', async () => {
  await rpm('-e', 'jim-desktop')
  expect(existsSync(installed)).toBe(false)
  expect((await run('find', [root, '-name', '*jim*'])).stdout).toBe('')
  expect(readdirSync(root)).toContain('usr')
})
