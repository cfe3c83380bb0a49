import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type RunningServer, startServer } from '../../src/server/server'
import { hashPassword, SAMPLE_COST } from '../../src/server/store/passwords'
import { openSqliteStore } from '../../src/server/store/sqlite-store'
import { seededRandom } from '../fuzz/random'
import { CuttingProxy } from '../helpers/cutting-proxy'
import { FakeClock } from '../helpers/fake-clock'
import { ownPort } from '../helpers/own-port'
import { callUrl, type FileAnswer, sha256, someBytes, TUS } from '../server/file-client'
import { LossyBus } from '../server/nodes/lossy-bus'
import { MemoryClaims } from '../server/nodes/memory-claims'
import { freshBucket, S3 } from '../server/test-bucket'

const MB = 1024 * 1024

let dirs: string[]
let nodes: RunningServer[]
let away: SwitchedProxy
let cleanUp: () => Promise<void>

/** Between the nodes and S3: it goes away and comes back at one port. */
class SwitchedProxy {
  #proxy: CuttingProxy | undefined
  constructor(readonly port: number) {}
  async begin(): Promise<void> {
    this.#proxy = await CuttingProxy.open(Number(new URL(S3!).port), this.port)
  }
  async end(): Promise<void> {
    await this.#proxy?.close()
  }
}

beforeEach(async () => {
  const s3 = await freshBucket()
  away = new SwitchedProxy(await ownPort())
  await away.begin()
  const clock = new FakeClock()
  const ticking = setInterval(() => clock.advance(25), 1)
  const store = openSqliteStore(':memory:')
  const bus = new LossyBus(clock, seededRandom(1), () => false)
  const claims = new MemoryClaims()
  dirs = []
  nodes = []
  for (const node of ['n1', 'n2', 'n3']) {
    // Nothing but the bucket is common to their disks.
    const dataDir = await mkdtemp(join(tmpdir(), 'jim-s3-'))
    dirs.push(dataDir)
    nodes.push(
      await startServer({
        ...{ host: '127.0.0.1', tcp: 0, ws: 0, http: 0, dataDir, node, clock },
        s3: { ...s3, endpoint: `http://127.0.0.1:${away.port}` },
        shared: { store, nodeBus: bus.end().bus, claims: claims.end(node), clock },
      }),
    )
  }
  const passwordHash = await hashPassword('alice pw', SAMPLE_COST)
  await store.users.create({ userId: 'alice', name: 'A', avatar: '', status: '', passwordHash, lastSeen: 0 })
  cleanUp = async () => {
    for (const node of nodes) await node.close()
    clearInterval(ticking)
    await store.close()
    await away.end()
    for (const dir of dirs) await rm(dir, { recursive: true, force: true })
  }
})
afterEach(() => cleanUp())

const url = (node: number, path: string): string => `http://127.0.0.1:${nodes[node]!.ports.http}${path}`

async function signIn(): Promise<
  (node: number, method: string, path: string, more?: Parameters<typeof callUrl>[2]) => Promise<FileAnswer>
> {
  const body = JSON.stringify({ user: 'alice', password: 'alice pw', device_id: 'd', device_name: 'd' })
  const answer = await fetch(url(0, '/v1/login'), { method: 'POST', body, headers: { 'content-type': 'application/json' } })
  const { token } = (await answer.json()) as { readonly token: string }
  return (node, method, path, { headers = {}, body: sent } = {}) =>
    callUrl(method, url(node, path), { headers: { ...TUS, authorization: `Bearer ${token}`, ...headers }, body: sent })
}

it('an upload goes on at another node, over a time without S3, and is read at a third', async () => {
  const call = await signIn()
  const bytes = someBytes(12 * MB + 5)
  const metadata = Object.entries({ filename: 'film', sha256: sha256(bytes) }).map(([k, v]) => `${k} ${Buffer.from(v).toString('base64')}`)
  const created = await call(0, 'POST', '/v1/files/', {
    headers: { 'upload-length': String(bytes.length), 'upload-metadata': metadata.join(',') },
  })
  const path = created.headers['location']!
  const patch = (node: number, from: number, to = bytes.length): Promise<FileAnswer> => {
    const headers = { 'content-type': 'application/offset+octet-stream', 'upload-offset': String(from) }
    return call(node, 'PATCH', path, { headers, body: bytes.subarray(from, to) })
  }
  expect((await patch(0, 0, 7 * MB)).status).toBe(204)

  await away.end()
  expect(await patch(1, 7 * MB)).toMatchObject({ status: 503, code: 'files_unavailable' })
  expect((await call(1, 'HEAD', path)).status).toBe(503)
  const readyz = async (): Promise<unknown> => (await (await fetch(url(1, '/readyz'))).json()) as unknown
  await expect.poll(readyz).toMatchObject({ code: 'files_unavailable' })

  await away.begin()
  await expect.poll(async () => (await fetch(url(1, '/readyz'))).status).toBe(200)
  expect((await call(1, 'HEAD', path)).headers['upload-offset']).toBe(String(7 * MB))
  expect((await patch(1, 7 * MB)).status).toBe(204)
  const whole = await call(2, 'GET', path)
  expect([whole.status, whole.bytes.equals(bytes)]).toEqual([200, true])
  const range = await call(2, 'GET', path, { headers: { range: 'bytes=5242870-5242889' } })
  expect([range.status, range.bytes.equals(bytes.subarray(5242870, 5242890))]).toEqual([206, true])
})
