import { execFile } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { listPackage } from '@electron/asar'
import { beforeAll, expect, it } from 'vitest'
import { packagedApp } from '../../scripts/lib/packaged-app.mjs'
import { turnedHeic } from '../transfers/heic'
import { Desktop } from './desktop'
import { chooseInDialog } from './given-files'

/** How a fuse wire spells its states: ASCII digits. */
const DISABLED = 0x30
const ENABLED = 0x31
const run = promisify(execFile)
const ROOT = resolve(import.meta.dirname, '../..')
/** The same package with the inspect fuse left on: what ships cannot be driven by a test. */
const variant = packagedApp(true)

beforeAll(() => run(process.execPath, [join(ROOT, 'scripts/package.mjs'), '--dir', '--test-variant'], { cwd: ROOT }), 600_000)

it('starts, runs its own server, sends a message and decodes a HEIC', async () => {
  const desktop = await Desktop.launch({ executable: variant.executable })
  try {
    expect(await desktop.app.evaluate(({ app }) => app.isPackaged)).toBe(true)
    await desktop.page.getByRole('button', { name: desktop.names.tryLocal }).click()
    await desktop.page.getByRole('listbox', { name: desktop.names.conversations }).waitFor()
    await desktop.openConversation('c2c:alice:bob')
    await desktop.send('Hello from the package 打包版')
    await desktop.timeline.getByText('Hello from the package 打包版').waitFor()
    await desktop.waitForDelivery('sent', 'delivered', 'read')
    // Its decoder is read out of the archive.
    writeFileSync(join(desktop.profileDir, 'photo.heic'), turnedHeic())
    await chooseInDialog(desktop, [join(desktop.profileDir, 'photo.heic')])
    await desktop.page.getByRole('button', { name: 'Attach files' }).click()
    const image = desktop.page.getByRole('dialog').locator('li img')
    expect(await image.evaluate((one: HTMLImageElement) => one.decode().then(() => [one.naturalWidth, one.naturalHeight]))).toEqual([
      40, 60,
    ])
  } finally {
    await desktop.close()
  }
})

it('starts with what the build compiled, out of the archive', async () => {
  const desktop = await Desktop.launch({ executable: variant.executable })
  try {
    // It is written once the window's page has its script.
    await desktop.page.getByRole('button', { name: desktop.names.tryLocal }).waitFor()
    const log = readFileSync(join(desktop.profileDir, 'logs', 'main.log'), 'utf8')
    expect(log.match(/app starts.*/)?.[0]).toBe('app starts isCompiled=true')
  } finally {
    await desktop.close()
  }
})

it('carries neither sources nor tests nor developers’ parts', () => {
  const archive = join(variant.dir, 'resources', 'app.asar')
  const files = listPackage(archive, { isPack: false }).map((path) => path.replaceAll('\\', '/'))
  expect(files).toContain('/out/main/server.cjs')
  expect(
    files.filter(
      (path) =>
        /^\/(src|tests|scripts|docs|bench)\//.test(path) ||
        /\.(map|vue)$/.test(path) ||
        /^\/node_modules\/(vitest|typescript|electron|playwright)\//.test(path),
    ),
  ).toEqual([])
})

it('has every fuse as stated but the one that tests need', async () => {
  expect(existsSync(variant.executable)).toBe(true)
  const fuses = await getCurrentFuseWire(variant.executable)
  expect(fuses[FuseV1Options.RunAsNode]).toBe(DISABLED)
  expect(fuses[FuseV1Options.EnableNodeOptionsEnvironmentVariable]).toBe(DISABLED)
  expect(fuses[FuseV1Options.OnlyLoadAppFromAsar]).toBe(ENABLED)
  expect(fuses[FuseV1Options.EnableEmbeddedAsarIntegrityValidation]).toBe(ENABLED)
  expect(fuses[FuseV1Options.EnableNodeCliInspectArguments]).toBe(ENABLED)
})
