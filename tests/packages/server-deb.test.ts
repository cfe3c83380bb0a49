import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningPostgres, startPostgres } from '../../scripts/lib/postgres.mjs'
import { type Ended, ServingProcess, serverCommand } from '../helpers/installed-server'
import { heard, visit } from '../helpers/server-visit'
import { run } from './built-package'

/*
 * The server's package in an administrator's hands, in order: installed, given accounts by root, served as its own user, backed up,
 * restored, moved into PostgreSQL, updated, removed, purged. Each step stands on the one before. There is no systemd here to start it: what its unit says is
 * looked at by systemd's own programs.
 */

const ROOT = resolve(import.meta.dirname, '../..')
const DATA = '/var/lib/jim-server'
/** A copy that moves into PostgreSQL. */
const MOVED = '/var/lib/jim-server-moved'
const BACKUPS = '/var/backups/jim-server'
const SETTINGS = '/etc/jim-server/server.json'
const UNITS = ['jim-server.service', 'jim-server-backup.service', 'jim-server-backup.timer'].map((name) => `/lib/systemd/system/${name}`)
const HELLO = 'Hello from an installed server 已安装'
const PASSWORD = 'a long password'

const dir = mkdtempSync(join(tmpdir(), 'jim-server-deb-'))
/** A debconf that asks nobody. */
const env = { PATH: process.env['PATH'], DEBIAN_FRONTEND: 'noninteractive' }

async function build(version: string): Promise<string> {
  const words = ['--import', 'tsx', join(ROOT, 'scripts/package-server.ts'), '--deb', '--set-version', version, '--output', dir]
  await run(process.execPath, words, { cwd: ROOT })
  return join(
    dir,
    readdirSync(dir).find((name) => name.startsWith(`jim-server_${version}_`))!,
  )
}

/** As root gives it, in a folder that the server's user cannot enter. */
const jimServer = (words: readonly string[], input = ''): Promise<Ended> =>
  serverCommand(['jim-server', ...words], { cwd: '/root', env, input })

/** As the unit starts it, on ports that are free. */
async function serve(): Promise<ServingProcess> {
  const user = ['--reuid=jim-server', '--regid=jim-server', '--init-groups']
  const server = await ServingProcess.start(['setpriv', ...user, 'jim-server', ...FREE_PORTS], { env, cwd: DATA })
  serving.push(server)
  return server
}
const serving: ServingProcess[] = []
const FREE_PORTS = ['--tcp', '0', '--ws', '0', '--http', '0']

/** Files that are not the server's own, or that others may read. */
async function strangeFiles(folder: string): Promise<string> {
  return (await run('find', [folder, '!', '-user', 'jim-server', '-o', '-perm', '/077'])).stdout
}

let first: string
let second: string

beforeAll(async () => {
  if (existsSync('/usr/lib/jim-server')) throw new Error('a server is installed: this test installs and removes the package')
  first = await build('0.0.1')
  second = await build('0.0.2')
})
afterAll(async () => {
  // Of a test that failed: its user could not be removed.
  for (const { child } of serving) child.kill('SIGKILL')
  await run('dpkg', ['--purge', 'jim-server'], { env })
  rmSync(dir, { recursive: true, force: true })
  for (const folder of [DATA, BACKUPS, MOVED]) rmSync(folder, { recursive: true, force: true })
})

describe('installed', () => {
  it('has its user, its folders, and settings that the server alone reads', async () => {
    await run('dpkg', ['-i', first], { env })
    const uid = Number((await run('id', ['-u', 'jim-server'])).stdout)
    for (const folder of [DATA, BACKUPS]) expect([statSync(folder).uid, statSync(folder).mode & 0o777]).toEqual([uid, 0o700])
    expect([statSync(SETTINGS).uid, statSync(SETTINGS).mode & 0o777]).toEqual([0, 0o640])
    expect((await run('find', ['/usr/lib/jim-server', '!', '-user', 'root', '-o', '!', '-type', 'l', '-perm', '/022'])).stdout).toBe('')
    expect((await jimServer(['--version'])).out).toMatch(/^jim-server 0\.0\.1 on Node v/)
  })

  it('is a service that systemd takes, enabled, and shut in', async () => {
    expect(await run('systemd-analyze', ['verify', ...UNITS])).toMatchObject({ stdout: '', stderr: '' })
    expect(existsSync('/etc/systemd/system/multi-user.target.wants/jim-server.service')).toBe(true)
    // In tenths; up to 2 is what systemd calls well protected.
    for (const unit of [UNITS[0]!, UNITS[1]!]) await run('systemd-analyze', ['security', '--offline=true', '--threshold=20', unit])
  })

  it('has a manual without a fault', async () => {
    const { stdout, stderr } = await run('man', ['--warnings', 'jim-server'], { env: { ...env, MANWIDTH: '100', LC_ALL: 'C.UTF-8' } })
    expect(stderr).toBe('')
    expect(stdout).toContain('jim-server - messenger server')
  })

  it('names what is wrong with the settings, and ends with the code that no restart follows', async () => {
    const good = readFileSync(SETTINGS, 'utf8')
    writeFileSync(SETTINGS, JSON.stringify({ ...(JSON.parse(good) as object), hots: '0.0.0.0' }))
    const { code, err } = await jimServer([])
    writeFileSync(SETTINGS, good)
    expect([code, err]).toEqual([2, expect.stringContaining('there is no setting "hots"')])
    expect(readFileSync(UNITS[0]!, 'utf8')).toContain('\nRestartPreventExitStatus=2\n')
    expect((await jimServer(['check-config'])).out).toContain(`${SETTINGS}: nothing is wrong`)
  })
})

describe('in use', () => {
  it('leaves nothing of root’s in the data folder, whatever root commands', async () => {
    for (const user of ['alice', 'bob']) expect(await jimServer(['user', 'add', user], PASSWORD)).toMatchObject({ code: 0 })
    expect((await jimServer(['migrate'])).out).toMatch(/^schema \d+, the newest\n$/)
    expect((await jimServer(['user', 'list'])).out).toBe('alice\talice\nbob\tbob\n')
    expect(await strangeFiles(DATA)).toBe('')
  })

  it('serves as its own user, and keeps what it is told', async () => {
    const server = await serve()
    expect(await visit(server.ports, 'alice', PASSWORD, 'bob', HELLO)).toBe(1)
    expect((await jimServer(['backup', BACKUPS])).out).toMatch(/1 messages, 0 files/)
    expect(await strangeFiles(BACKUPS)).toBe('')
    expect(await server.stop()).toBe(0)
    expect(await strangeFiles(DATA)).toBe('')
  })

  it('says where it may not write, rather than to leave root’s files there', async () => {
    const { code, err } = await jimServer(['backup', '/root/jim-backup'])
    expect([code, err]).toEqual([1, expect.stringContaining('/root/jim-backup')])
    expect(existsSync('/root/jim-backup')).toBe(false)
  })

  it('has a backup that brings an empty folder to where it was', async () => {
    rmSync(DATA, { recursive: true })
    await run('install', ['-d', '-o', 'jim-server', '-g', 'jim-server', '-m', '0700', DATA])
    expect((await jimServer(['restore', BACKUPS])).out).toMatch(/: 1 messages, 0 files, all verified\n$/)
    expect(await strangeFiles(DATA)).toBe('')
    const server = await serve()
    expect(await heard(server.ports, 'bob', PASSWORD, 'c2c:alice:bob')).toEqual([HELLO])
    expect(await server.stop()).toBe(0)
  })
})

describe('moved into PostgreSQL', () => {
  let postgres: RunningPostgres
  let good: string
  beforeAll(async () => {
    postgres = await startPostgres()
    // The server's user finds its socket.
    chmodSync(new URL(postgres.url()).searchParams.get('host')!, 0o755)
    await run('cp', ['-a', DATA, MOVED])
    good = readFileSync(SETTINGS, 'utf8')
    writeFileSync(SETTINGS, JSON.stringify({ ...(JSON.parse(good) as object), data: MOVED, postgres: postgres.url() }))
  })
  afterAll(async () => {
    writeFileSync(SETTINGS, good)
    await postgres.close()
  })

  it('has there what it had, and leaves nothing of root’s behind', async () => {
    expect((await jimServer(['check-config'])).out).toContain(`${SETTINGS}: nothing is wrong`)
    const { code, out, err } = await jimServer(['import-sqlite'])
    expect([code, err]).toEqual([0, expect.stringContaining('done; the files stay')])
    expect(JSON.parse(out)).toMatchObject({ tables: { users: { rows: 2 }, messages: { rows: 1 } } })
    expect(await strangeFiles(MOVED)).toBe('')
  })

  it('is served from there, by the same commands', async () => {
    expect((await jimServer(['migrate'])).out).toMatch(/^schema \d+, the newest\n$/)
    expect(await jimServer(['user', 'add', 'carol'], PASSWORD)).toMatchObject({ code: 0 })
    expect((await jimServer(['user', 'list'])).out).toBe('alice\talice\nbob\tbob\ncarol\tcarol\n')
    const server = await serve()
    expect(await heard(server.ports, 'bob', PASSWORD, 'c2c:alice:bob')).toEqual([HELLO])
    expect(await visit(server.ports, 'carol', PASSWORD, 'alice', HELLO)).toBe(1)
    const again = await jimServer(['import-sqlite'])
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('a server runs on')])
    expect(await server.stop()).toBe(0)
    expect(await strangeFiles(MOVED)).toBe('')
  })

  it('is backed up by PostgreSQL’s programs, and says so', async () => {
    for (const words of [
      ['backup', BACKUPS],
      ['restore', BACKUPS],
    ])
      expect(await jimServer(words)).toMatchObject({ code: 1, err: expect.stringContaining('pg_dump') as string })
  })
})

describe('the next version', () => {
  it('takes the place of the first, and leaves settings and their rights as they were made', async () => {
    const mine = JSON.stringify({ ...(JSON.parse(readFileSync(SETTINGS, 'utf8')) as object), logLevel: 'warn' })
    writeFileSync(SETTINGS, mine)
    chownSync(SETTINGS, 0, 0)
    await run('chmod', ['0644', SETTINGS])
    await run('dpkg', ['-i', second], { env })
    expect((await jimServer(['--version'])).out).toMatch(/^jim-server 0\.0\.2 on Node v/)
    expect([readFileSync(SETTINGS, 'utf8'), statSync(SETTINGS).gid, statSync(SETTINGS).mode & 0o777]).toEqual([mine, 0, 0o644])
    const server = await serve()
    expect(await visit(server.ports, 'bob', PASSWORD, 'alice', 'again')).toBe(2)
    expect(await server.stop()).toBe(0)
  })
})

describe('removed', () => {
  it('leaves messages and settings', async () => {
    await run('dpkg', ['--remove', 'jim-server'], { env })
    expect(['/usr/lib/jim-server', '/usr/bin/jim-server', ...UNITS].filter((path) => existsSync(path))).toEqual([])
    expect([DATA, BACKUPS, SETTINGS].filter((path) => !existsSync(path))).toEqual([])
    expect(await strangeFiles(DATA)).toBe('')
  })

  it('keeps messages when it is purged and nobody answers, and says where', async () => {
    const { stderr } = await run('dpkg', ['--purge', 'jim-server'], { env })
    expect(stderr).toContain(`The messages stay in ${DATA}.`)
    expect(stderr).toContain(`The backups stay in ${BACKUPS}.`)
    expect(existsSync('/etc/jim-server')).toBe(false)
    expect(existsSync('/etc/systemd/system/multi-user.target.wants/jim-server.service')).toBe(false)
    expect(existsSync(join(DATA, 'server.db'))).toBe(true)
  })

  it('takes up what was left, and leaves nothing when the answer is yes', async () => {
    await run('dpkg', ['-i', second], { env })
    expect((await jimServer(['user', 'list'])).out).toBe('alice\talice\nbob\tbob\n')
    rmSync(BACKUPS, { recursive: true })
    await run('sh', ['-c', 'echo jim-server jim-server/remove-data boolean true | debconf-set-selections'])
    await run('dpkg', ['--purge', 'jim-server'], { env })
    expect([DATA, BACKUPS].filter((path) => existsSync(path))).toEqual([])
    await expect(run('id', ['jim-server'])).rejects.toThrow()
  })
})
