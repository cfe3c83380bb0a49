import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningServer, startServer } from '../../src/server/server'
import { buildPackage, run } from './built-package'
import { InstalledApp } from './installed-app'
import { asOrdinaryUser, theirFolder } from './ordinary-user'

/*
 * The archive in the hands of an ordinary user: unpacked, made portable, used, carried to another folder, used with what it
 * took along. Each step stands on the one before.
 */

/** Bytes of the archive; a picture or a library that came in by mistake shows. */
const MAX_BYTES = 115_000_000
const HELLO = 'Hello from a portable Jim 随身版'

const dir = mkdtempSync(join(tmpdir(), 'jim-tar-'))
const home = join(dir, 'home')
const stick = join(dir, 'stick')
const elsewhere = join(dir, 'elsewhere')
let archive: string
let server: RunningServer

const folder = (of = stick): string => join(of, basename(archive, '.tar.gz'))
const launch = (of = stick): Promise<InstalledApp> =>
  InstalledApp.launch({ program: join(folder(of), 'jim-desktop'), home, env: process.env })

beforeAll(async () => {
  theirFolder(dir)
  for (const one of [home, stick, elsewhere]) theirFolder(one)
  ;({ file: archive } = await buildPackage('tar', '0.0.1', dir))
  server = await startServer({ host: '127.0.0.1', tcp: 0, ws: 0, http: 0, demo: { messages: 100 } })
})
afterAll(async () => {
  await server.close()
  rmSync(dir, { recursive: true, force: true })
})

describe('the archive', () => {
  it('is one folder of its name, no heavier than it should be', async () => {
    expect(basename(archive)).toMatch(/^jim-desktop-0\.0\.1(-tryout)?-(x64|arm64)\.tar\.gz$/)
    expect(statSync(archive).size).toBeLessThan(MAX_BYTES)
    const { stdout } = await run('tar', ['-tzf', archive], { maxBuffer: 2 ** 24 })
    const tops = new Set(
      stdout
        .trim()
        .split('\n')
        .map((path) => path.split('/')[0]),
    )
    expect([...tops]).toEqual([basename(archive, '.tar.gz')])
  })

  it('gives root what root unpacks, writable by nobody else, with the rights of the sandbox’s helper', async () => {
    const { stdout } = await run('tar', ['-tvzf', archive, '--numeric-owner'], { maxBuffer: 2 ** 24 })
    const lines = stdout.trim().split('\n')
    expect(lines.filter((line) => !/^\S+ 0\/0 /.test(line))).toEqual([])
    expect(lines.filter((line) => !line.startsWith('l') && (line[5] === 'w' || line[8] === 'w'))).toEqual([])
    expect(lines.find((line) => line.endsWith('/chrome-sandbox'))).toMatch(/^-rwsr-xr-x /)
  })

  it('has in its share what a desktop is told of a program', async () => {
    await run(...asOrdinaryUser(['tar', '-xzf', archive, '-C', stick]))
    await run('desktop-file-validate', [join(folder(), 'share/applications/jim-desktop.desktop')])
    await run('appstreamcli', ['validate', '--no-net', join(folder(), 'share/metainfo/jim-desktop.metainfo.xml')])
    expect(existsSync(join(folder(), 'share/icons/hicolor/256x256/apps/jim-desktop.png'))).toBe(true)
  })

  it('says in its name and beside the program whether it is a try-out', async () => {
    const note = join(folder(), 'TRY-OUT.txt')
    const isTryOut = basename(archive).includes('-tryout')
    expect(existsSync(note)).toBe(isTryOut)
    if (isTryOut)
      expect(readFileSync(note, 'utf8')).toMatch(/^A try-out of Jim Desktop 0\.0\.1, not for daily use\.\nBuilt with Electron \d/)
  })
})

describe('portable', () => {
  it('does not run without the sandbox, and says so', async () => {
    const start = asOrdinaryUser([join(folder(), 'jim-desktop'), '--no-sandbox', '--password-store=basic', '--lang=en'])
    const env = { PATH: '/usr/bin:/bin', HOME: home, DISPLAY: process.env['DISPLAY'] }
    // The box that says it waits for a click; what is on stderr is said before.
    const child = spawn(...start, { cwd: home, env, stdio: ['ignore', 'ignore', 'pipe'] })
    const ended = new Promise((resolve) => child.once('exit', resolve))
    for await (const line of createInterface({ input: child.stderr })) if (line.includes('the sandbox is switched off')) break
    child.kill('SIGKILL')
    await ended
    expect(existsSync(join(folder(), 'profile'))).toBe(false)
  })

  it('chats with the sandbox, keeping everything beside the program', async () => {
    writeFileSync(join(folder(), 'portable.txt'), '')
    const app = await launch()
    await app.signIn(server.ports, 'alice')
    await app.open('c2c:alice:bob')
    await app.send(HELLO)
    expect((await app.pageProcesses()).map(({ seccomp }) => seccomp)).toContain('2')
    expect(await app.close()).toBe(0)
    expect(readdirSync(join(folder(), 'profile/accounts'))).not.toEqual([])
    expect(existsSync(join(home, '.config/Jim Desktop'))).toBe(false)
  })

  it('takes it along to another folder', async () => {
    renameSync(folder(), folder(elsewhere))
    const app = await launch(elsewhere)
    await app.open('c2c:alice:bob')
    await app.message(HELLO).waitFor()
    expect(await app.close()).toBe(0)
  })

  it('is at home again without its mark', async () => {
    rmSync(join(folder(elsewhere), 'portable.txt'))
    const app = await launch(elsewhere)
    await app.page.getByRole('textbox', { name: 'User', exact: true }).waitFor()
    expect(await app.close()).toBe(0)
    expect(existsSync(join(home, '.config/Jim Desktop/accounts'))).toBe(true)
  })
})
