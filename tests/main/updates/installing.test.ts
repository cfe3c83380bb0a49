import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { watch } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { replaceAppImage } from '../../../src/main/app/updates/app-image'
import { forShell, installationOf, type Machine, wayOf } from '../../../src/main/app/updates/installation'
import { createInstaller } from '../../../src/main/app/updates/installer'
import { installNatively } from '../../../src/main/app/updates/native-installer'
import type { Release } from '../../../src/main/app/updates/release-file'
import type { Found } from '../../../src/main/app/updates/found'
import { silentLogger } from '../../../src/main/lib/logger'
import { run } from '../../../scripts/lib/run.mjs'
import { must } from '../../helpers/results'
import { sha512 } from '../../helpers/signed-release'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'jim-installing-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const machine = (change: Partial<Machine> = {}): Machine => ({
  platform: 'linux',
  arch: 'x64',
  isPackaged: true,
  env: {},
  execPath: '/usr/lib/jim-desktop/jim-desktop',
  resourcesPath: join(dir, 'resources'),
  ...change,
})

function foundOf(bytes: Buffer, file: string): Found {
  const pack = { file, system: 'win32', arch: 'x64', kind: 'nsis', bytes: bytes.length, sha512: sha512(bytes) }
  const release: Release = {
    format: 1,
    product: 'jim-desktop',
    version: '1.1.0',
    released: 0,
    expires: 9e15,
    notes: { en: '', 'zh-CN': '' },
    packages: [pack],
  }
  return { release, pack }
}

describe('how the program came here', () => {
  const packaged = (type: string): Machine => {
    mkdirSync(join(dir, 'resources'), { recursive: true })
    writeFileSync(join(dir, 'resources', 'package-type'), `${type}\n`)
    return machine()
  }

  it('is said by its package, by its AppImage, or is an archive', () => {
    expect(installationOf(machine()).kind).toBe('tar')
    expect(installationOf(machine({ env: { APPIMAGE: '/home/a/Jim.AppImage' } })).kind).toBe('appimage')
    expect(installationOf(packaged('deb'))).toEqual({ system: 'linux', arch: 'x64', kind: 'deb' })
    expect(installationOf(packaged('rpm')).kind).toBe('rpm')
    expect(installationOf(packaged('snap')).kind).toBe('tar')
  })

  it('is said by the environment in development alone', () => {
    const env = { JIM_PACKAGE_KIND: 'rpm' }
    expect(installationOf(machine({ env })).kind).toBe('tar')
    expect(installationOf(machine({ env, isPackaged: false })).kind).toBe('rpm')
  })

  it('is the setup on Windows where its undoing lies beside it, and the archive on a Mac', () => {
    writeFileSync(join(dir, 'Uninstall Jim Desktop.exe'), '')
    const execPath = join(dir, 'Jim Desktop.exe')
    expect(installationOf(machine({ platform: 'win32', execPath })).kind).toBe('nsis')
    expect(installationOf(machine({ platform: 'win32' })).kind).toBe('zip')
    expect(installationOf(machine({ platform: 'darwin', arch: 'arm64' }))).toEqual({ system: 'darwin', arch: 'arm64', kind: 'zip' })
  })
})

describe('the way a package gets in', () => {
  it.each([
    ['deb', 'linux', '/p/x.deb', 'sudo apt install /p/x.deb'],
    ['rpm', 'linux', '/p q/x.rpm', "sudo rpm -U '/p q/x.rpm'"],
    ['tar', 'linux', '/p/x.tar.gz', 'tar -xzf /p/x.tar.gz -C /opt'],
    ['msi', 'win32', 'C:\\p q\\x.msi', 'msiexec /i "C:\\p q\\x.msi"'],
  ] as const)('of a %s is a command', (kind, system, path, command) => {
    const way = wayOf({ kind, system, arch: 'x64' }, path, '/opt/jim-desktop-1.0.0/jim-desktop')
    expect(way).toEqual({ way: 'command', command })
  })

  it.each(['nsis', 'appimage'] as const)('of a %s is the program itself', (kind) => {
    expect(wayOf({ kind, system: 'linux', arch: 'x64' }, '/x', '/y')).toEqual({ way: 'restart' })
  })

  it.each(["it's", '$(touch x)', '`id`', 'a;b', 'a b', "'\\''", '雪', '-x'])('is one word for a shell: %j', async (word) => {
    const { output } = await run('sh', ['-c', `printf %s ${forShell(`/home/${word}/x.deb`)}`])
    expect(output).toBe(`/home/${word}/x.deb`)
  })
})

describe('an AppImage', () => {
  const NEW = Buffer.from('the new one')

  it('takes the place of the one that runs, under its name, and may be run', async () => {
    const [image, path] = [join(dir, 'Jim.AppImage'), join(dir, 'package')]
    writeFileSync(image, 'the old one')
    writeFileSync(path, NEW)
    must(await replaceAppImage(image, path, foundOf(NEW, 'x.AppImage').pack))
    expect(readFileSync(image)).toEqual(NEW)
    expect(statSync(image).mode & 0o777).toBe(0o755)
    expect(readdirSync(dir).sort()).toEqual(['Jim.AppImage', 'package'])
  })

  it('stays when the package was swapped, and when it cannot be written', async () => {
    const [image, path] = [join(dir, 'Jim.AppImage'), join(dir, 'package')]
    writeFileSync(image, 'the old one')
    writeFileSync(path, 'another one')
    const { pack } = foundOf(NEW, 'x.AppImage')
    expect(await replaceAppImage(image, path, pack)).toMatchObject({ error: { code: 'package_changed' } })
    expect(await replaceAppImage(join(dir, 'gone', 'Jim.AppImage'), path, pack)).toMatchObject({ error: { code: 'install_failed' } })
    expect(readFileSync(image, 'utf8')).toBe('the old one')
    expect(readdirSync(dir).sort()).toEqual(['Jim.AppImage', 'package'])
  })

  it('is started once the one that runs has ended', async () => {
    const [image, path] = [join(dir, 'Jim.AppImage'), join(dir, 'package')]
    writeFileSync(path, NEW)
    writeFileSync(image, 'the old one')
    const done: string[] = []
    const app = {
      version: '1.0.0',
      name: 'Jim Desktop',
      quit: () => void done.push('quit'),
      onQuit: () => undefined,
      startAfterwards: (started: string) => void done.push(started),
    }
    const installer = createInstaller(machine({ env: { APPIMAGE: image } }), app, silentLogger)
    must(await installer.install(foundOf(NEW, 'x.AppImage'), path))
    expect(done).toEqual([image, 'quit'])
  })
})

/* electron-updater itself, with a script in the place of a setup program. */
describe('the setup of Windows', () => {
  const SETUP = Buffer.from(
    `#!/bin/sh\necho "$@" > "$(dirname "$0")/../../ran.new"\nmv "$(dirname "$0")/../../ran.new" "$(dirname "$0")/../../ran"\n`,
  )
  const app = (done: string[]) => ({
    version: '1.0.0',
    name: 'Jim Desktop',
    quit: () => void done.push('quit'),
    onQuit: (handler: (code: number) => void) => void done.push(handler.length === 1 ? 'on quit' : 'nothing'),
    startAfterwards: () => undefined,
  })
  const put = (bytes: Buffer): string => {
    const path = join(dir, 'Setup 1.1.0.exe')
    writeFileSync(path, bytes)
    chmodSync(path, 0o600)
    return path
  }
  const ran = (): Promise<string> =>
    new Promise((resolve) => {
      const watcher = watch(dir, () => {
        if (!existsSync(join(dir, 'ran'))) return
        watcher.close()
        resolve(readFileSync(join(dir, 'ran'), 'utf8').trim())
      })
    })

  it('is run without questions, and starts the new version', async () => {
    const done: string[] = []
    const arguments_ = ran()
    const work = { found: foundOf(SETUP, 'Setup 1.1.0.exe'), path: put(SETUP), app: app(done), logger: silentLogger }
    must(await installNatively({ ...work, when: 'now', system: 'win32' }))
    expect(await arguments_).toBe('--updated /S --force-run')
    expect(done).toEqual(['quit'])
  })

  it('waits for the end of the program where a policy has it installed', async () => {
    const done: string[] = []
    const work = { found: foundOf(SETUP, 'Setup 1.1.0.exe'), path: put(SETUP), app: app(done), logger: silentLogger }
    must(await installNatively({ ...work, when: 'end', system: 'win32' }))
    expect(done).toEqual(['on quit'])
    expect(existsSync(join(dir, 'ran'))).toBe(false)
  })

  it('is not run when the file is not what was verified', async () => {
    const done: string[] = []
    const work = { found: foundOf(SETUP, 'Setup 1.1.0.exe'), path: put(Buffer.from('#!/bin/sh\n')), app: app(done), logger: silentLogger }
    expect(await installNatively({ ...work, when: 'now', system: 'win32' })).toMatchObject({ error: { code: 'install_failed' } })
    expect(done).toEqual([])
  })
})
