import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningServer, startServer } from '../../src/server/server'
import { ArchiveContent } from './archive-content'
import { buildPackage, run } from './built-package'
import { InstalledApp } from './installed-app'
import { asOrdinaryUser, theirFolder } from './ordinary-user'
import { SignedFeed } from './signed-feed'

/*
 * A package's life on this machine, in order: installed, used by an ordinary user, updated by the command that the program says
 * once it has verified the next version, used with what the first version kept, removed, purged. Each step stands on the one
 * before.
 */

const INSTALLED = '/usr/lib/jim-desktop'
/** Of whoever looks after the computer: where its updates come from. */
const POLICY = '/etc/jim-desktop'
/** How a fuse wire spells its states: ASCII digits. */
const [DISABLED, ENABLED] = [0x30, 0x31]
/** Bytes of the package; a picture or a library that came in by mistake shows. */
const MAX_BYTES = 115_000_000

const dir = mkdtempSync(join(tmpdir(), 'jim-packages-'))
const home = join(dir, 'home')
const start = { program: 'jim-desktop', home, env: process.env }
const HELLO = 'Hello from an installed Jim 已安装'
let first: string
let said: string
let second: string
let feed: SignedFeed
let server: RunningServer
let app: InstalledApp

const installedVersion = async (): Promise<string> => (await run('dpkg-query', ['-W', '-f', '${Version}', 'jim-desktop'])).stdout

beforeAll(async () => {
  if (existsSync(INSTALLED)) throw new Error(`${INSTALLED} is there: this test installs and removes the package`)
  if (existsSync(POLICY)) throw new Error(`${POLICY} is there: this test writes a policy`)
  theirFolder(dir)
  theirFolder(home)
  feed = await SignedFeed.start()
  const keys = { JIM_RELEASE_KEYS: feed.publicKey }
  ;({ file: first, said } = await buildPackage('deb', '0.0.1', dir, keys))
  ;({ file: second } = await buildPackage('deb', '0.0.2', dir, keys))
  mkdirSync(POLICY, { mode: 0o755 })
  writeFileSync(join(POLICY, 'policy.json'), JSON.stringify({ settings: { updateSource: feed.served.address } }), { mode: 0o644 })
  server = await startServer({ host: '127.0.0.1', tcp: 0, ws: 0, http: 0, demo: { messages: 100 } })
})
afterAll(async () => {
  await server.close()
  feed.served.close()
  await run('dpkg', ['--purge', 'jim-desktop'])
  rmSync(POLICY, { recursive: true, force: true })
  rmSync(dir, { recursive: true, force: true })
})

const content = (): ArchiveContent => new ArchiveContent(join(INSTALLED, 'resources/app.asar'))

describe('the package', () => {
  it('is of the version that was asked for, and no heavier than it should be and was said', () => {
    expect(basename(first)).toMatch(/^jim-desktop_0\.0\.1(~tryout)?_(amd64|arm64)\.deb$/)
    const { size } = statSync(first)
    expect(size).toBeLessThan(MAX_BYTES)
    expect(said).toContain(`${basename(first)} (${(size / 1e6).toFixed(1)} MB)`)
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
    await run('desktop-file-validate', ['/usr/share/applications/jim-desktop.desktop'])
    await run('appstreamcli', ['validate', '--no-net', '/usr/share/metainfo/jim-desktop.metainfo.xml'])
    await run('desktop-file-validate', ['/usr/share/Thunar/sendto/jim-desktop.desktop'])
    for (const path of ['kio/servicemenus/jim-desktop.desktop', 'nemo/actions/jim-desktop.nemo_action']) {
      expect(existsSync(join('/usr/share', path))).toBe(true)
    }
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

  it('carries neither sources nor tests nor maps', () => {
    expect(content().files).toContain('out/main/server.cjs')
    const strange = content().files.filter(
      (path) =>
        /^(src|tests|scripts|docs|bench)\//.test(path) ||
        /\.(map|vue|ts|mts|cts)$/.test(path) ||
        /(^|\/)(test|tests|__tests__|\.github)\//.test(path),
    )
    expect(strange).toEqual([])
    expect(existsSync(join(INSTALLED, 'resources/default_app.asar'))).toBe(false)
    expect(readFileSync(join(INSTALLED, 'resources/package-type'), 'utf8')).toBe('deb')
  })

  it('carries the packages that the program asks for, and no other', () => {
    const [there, needed] = [content().packages(), content().neededPackages()]
    expect(there).toContain('better-sqlite3')
    expect(there.filter((name) => !needed.includes(name))).toEqual([])
    // For Windows alone, and headers for whoever compiles the addon.
    expect(needed.filter((name) => !there.includes(name))).toEqual(['native-reg', 'node-addon-api'])
  })

  it('vouches for every file of its archive', () => {
    expect(content().damaged()).toEqual([])
  })
})

describe('as an ordinary user', () => {
  it('starts with the sandbox, and chats', async () => {
    app = await InstalledApp.launch(start)
    await app.signIn(server.ports, 'alice')
    await app.open('c2c:alice:bob')
    await app.send(HELLO)
    const pages = await app.pageProcesses()
    expect(pages.length).toBeGreaterThan(0)
    for (const { seccomp, command } of pages) {
      // A filter of system calls, which Chromium's sandbox sets last.
      expect(seccomp).toBe('2')
      expect(command).not.toContain('no-sandbox')
    }
  })

  it('takes the file that a desktop opens with it, and asks to whom it goes', async () => {
    const file = join(home, 'plan 计划.pdf')
    writeFileSync(file, 'a plan', { mode: 0o644 })
    const env = { PATH: '/usr/bin:/bin', HOME: home, DISPLAY: process.env['DISPLAY'] }
    await run(...asOrdinaryUser(['gio', 'launch', '/usr/share/applications/jim-desktop.desktop', file]), { env })
    await app.page.getByRole('dialog', { name: 'Send 1 file' }).getByText('计划').waitFor()
    await app.page.keyboard.press('Escape')
  })
})

/* The program was built with the key of the feed, and goes where the policy of the computer says. */
describe('what it does not take', () => {
  const DEB = 'jim-desktop_0.0.2_amd64.deb'
  const pack = Buffer.alloc(2_000_000, 'a package ')
  const updates = () => app.page.getByRole('region', { name: 'Updates' })
  const line = () => updates().getByTestId('update-line')

  beforeAll(async () => {
    await app.page.keyboard.press('Control+,')
    await app.page.getByRole('tab', { name: 'About', exact: true }).click()
    await updates().getByRole('button', { name: 'Check now', exact: true }).waitFor()
  })
  const check = () => updates().getByRole('button', { name: 'Check now', exact: true }).click()
  const download = () =>
    updates()
      .getByRole('button', { name: /^(Download|Try again)$/ })
      .click()

  it.each<[string, (of: SignedFeed) => void, string]>([
    ['that was forged', (of) => of.forge('0.0.2', DEB, pack), 'it was changed or forged'],
    ['of a stranger', (of) => of.publishOfStranger('0.0.2', DEB, pack), 'a key that this program does not know'],
    ['that is older', (of) => of.publish('0.0.0', DEB.replace('0.0.2', '0.0.0'), pack), 'The version there, 0.0.0, is older'],
    ['that has expired', (of) => of.publishExpired('0.0.2', DEB, pack), 'has expired'],
  ])('is a release %s', async (_, publish, words) => {
    publish(feed)
    await check()
    await line().getByText(words).waitFor()
    expect(await updates().getByTestId('update-offer').count()).toBe(0)
  })

  it('is a package that was cut off, or swapped', async () => {
    feed.publish('0.0.2', DEB, pack)
    feed.served.faults.push({ of: DEB, cutAfter: 1_000_000 })
    await check()
    await download()
    await line().getByText('The download broke off').waitFor()
    feed.served.files.set(DEB, Buffer.alloc(pack.length, 'another'))
    await download()
    await line().getByText('it was swapped or damaged').waitFor()
    expect(await updates().getByTestId('update-command').count()).toBe(0)
  })
})

describe('the next version', () => {
  it('is found, fetched and verified by the first, which says the command that installs it', async () => {
    feed.publish('0.0.2', basename(second), readFileSync(second))
    const updates = app.page.getByRole('region', { name: 'Updates' })
    await updates.getByRole('button', { name: 'Check now', exact: true }).click()
    await updates.getByRole('button', { name: 'Download', exact: true }).click()
    await updates.getByText('Verified: signed and complete.').waitFor()
    const command = (await updates.getByTestId('update-command').textContent())!
    expect(command).toMatch(/^sudo apt install /)
    // As root already; nothing is asked, and nothing else installed.
    const options = join(dir, 'apt.conf')
    writeFileSync(options, 'APT::Get::Assume-Yes "true";\nAPT::Install-Recommends "false";\n')
    await run('sh', ['-c', `sudo() { "$@"; }; ${command}`], {
      env: { ...process.env, APT_CONFIG: options, DEBIAN_FRONTEND: 'noninteractive' },
    })
    expect(await app.close()).toBe(0)
  })

  it('takes the place of the first', async () => {
    expect(await installedVersion()).toMatch(/^0\.0\.2(~tryout)?$/)
    expect(statSync(join(INSTALLED, 'chrome-sandbox')).mode & 0o7777).toBe(0o4755)
  })

  it('is signed in still, and has what the first one sent', async () => {
    app = await InstalledApp.launch(start)
    await app.open('c2c:alice:bob')
    await app.message(HELLO).waitFor()
    expect(await app.page.evaluate(() => window.jim.call('app:info'))).toContain('0.0.2')
    expect(await app.close()).toBe(0)
  })
})

describe('removing it', () => {
  const places = [INSTALLED, '/usr/bin/jim-desktop', '/usr/share/applications/jim-desktop.desktop', '/usr/share/doc/jim-desktop']
  const messages = join(home, '.config/Jim Desktop/accounts')

  it('leaves nothing of the package, and all of the person', async () => {
    await run('dpkg', ['--remove', 'jim-desktop'])
    expect(places.filter((path) => existsSync(path))).toEqual([])
    expect((await run('find', ['/usr/share', '-name', 'jim-desktop*'])).stdout).toBe('')
    expect(readdirSync(messages)).not.toEqual([])
  })

  it('tells whoever purges it what stays, and where', async () => {
    await run('dpkg', ['-i', second])
    const { stdout } = await run('dpkg', ['--purge', 'jim-desktop'])
    expect(stdout).toContain("stay with each person, in '~/.config/Jim Desktop'")
    expect(places.filter((path) => existsSync(path))).toEqual([])
    expect(readdirSync(messages)).not.toEqual([])
  })
})
