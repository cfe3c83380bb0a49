import { mkdtemp, readdir, rm, utimes, writeFile, mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FakeClock } from '../helpers/fake-clock'
import { FileClient, sha256, someBytes } from './file-client'
import { TestOffice } from './office'

const HOUR = 3600_000

let folder: string
let clock: FakeClock
let office: TestOffice
let alice: FileClient
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jim-sweep-'))
  clock = new FakeClock(Date.now())
  office = await TestOffice.open({ clock, filesDir: folder })
  alice = new FileClient(office, 'alice')
})
afterEach(async () => {
  await office.close()
  await rm(folder, { recursive: true })
})

/** Each node sweeps every hour, too, and at a file waits for the one that is there: by the clock, which goes on meanwhile. */
const sweep = async (): Promise<void> => {
  let isDone = false
  const swept = office.server.sweepFiles().finally(() => (isDone = true))
  const goesOn = (): void => {
    if (isDone) return
    clock.advance(200)
    throw new Error('it is still sweeping')
  }
  await vi.waitFor(goesOn, { timeout: 30_000, interval: 5 })
  await swept
}
const contents = async (): Promise<readonly string[]> =>
  (await readdir(join(folder, 'content'), { recursive: true, withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
const parts = () => readdir(join(folder, 'parts'))

const sendToBob = async (content: object) => {
  const probe = await office.enter('alice')
  const data = { sender_id: 'alice', sender_name: '', sender_avatar: '', receiver_id: 'bob', cli_mid: randomUUID(), ...content }
  const { json } = await probe.say('B101', 'file', data)
  expect(json.type).toBe('ack')
  return { probe, mid: json.data?.['mid'] }
}

describe('an upload that nobody goes on with', () => {
  it('is given up a day after its last byte, which is said for a month', async () => {
    const path = (await alice.create(100)).headers['location']!
    clock.advance(20 * HOUR)
    await alice.patch(path, 0, someBytes(50))
    clock.advance(22 * HOUR)
    await sweep()
    expect((await alice.head(path)).headers['upload-offset']).toBe('50')
    // The sweep of every hour has come while it still had some minutes.
    clock.advance(2.1 * HOUR)
    // Nobody has swept yet, and it is over all the same.
    expect(await alice.patch(path, 50, someBytes(50))).toMatchObject({ status: 410, code: 'expired' })
    expect(await parts()).toHaveLength(1)
    await sweep()
    expect(await parts()).toEqual([])
    expect((await alice.head(path)).status).toBe(410)
    clock.advance(31 * 24 * HOUR)
    await sweep()
    expect((await new FileClient(office, 'alice').head(path)).status).toBe(404)
  })

  it('leaves nothing behind, though all of it was in its place when the server died', async () => {
    const bytes = someBytes(100)
    const path = (await alice.create(bytes.length)).headers['location']!
    const fileId = path.split('/').at(-1)!
    // Up to here: the content is known and moved, and the file not yet complete.
    await office.server.store.files.setContent(fileId, sha256(bytes))
    await mkdir(join(folder, 'content', sha256(bytes).slice(0, 2)), { recursive: true })
    await writeFile(join(folder, 'content', sha256(bytes).slice(0, 2), sha256(bytes)), bytes)
    await rm(join(folder, 'parts', fileId))
    clock.advance(25 * HOUR)
    await sweep()
    expect(await contents()).toEqual([])
    expect((await alice.head(path)).status).toBe(410)
  })

  it('gives its room back', async () => {
    await office.close()
    office = await TestOffice.open({ clock, filesDir: join(folder, 'small'), limits: { quotaBytes: 10_000, maxUploads: 2 } })
    alice = new FileClient(office, 'alice')
    const path = (await alice.create(8000)).headers['location']!
    expect(await alice.create(8000)).toMatchObject({ status: 507, code: 'quota' })
    clock.advance(25 * HOUR)
    await sweep()
    expect((await alice.create(8000)).status).toBe(201)
    expect((await alice.head(path)).status).toBe(410)
  })
})

describe('a whole file', () => {
  it('stays as long as a message names it, however old it is', async () => {
    const bytes = someBytes(5000)
    const file_id = await alice.upload(bytes)
    const { probe, mid } = await sendToBob({ file_id, name: 'x', url: 'x' })
    clock.advance(24 * HOUR * 20)
    await sweep()
    expect((await alice.get(`/v1/files/${file_id}`)).bytes.equals(bytes)).toBe(true)
    await office.server.store.messages.recall(String(mid), {
      conversationId: 'c2c:alice:bob',
      senderId: 'alice',
      cliMid: randomUUID(),
      type: 'recall',
      data: {},
      sentAt: clock.now(),
    })
    await sweep()
    expect((await alice.get(`/v1/files/${file_id}`)).status).toBe(404)
    expect(await contents()).toEqual([])
    probe.close()
  })

  it('that nothing names goes after a day, its content with the last file that has it', async () => {
    const bytes = someBytes(5000)
    await alice.upload(bytes)
    clock.advance(12 * HOUR)
    const later = await alice.upload(bytes)
    clock.advance(13 * HOUR)
    await sweep()
    expect(await contents()).toEqual([sha256(bytes)])
    expect((await alice.get(`/v1/files/${later}`)).status).toBe(200)
    clock.advance(12 * HOUR)
    await sweep()
    expect(await contents()).toEqual([])
    expect((await alice.get(`/v1/files/${later}`)).status).toBe(404)
  })

  it('stays as somebody’s picture', async () => {
    const picture = await alice.upload(Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), someBytes(100)]), {
      filetype: 'image/png',
    })
    clock.advance(25 * HOUR)
    const probe = await office.enter('alice')
    expect((await probe.query('profile.set', { avatar: `/v1/files/${picture}` })).command).toBe('B202')
    await sweep()
    clock.advance(48 * HOUR)
    await sweep()
    expect(await contents()).toHaveLength(1)
  })
})

it('bytes that no file knows go, when they have lain there for a day', async () => {
  const known = someBytes(100)
  await alice.upload(known)
  const [old, fresh] = [sha256(Buffer.from('old')), sha256(Buffer.from('fresh'))]
  for (const name of [old, fresh]) {
    await mkdir(join(folder, 'content', name.slice(0, 2)), { recursive: true })
    await writeFile(join(folder, 'content', name.slice(0, 2), name), 'x')
  }
  await writeFile(join(folder, 'parts', 'f_unknown'), 'x')
  const longAgo = new Date(clock.now() - 25 * HOUR)
  await utimes(join(folder, 'content', old.slice(0, 2), old), longAgo, longAgo)
  await utimes(join(folder, 'parts', 'f_unknown'), longAgo, longAgo)
  await utimes(join(folder, 'content', sha256(known).slice(0, 2), sha256(known)), longAgo, longAgo)
  await sweep()
  expect([...(await contents())].sort()).toEqual([sha256(known), fresh].sort())
  expect(await parts()).toEqual([])
})
