import { execFile } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { listPackage } from '@electron/asar'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packagedApp } from '../../scripts/lib/packaged-app.mjs'
import { type RunningServer, startServer } from '../../src/server/server'
import { InstalledApp, ORDINARY_USER } from './installed-app'

/*
 * A package's life on this machine, in order: installed, used by an ordinary user, updated, used with what the first version
 * kept, removed. Each step stands on the one before.
 */

const run = promisify(execFile)
const ROOT = resolve(import.meta.dirname, '../..')
const INSTALLED = '/usr/lib/jim-desktop'
/** How a fuse wire spells its states: ASCII digits. */
const [DISABLED, ENABLED] = [0x30, 0x31]
/** Bytes of the package; a picture or a library that came in by mistake shows. */
const MAX_BYTES = 115_000_000

const dir = mkdtempSync(join(tmpdir(), 'jim-packages-'))
const home = join(dir, 'home')
let first: string
let second: string
let server: RunningServer
let app: InstalledApp

async function build(version: string): Promise<string> {
  const { output } = packagedApp()
  await run(process.execPath, [join(ROOT, 'scripts/package.mjs'), '--deb', '--set-version', version], { cwd: ROOT })
  const name = readdirSync(output).find((file) => file.endsWith('.deb'))!
  const kept = join(dir, name)
  await run('cp', [join(output, name), kept])
  return kept
}

const installedVersion = async (): Promise<string> => (await run('dpkg-query', ['-W', '-f', '${Version}', 'jim-desktop'])).stdout

beforeAll(async () => {
  if (existsSync(INSTALLED)) throw new Error(`${INSTALLED} is there: this test installs and removes the package`)
  mkdirSync(home, { recursive: true })
  chownSync(dir, ORDINARY_USER, ORDINARY_USER)
  chownSync(home, ORDINARY_USER, ORDINARY_USER)
  first = await build('0.0.1')
  second = await build('0.0.2')
  server = await startServer({ host: '127.0.0.1', tcp: 0, ws: 0, http: 0, demo: { messages: 100 } })
})
afterAll(async () => {
  await server.close()
  await run('dpkg', ['--purge', 'jim-desktop'])
  rmSync(dir, { recursive: true, force: true })
})

describe('the package', () => {
  it('is of the version that was asked for, and no heavier than it should be', () => {
    expect(basename(first)).toMatch(/^jim-desktop_0\.0\.1(~tryout)?_(amd64|arm64)\.deb$/)
    expect(statSync(first).size).toBeLessThan(MAX_BYTES)
  })

  it('installs, and gives every file to root and the sandbox its rights', async () => {
    await run('dpkg', ['-i', first])
    expect(await installedVersion()).toMatch(/^0\.0\.1(~tryout)?$/)
    const { stdout } = await run('find', [INSTALLED, '!', '-user', 'root', '-o', '!', '-type', 'l', '-perm', '/022'])
    expect(stdout).toBe('')
    const helper = statSync(join(INSTALLED, 'chrome-sandbox'))
    expect([helper.uid, helper.mode & 0o7777]).toEqual([0, 0o4755])
  })

  it('is known to the desktop, and for jim: links', async () => {
    const entry = readFileSync('/usr/share/applications/jim-desktop.desktop', 'utf8')
    expect(entry).toContain('\nExec=jim-desktop %U\n')
    expect(entry).toContain('\nMimeType=x-scheme-handler/jim;\n')
    await run('appstreamcli', ['validate', '--no-net', '/usr/share/metainfo/jim-desktop.metainfo.xml'])
    for (const size of ['16x16', '48x48', '256x256', '512x512']) {
      expect(existsSync(`/usr/share/icons/hicolor/${size}/apps/jim-desktop.png`)).toBe(true)
    }
  })

  it('has every fuse as adr/004 states it', async () => {
    const fuses = await getCurrentFuseWire(join(INSTALLED, 'jim-desktop'))
    const stated = {
      [FuseV1Options.RunAsNode]: DISABLED,
      [FuseV1Options.EnableCookieEncryption]: ENABLED,
      [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: DISABLED,
      [FuseV1Options.EnableNodeCliInspectArguments]: DISABLED,
      [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: ENABLED,
      [FuseV1Options.OnlyLoadAppFromAsar]: ENABLED,
      [FuseV1Options.GrantFileProtocolExtraPrivileges]: DISABLED,
    }
    expect(fuses).toMatchObject(stated)
  })

  it('carries neither sources nor tests nor maps, nor what only developers use', () => {
    const files = listPackage(join(INSTALLED, 'resources/app.asar'), { isPack: false })
    expect(files).toContain('/out/main/server.cjs')
    const strange = files.filter(
      (path) =>
        /^\/(src|tests|scripts|docs|bench)\//.test(path) ||
        /\.(map|vue|ts|mts|cts)$/.test(path) ||
        /^\/node_modules\/(vitest|vite|typescript|electron|electron-builder|playwright|prettier|eslint)\//.test(path),
    )
    expect(strange).toEqual([])
    expect(existsSync(join(INSTALLED, 'resources/default_app.asar'))).toBe(false)
    expect(readFileSync(join(INSTALLED, 'resources/package-type'), 'utf8')).toBe('deb')
  })
})

describe('as an ordinary user', () => {
  it('starts with the sandbox, and chats', async () => {
    app = await InstalledApp.launch(home, process.env)
    await app.signIn(server.ports, 'alice')
    await app.open('c2c:alice:bob')
    await app.send('Hello from an installed Jim 已安装')
    const mine = app.page.getByRole('article').filter({ hasText: 'Hello from an installed Jim 已安装' })
    await mine.and(app.page.locator('[data-delivery=sent], [data-delivery=delivered], [data-delivery=read]')).waitFor()
    const { stdout } = await run('pgrep', ['-u', String(ORDINARY_USER), '-f', `^${INSTALLED}/jim-desktop --type=renderer`])
    for (const pid of stdout.trim().split('\n')) {
      // 2: a filter of system calls, which Chromium's sandbox sets last.
      expect(readFileSync(`/proc/${pid}/status`, 'utf8')).toMatch(/^Seccomp:\t2$/m)
      expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).not.toContain('no-sandbox')
    }
  })

  it('ends when it is asked to', async () => {
    expect(await app.close()).toBe(0)
  })
})

describe('the next version', () => {
  it('takes the place of the first', async () => {
    await run('dpkg', ['-i', second])
    expect(await installedVersion()).toMatch(/^0\.0\.2(~tryout)?$/)
    expect(statSync(join(INSTALLED, 'chrome-sandbox')).mode & 0o7777).toBe(0o4755)
  })

  it('is signed in still, and has what the first one sent', async () => {
    app = await InstalledApp.launch(home, process.env)
    await app.open('c2c:alice:bob')
    await app.page.getByRole('article').filter({ hasText: 'Hello from an installed Jim 已安装' }).waitFor()
    expect(await app.page.evaluate(() => window.jim.call('app:info'))).toContain('0.0.2')
    expect(await app.close()).toBe(0)
  })
})

describe('removing it', () => {
  it('leaves nothing of the package, and all of the person', async () => {
    await run('dpkg', ['--purge', 'jim-desktop'])
    const places = [INSTALLED, '/usr/bin/jim-desktop', '/usr/share/applications/jim-desktop.desktop', '/usr/share/doc/jim-desktop']
    expect(places.filter((path) => existsSync(path))).toEqual([])
    expect((await run('find', ['/usr/share', '-name', 'jim-desktop*'])).stdout).toBe('')
    expect(readdirSync(join(home, '.config/Jim Desktop/accounts'))).not.toEqual([])
  })
})
