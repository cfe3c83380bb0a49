import { type ChildProcess, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { request } from 'undici'
import { hashPassword, SAMPLE_COST } from '../../src/server/store/passwords'
import { openSqliteStore } from '../../src/server/store/sqlite-store'

const MAIN = resolve(import.meta.dirname, '../../src/server/main.ts')
const BYTES = randomBytes(8 * 1024 * 1024)
const SHA256 = createHash('sha256').update(BYTES).digest('hex')
const TUS = { 'tus-resumable': '1.0.0' }
/** A process of tsx takes seconds on a busy machine. */
const TIMEOUT = 180_000

let dataDir: string
let child: ChildProcess
let base: string
let authorization: string

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'jim-killed-'))
  const store = openSqliteStore(join(dataDir, 'server.db'))
  const passwordHash = await hashPassword('alice pw', SAMPLE_COST)
  await store.users.create({ userId: 'alice', name: 'Alice', avatar: '', status: '', passwordHash, lastSeen: 0 })
  await store.close()
})
afterEach(async () => {
  await kill()
  rmSync(dataDir, { recursive: true })
})

async function start(): Promise<void> {
  const words = ['--tcp', '0', '--ws', '0', '--http', '0', '--data', dataDir, '--quiet']
  child = spawn(process.execPath, ['--import', 'tsx', MAIN, ...words], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string]
  base = `http://127.0.0.1:${(JSON.parse(line) as { http: number }).http}`
}

async function kill(): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

async function signIn(): Promise<void> {
  const body = JSON.stringify({ user: 'alice', password: 'alice pw', device_id: 'd', device_name: '' })
  const answer = await request(`${base}/v1/login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  authorization = `Bearer ${((await answer.body.json()) as { token: string }).token}`
}

async function offsetOf(path: string): Promise<number> {
  const { statusCode, headers, body } = await request(base + path, { method: 'HEAD', headers: { ...TUS, authorization } })
  await body.dump()
  expect(statusCode).toBe(200)
  return Number(headers['upload-offset'])
}

it('a server that is killed with bytes on their way goes on at the byte, however often', { timeout: TIMEOUT }, async () => {
  await start()
  await signIn()
  const metadata = `filename ${Buffer.from('a.bin').toString('base64')},sha256 ${Buffer.from(SHA256).toString('base64')}`
  const created = await request(`${base}/v1/files/`, {
    method: 'POST',
    headers: { ...TUS, authorization, 'upload-length': String(BYTES.length), 'upload-metadata': metadata },
  })
  await created.body.dump()
  const path = String(created.headers['location'])
  const part = join(dataDir, 'files', 'parts', path.split('/').at(-1)!)
  let onDisk = 0
  for (let cycle = 1; cycle <= 4; cycle++) {
    const offset = await offsetOf(path)
    expect(offset).toBe(onDisk)
    const killAt = offset + 300_007 * cycle
    async function* someThenKilled(): AsyncIterable<Uint8Array> {
      for (let at = offset; at < killAt + 500_000; at += 65_536) yield BYTES.subarray(at, at + 65_536)
      while (statSync(part).size < killAt) await new Promise((resolveTurn) => setImmediate(resolveTurn))
      await kill()
    }
    const headers = { ...TUS, authorization, 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) }
    await expect(request(base + path, { method: 'PATCH', headers, body: someThenKilled() as never })).rejects.toThrow()
    onDisk = statSync(part).size
    expect(onDisk).toBeGreaterThanOrEqual(killAt)
    await start()
  }
  const offset = await offsetOf(path)
  expect(offset).toBe(onDisk)
  const headers = { ...TUS, authorization, 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) }
  const last = await request(base + path, { method: 'PATCH', headers, body: BYTES.subarray(offset) })
  await last.body.dump()
  expect(last.statusCode).toBe(204)
  // Answered is on the disk.
  await kill()
  await start()
  const read = await request(base + path, { headers: { authorization } })
  expect(
    createHash('sha256')
      .update(Buffer.from(await read.body.arrayBuffer()))
      .digest('hex'),
  ).toBe(SHA256)
})
