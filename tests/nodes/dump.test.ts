import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { findPostgres } from '../../scripts/lib/postgres.mjs'
import type { Probe } from '../helpers/probe'
import { FileClient, sha256, someBytes } from '../server/file-client'
import { type TestOffice, textFrom } from '../server/office'
import { freshDatabase, POSTGRES, withClient } from '../server/test-store'
import { SeveralNodes } from './several-nodes'

/** As docs/server.md tells to back up an office on PostgreSQL, with the programs that it names. */
const program = (name: string, args: readonly string[]) => promisify(execFile)(join(findPostgres(), name), [...args])

let dir: string
let office: SeveralNodes
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'jim-dump-'))
  office = await SeveralNodes.open()
})
afterEach(async () => {
  await office.close()
  await rm(dir, { recursive: true, force: true })
})

type Said = { readonly cliMid: string; readonly mid: number; readonly seq: number }
type Uploaded = { readonly fileId: string; readonly hash: string }

/** Talks, and sends files, until it is told to stop. */
class Talk {
  readonly said: Said[] = []
  readonly files: Uploaded[] = []
  readonly #alice: Probe
  readonly #client: FileClient
  #isOver = false
  #running: Promise<void> = Promise.resolve()

  constructor(alice: Probe, node: TestOffice) {
    this.#alice = alice
    this.#client = new FileClient(node, 'alice')
  }

  begin(): void {
    this.#running = this.#talk()
  }

  async end(): Promise<void> {
    this.#isOver = true
    await this.#running
  }

  async say(): Promise<void> {
    const cliMid = randomUUID()
    const text = textFrom('alice', 'bob', `第 ${this.said.length} 条`, cliMid)
    this.#heard(cliMid, (await this.#alice.say('B101', 'text', text)).json.data)
  }

  async send(): Promise<void> {
    const bytes = someBytes(20_000)
    const fileId = await this.#client.upload(bytes)
    const cliMid = randomUUID()
    const named = { ...textFrom('alice', 'bob', '', cliMid), name: '合同.pdf', url: 'x', file_id: fileId }
    this.#heard(cliMid, (await this.#alice.say('B101', 'file', named)).json.data)
    this.files.push({ fileId, hash: sha256(bytes) })
  }

  #heard(cliMid: string, data: unknown): void {
    const { mid, seq } = data as { readonly mid: string; readonly seq: number }
    this.said.push({ cliMid, mid: Number(mid), seq })
  }

  async #talk(): Promise<void> {
    while (!this.#isOver) {
      for (let i = 0; i < 5; i++) await this.say()
      await this.send()
    }
  }
}

it('an office on PostgreSQL is backed up while it is used, comes back from it whole, and goes on', async () => {
  const one = await office.add({ ...office.optionsOf('im-1'), users: ['alice', 'bob'] })
  const two = await office.add(office.optionsOf('im-2'))
  await office.haveMet()
  const laptop = await one.token('bob', 'laptop')
  const talk = new Talk(await one.enter('alice'), two)
  for (let i = 0; i < 20; i++) await talk.say()
  await talk.send()
  const unfinished = await new FileClient(one, 'alice').create(100)
  const before = { said: [...talk.said], files: [...talk.files] }

  talk.begin()
  const dump = join(dir, 'jim.dump')
  await program('pg_dump', ['--format=custom', `--file=${dump}`, office.postgres])
  // What comes between the two must not be missed by either.
  const { length } = talk.files
  await expect.poll(() => talk.files.length, { timeout: 30_000 }).toBeGreaterThan(length + 1)
  const dataDir = join(dir, 'data')
  await mkdir(join(dataDir, 'files'), { recursive: true })
  for (const name of ['office', 'content']) await cp(join(office.dataDir, 'files', name), join(dataDir, 'files', name), { recursive: true })
  await talk.end()
  for (const node of [...office.nodes]) await office.end(node)

  const postgres = await freshDatabase(POSTGRES!)
  await program('pg_restore', ['--exit-on-error', '--no-owner', `--dbname=${postgres}`, dump])
  const { rows: kept } = await withClient(postgres, (client) =>
    client.query<{ cli_mid: string; seq: string }>('SELECT cli_mid, seq FROM messages ORDER BY seq'),
  )
  // All from before it began, and then as far as it came, without a hole.
  expect(kept.length).toBeGreaterThanOrEqual(before.said.length)
  expect(kept).toEqual(talk.said.slice(0, kept.length).map(({ cliMid, seq }) => ({ cli_mid: cliMid, seq: String(seq) })))

  const node = await office.add({ ...office.optionsOf('im-1'), postgres, dataDir })
  const client = new FileClient(node, 'alice')
  const { rows: named } = await withClient(postgres, (sql) =>
    sql.query<{ file_id: string }>('SELECT file_id FROM files WHERE completed_at IS NOT NULL'),
  )
  expect(named.map(({ file_id }) => file_id)).toEqual(expect.arrayContaining(before.files.map(({ fileId }) => fileId)))
  const hashes = new Map(talk.files.map(({ fileId, hash }) => [fileId, hash]))
  for (const { file_id } of named) expect(sha256((await client.get(`/v1/files/${file_id}`)).bytes)).toBe(hashes.get(file_id))
  // Its bytes were not copied: whoever sends it begins anew.
  expect((await client.head(unfinished.headers['location']!)).status).toBe(404)

  // Who was signed in is so; what was said is known, and what is new comes behind it.
  expect((await node.callWith(laptop, 'GET', '/v1/me')).status).toBe(200)
  const alice = await node.enter('alice')
  const last = talk.said[kept.length - 1]!
  expect((await alice.say('B101', 'text', textFrom('alice', 'bob', 'again', last.cliMid))).json.data).toMatchObject({
    mid: String(last.mid),
    seq: last.seq,
  })
  const { mid, seq } = (await alice.say('B101', 'text', textFrom('alice', 'bob', 'and on'))).json.data as Record<string, unknown>
  expect(seq).toBe(kept.length + 1)
  expect(Number(mid)).toBeGreaterThan(last.mid)
})
