import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { parseCommandLine, type ServeCommand, type UserCommand } from '../../src/server/cli/command-line'
import { runServer } from '../../src/server/cli/run-server'
import { runUser } from '../../src/server/cli/run-user'
import { UsageError } from '../../src/server/cli/usage-error'
import { checkPassword } from '../../src/server/store/passwords'
import { openSqliteStore } from '../../src/server/store/sqlite-store'
import { Probe } from '../helpers/probe'
import { testCertificate } from '../helpers/test-certificates'
import { authenticate } from './office'

const MAIN = resolve(import.meta.dirname, '../../src/server/main.ts')
const FREE_PORTS = ['--tcp', '0', '--ws', '0', '--http', '0']
/** A process of tsx takes a second or two on a busy machine. */
const TIMEOUT = 60_000

describe('the words on the command line', () => {
  it('have the defaults of the help', () => {
    expect(parseCommandLine([])).toMatchObject({
      name: 'serve',
      host: '127.0.0.1',
      tcp: 9001,
      ws: 9000,
      http: 9002,
      demo: false,
      bots: undefined,
    })
  })

  it.each([
    [['--demo'], 'sample'],
    [['--bots'], 'guests'],
    [['--demo', '--bots'], 'sample'],
    [['--demo', '--no-bots'], undefined],
  ])('%j say who answers', (words, bots) => {
    expect(parseCommandLine(words)).toMatchObject({ bots })
  })

  it('have sizes with units', () => {
    expect(parseCommandLine(['--files', 'f', '--max-file', '500m', '--quota', '20G', '--quota-all', '4096'])).toMatchObject({
      filesDir: 'f',
      maxFileBytes: 500 * 2 ** 20,
      quotaBytes: 20 * 2 ** 30,
      quotaBytesInAll: 4096,
    })
  })

  it.each([
    [['--nonsense']],
    [['serve']],
    [['--tcp', 'x']],
    [['--tcp', '65536']],
    [['--ws', '-1']],
    [['--max-body-bytes', '5']],
    [['--max-file', '2X']],
    [['--max-file', '0']],
    [['--quota', '-1G']],
    [['--quota-all', '1e9']],
    [['--bots', '--no-bots']],
    [['--tls-cert', 'x']],
    [['user']],
    [['user', 'fire', 'bob']],
    [['user', 'add']],
    [['user', 'list', 'bob']],
    [['user', 'add', 'bob', 'carol']],
    [['backup']],
    [['backup', 'a', 'b']],
    [['restore']],
    [['migrate', 'a']],
    [['backup', 'a', '--snapshot', 'x']],
  ])('%j are wrong', (words) => {
    expect(() => parseCommandLine(words)).toThrow(UsageError)
  })
})

describe('the process', { timeout: TIMEOUT }, () => {
  let folder: string
  const children: ChildProcessWithoutNullStreams[] = []
  const probes: Probe[] = []
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'jim-server-cli-'))
  })
  afterEach(() => {
    for (const probe of probes.splice(0)) probe.close()
    for (const child of children.splice(0)) child.kill('SIGKILL')
  })
  afterAll(() => rm(folder, { recursive: true }))

  const start = (...words: string[]) => {
    const child = spawn(process.execPath, ['--import', 'tsx', MAIN, ...words])
    children.push(child)
    return child
  }
  /** Runs to its end. */
  const run = async (words: readonly string[], input = '') => {
    const child = start(...words)
    child.stdin.end(input)
    const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit') as Promise<[number]>])
    return { out, err, code }
  }
  const serve = async (...words: string[]) => {
    const child = start(...FREE_PORTS, '--data', join(folder, 'served'), ...words)
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    return { child, line: String(line), ports: JSON.parse(String(line)) as { tcp: number; ws: number; http: number } }
  }

  it('prints one line of JSON when it listens, says shutting_down at SIGTERM, and exits 0', async () => {
    const data = join(folder, 'served')
    expect((await run(['user', 'add', 'zoe', '--data', data, '--name', 'Zoe 左伊'], 'open sesame\n')).code).toBe(0)
    const { child, line, ports } = await serve()
    expect(line).toMatch(/^\{"tcp":\d+,"ws":\d+,"http":\d+\}\n$/)
    const probe = await Probe.connect(ports.tcp)
    probes.push(probe)
    expect((await authenticate(probe, 'zoe', { token: 'open sesame', profile: 'sync/1' })).command).toBe('B002')
    const more = text(child.stdout)
    child.kill('SIGTERM')
    expect((await probe.command('A999')).json).toMatchObject({
      code: 'shutting_down',
      retry_after_ms: expect.any(Number),
    })
    const [code] = (await once(child, 'exit')) as [number]
    expect([code, await more]).toEqual([0, ''])
  })

  it('serves TLS with a certificate from files, does what its faults file says, and exits 0 at SIGINT', async () => {
    const { ca, cert, key } = await testCertificate({ hosts: ['127.0.0.1'] })
    const [certFile, keyFile, faultsFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem'), join(folder, 'faults.json')]
    await writeFile(certFile, cert)
    await writeFile(keyFile, key)
    await writeFile(faultsFile, JSON.stringify([{ action: 'drop', push: 'pong', times: 1 }]))
    const { child, ports } = await serve('--quiet', '--tls-cert', certFile, '--tls-key', keyFile, '--faults', faultsFile)
    const probe = await Probe.connect(ports.tcp, { ca })
    probes.push(probe)
    const lost = probe.send('A001', 'ping')
    await probe.settled()
    expect(probe.frames.some(({ requestId }) => requestId === lost)).toBe(false)
    child.kill('SIGINT')
    expect(((await once(child, 'exit')) as [number])[0]).toBe(0)
  })

  it('keeps its folder to itself, and gives it back however it ends', async () => {
    const first = await serve('--quiet')
    const second = await run([...FREE_PORTS, '--data', join(folder, 'served')])
    expect([second.code, second.out]).toEqual([1, ''])
    expect(second.err).toContain('another server runs on')
    first.child.kill('SIGKILL')
    await once(first.child, 'exit')
    const { ports } = await serve('--quiet')
    expect((await fetch(`http://127.0.0.1:${ports.http}/healthz`)).status).toBe(200)
  })

  it('exits 2 for wrong words, and prints nothing to stdout', async () => {
    const wrong = await run(['--tpc', '1'])
    expect([wrong.code, wrong.out]).toEqual([2, ''])
    expect(wrong.err).toContain("'--tpc'")
  })

  it('exits 1 without a password', async () => {
    const { code, err } = await run(['user', 'add', 'bob', '--data', join(folder, 'accounts')])
    expect([code, err]).toEqual([1, 'a password is needed: type it, pipe it in, or use --password\n'])
  })
})

describe('commands', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'jim-server-cli-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('manage accounts', async () => {
    const file = join(folder, 'server.db')
    const user = (...words: string[]) => runUser(parseCommandLine(['user', ...words, '--data', folder]) as UserCommand)
    await user('add', 'alice', '--name', '陈晨', '--password', 'first')
    await expect(user('add', 'alice', '--password', 'again')).rejects.toThrow('there is a user alice already')
    await expect(user('passwd', 'nobody', '--password', 'x')).rejects.toThrow('there is no user nobody')
    await expect(user('add', 'a:b', '--password', 'x')).rejects.toThrow(UsageError)
    await user('passwd', 'alice', '--password', 'second')
    const store = openSqliteStore(file)
    const [alice, ...others] = await store.users.list()
    await store.close()
    expect([alice?.userId, alice?.name, others]).toEqual(['alice', '陈晨', []])
    expect(await checkPassword('second', alice?.passwordHash ?? '')).toBe(true)
  })

  it('say in one line what stops them', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const port = String((taken.address() as AddressInfo).port)
    const [nowhere, garbage, rules] = [join(folder, 'nowhere.pem'), join(folder, 'garbage.txt'), join(folder, 'rules.json')]
    await writeFile(garbage, 'garbage')
    await writeFile(rules, '[{"action":"explode"}]')
    const data = ['--data', join(folder, 'stopped')]
    for (const [words, message] of [
      [['--tcp', port, '--ws', '0', '--http', '0', ...data], `port ${port} on 127.0.0.1 is taken`],
      [[...FREE_PORTS, ...data, '--tls-cert', nowhere, '--tls-key', nowhere], '--tls-cert: '],
      [[...FREE_PORTS, ...data, '--tls-cert', garbage, '--tls-key', garbage], '--tls-cert, --tls-key: '],
      [[...FREE_PORTS, ...data, '--faults', garbage], '--faults: the file is not a JSON list'],
      [[...FREE_PORTS, ...data, '--faults', rules], '--faults: rule 1: action'],
      [[...FREE_PORTS, '--data', garbage], '--data: '],
    ] as const) {
      const failure: unknown = await runServer(parseCommandLine(words) as ServeCommand).catch((error: unknown) => error)
      expect(String(failure)).toContain(message)
      expect(String(failure)).not.toContain('\n')
    }
    taken.close()
  })
})
