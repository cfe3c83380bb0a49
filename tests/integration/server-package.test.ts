import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isNodeFit } from '../../scripts/lib/node-version.mjs'
import { COMMANDS } from '../../src/server/cli/help'
import { SETTING_NAMES, settingOf } from '../../src/server/cli/settings'
import { type Ended, ServingProcess, serverCommand } from '../helpers/installed-server'
import { heard, visit } from '../helpers/server-visit'

/*
 * The archive as administrators unpack it: what is in it, what its launcher says, and one message through it. The Debian package
 * has the same program, and a test of its own that installs it (tests/packages).
 */

const ROOT = resolve(import.meta.dirname, '../..')
const NAME = `jim-server-9.8.7-linux-${process.arch}`
const dir = mkdtempSync(join(tmpdir(), 'jim-server-package-'))
const archive = join(dir, `${NAME}.tar.gz`)
const top = join(dir, NAME)
const launcher = join(top, 'bin', 'jim-server')
/** Of this machine nothing but its programs; the settings of a server that is installed here do not count. */
const env = { PATH: '/usr/bin:/bin', JIM_NODE: process.execPath, JIM_SERVER_DATA: join(dir, 'data') }
const run = promisify(execFile)

const command = (words: readonly string[], more: { input?: string; env?: NodeJS.ProcessEnv } = {}): Promise<Ended> =>
  serverCommand([launcher, ...words], { cwd: dir, env, ...more })

beforeAll(async () => {
  const words = ['--import', 'tsx', join(ROOT, 'scripts/package-server.ts'), '--tar', '--set-version', '9.8.7', '--output', dir]
  await run(process.execPath, words, { cwd: ROOT })
  await run('tar', ['-xzf', archive, '-C', dir])
  // Root's commands become the server's own user where one is installed.
  chmodSync(dir, 0o777)
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

describe('the archive', () => {
  it('is one folder with program, settings, units and words about them', async () => {
    const { stdout } = await run('tar', ['-tzf', archive])
    expect(stdout.split('\n').filter((path) => path !== '' && !path.startsWith(`${NAME}/`))).toEqual([])
    expect(readdirSync(top).sort()).toEqual([
      ...['LICENCES.txt', 'LICENSE', 'README.md', 'bin', 'jim-server.8', 'lib', 'server.json', 'systemd'],
    ])
    expect(readdirSync(join(top, 'lib/node_modules'))).toEqual(['better-sqlite3'])
    expect(readdirSync(join(top, 'systemd')).sort()).toEqual([
      ...['jim-server-backup.service', 'jim-server-backup.timer', 'jim-server.service'],
    ])
  })

  it('gives root what root unpacks, writable by nobody else', async () => {
    const { stdout } = await run('tar', ['-tvzf', archive, '--numeric-owner'])
    const lines = stdout.trim().split('\n')
    expect(lines.filter((line) => !/^\S+ 0\/0 /.test(line))).toEqual([])
    expect(lines.filter((line) => !line.startsWith('l') && (line[5] === 'w' || line[8] === 'w'))).toEqual([])
    expect(lines.filter((line) => line.includes('bin/jim-server')).map((line) => line.slice(0, 10))).toEqual(['-rwxr-xr-x'])
  })

  it('has every setting with a usual value in its file, and the server takes that file', async () => {
    const file = join(top, 'server.json')
    const usual = SETTING_NAMES.filter((name) => settingOf(name).usual !== undefined)
    expect(Object.keys(JSON.parse(readFileSync(file, 'utf8')) as object)).toEqual(usual)
    expect((await command(['check-config', '--config', file])).code).toBe(0)
  })

  it('tells of every setting and command in its manual, in the words of the help', () => {
    const manual = readFileSync(join(top, 'jim-server.8'), 'utf8').replaceAll('\\-', '-').replaceAll('\\&', '')
    for (const name of SETTING_NAMES) expect(manual).toContain(`\n${settingOf(name).says}`)
    for (const [words, says] of COMMANDS) expect(manual).toContain(`\n.B ${words}\n${says}\n`)
  })
})

describe('the launcher', () => {
  /** A program that only says which Node it is. */
  const fakeNode = (version: string): string => {
    const file = join(dir, `node-${version}`)
    writeFileSync(file, `#!/bin/sh\necho v${version}\n`, { mode: 0o755 })
    return file
  }

  it('says which version it is, and on which Node', async () => {
    expect(await command(['--version'])).toEqual({ code: 0, out: `jim-server 9.8.7 on Node ${process.version}\n`, err: '' })
  })

  it.each(['18.20.4', '20.18.3', '20.19.0', '20.20.2', '21.7.3', '22.11.0', '22.12.0', '22.14.0', '23.0.0', '24.1.0', '100.0.0'])(
    'takes Node %s exactly when our scripts do',
    async (version) => {
      const { code, err } = await command(['--version'], { env: { ...env, JIM_NODE: fakeNode(version) } })
      expect(code).toBe(isNodeFit(version) ? 0 : 2)
      if (code === 2) expect(err).toMatch(/^jim-server needs Node 20\.19, or 22\.12 and newer\. \S+ is v[\d.]+\. /)
    },
  )

  it('looks for one that fits, and names those that do not', async () => {
    const path = join(dir, 'path')
    mkdirSync(path)
    writeFileSync(join(path, 'node'), '#!/bin/sh\necho v18.20.4\n', { mode: 0o755 })
    // Something that is no Node at all has an end, too.
    const { code, err } = await command([], { env: { ...env, JIM_NODE: '/bin/ls' } })
    expect([code, err]).toEqual([2, expect.stringContaining('/bin/ls is no Node.')])
    const found = await command(['--version'], { env: { PATH: `${path}:${env.PATH}` } })
    expect(found.out + found.err).not.toContain('on Node v18')
  })

  it.each([
    [{ tpc: 1 }, 'there is no setting "tpc"'],
    [{ tcp: 'many' }, 'tcp takes a whole number'],
  ])('refuses %j with the code that no restart follows', async (settings, problem) => {
    const file = join(dir, 'wrong.json')
    writeFileSync(file, JSON.stringify(settings), { mode: 0o644 })
    for (const words of [['check-config'], []]) {
      const { code, err } = await command([...words, '--config', file])
      expect([code, err]).toEqual([2, expect.stringContaining(problem)])
    }
  })
})

describe('the server in it', () => {
  it('takes accounts and a message, and has both when it starts again', async () => {
    for (const user of ['alice', 'bob']) {
      expect(await command(['user', 'add', user], { input: `${user}'s password` })).toEqual({ code: 0, out: '', err: `added ${user}\n` })
    }
    const words = [launcher, '--tcp', '0', '--ws', '0', '--http', '0'] as const
    const first = await ServingProcess.start([...words], { env, cwd: dir })
    expect(await visit(first.ports, 'alice', "alice's password", 'bob', 'Kept 留存')).toBe(1)
    expect(await first.stop()).toBe(0)
    const second = await ServingProcess.start([...words], { env, cwd: dir })
    expect(await heard(second.ports, 'bob', "bob's password", 'c2c:alice:bob')).toEqual(['Kept 留存'])
    expect(await second.stop()).toBe(0)
  })
})
