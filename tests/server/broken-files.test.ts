import { mkdir, mkdtemp, readdir, rename, rm, statfs, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startServer } from '../../src/server/server'
import { failNextSync } from '../helpers/failing-sync'
import { openSmallDisk } from '../helpers/small-disk'
import { FileClient, sha256, someBytes } from './file-client'
import { TestOffice, textFrom } from './office'
import { areSeveral } from './office-nodes'

const MB = 1024 * 1024

let dataDir: string
let office: TestOffice
let alice: FileClient
let cleanUp: () => unknown
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'jim-broken-'))
  cleanUp = () => rm(dataDir, { recursive: true })
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await office.close()
  await cleanUp()
})

const open = async (users: readonly string[] = ['alice', 'bob'], limits = {}) => {
  office = await TestOffice.open({ dataDir, users, limits })
  alice = new FileClient(office, 'alice')
}
const restart = async (limits = {}) => {
  await office.close()
  await open([], limits)
}
const partOf = (path: string): string => join(dataDir, 'files', 'parts', path.split('/').at(-1)!)
const placeOf = (hash: string): string => join(dataDir, 'files', 'content', hash.slice(0, 2), hash)

const messagesGoOn = async () => {
  const probe = await office.enter('alice')
  expect((await probe.say('B101', 'text', textFrom('alice', 'bob', 'still here'))).json.type).toBe('ack')
}

describe('a disk that lost bytes of an upload', () => {
  it('leaves none: what would be taken for whole at the next question is begun anew', async () => {
    await open()
    const bytes = someBytes(200_000)
    const path = (await alice.create(bytes.length, { sha256: sha256(bytes) })).headers['location']!
    await failNextSync('sync')
    expect((await alice.patch(path, 0, bytes)).status).toBe(503)
    expect((await alice.head(path)).status).toBe(404)
    expect(await readdir(join(dataDir, 'files', 'parts'))).toEqual([])
    const again = (await alice.create(bytes.length, { sha256: sha256(bytes) })).headers['location']!
    expect((await alice.patch(again, 0, bytes)).status).toBe(204)
    expect((await alice.get(again)).bytes.equals(bytes)).toBe(true)
  })
})

describe('a server that was killed', () => {
  const bytes = someBytes(200_000)

  it('in the middle of an upload goes on at the byte', async () => {
    await open()
    const path = (await alice.create(bytes.length, { sha256: sha256(bytes) })).headers['location']!
    await alice.patch(path, 0, bytes.subarray(0, 70_000))
    // What it had on the disk and told nobody.
    await writeFile(partOf(path), bytes.subarray(0, 75_000))
    await restart()
    expect((await alice.head(path)).headers['upload-offset']).toBe('75000')
    expect((await alice.patch(path, 75_000, bytes.subarray(75_000))).status).toBe(204)
    expect((await alice.get(path)).bytes.equals(bytes)).toBe(true)
  })

  it('between the last byte and the file makes the file when it is asked', async () => {
    await open()
    const path = (await alice.create(bytes.length)).headers['location']!
    await writeFile(partOf(path), bytes)
    await restart()
    expect((await alice.get(path)).status).toBe(404)
    expect((await alice.head(path)).headers).toMatchObject({ 'upload-offset': '200000', 'upload-length': '200000' })
    expect((await alice.get(path)).bytes.equals(bytes)).toBe(true)
  })

  it('there, with bytes that are not what was promised, has none', async () => {
    await open()
    const path = (await alice.create(bytes.length, { sha256: sha256(bytes) })).headers['location']!
    await writeFile(partOf(path), someBytes(bytes.length))
    await restart()
    expect((await alice.head(path)).status).toBe(460)
    expect((await alice.head(path)).status).toBe(404)
  })

  it('between moving the content and saying so finds it where it is', async () => {
    await open()
    const path = (await alice.create(bytes.length)).headers['location']!
    await writeFile(partOf(path), bytes)
    await mkdir(dirname(placeOf(sha256(bytes))), { recursive: true })
    await rename(partOf(path), placeOf(sha256(bytes)))
    await office.server.store.files.setContent(path.split('/').at(-1)!, sha256(bytes))
    await restart()
    expect((await alice.head(path)).headers['upload-offset']).toBe('200000')
    expect((await alice.get(path)).bytes.equals(bytes)).toBe(true)
  })
})

describe('a full disk', () => {
  it('stops an upload where it is, and no message; it goes on when there is room', async () => {
    await rm(dataDir, { recursive: true })
    const disk = openSmallDisk(48)
    dataDir = disk?.dir ?? (await mkdtemp(join(tmpdir(), 'jim-full-')))
    cleanUp = disk === undefined ? () => rm(dataDir, { recursive: true }) : disk.close
    // Without a disk of its own, the reserve of a large one is its end.
    const { bavail, bsize } = await statfs(dataDir)
    const fileReserveBytes = disk === undefined ? bavail * bsize - 24 * MB : 8 * MB
    await open(['alice', 'bob'], { fileReserveBytes })
    const ballast = join(dataDir, 'ballast')
    if (disk !== undefined) await writeFile(ballast, someBytes(16 * MB))
    const bytes = someBytes(30 * MB)
    const path = (await alice.create(bytes.length, { sha256: sha256(bytes) })).headers['location']!
    expect(await alice.patch(path, 0, bytes)).toMatchObject({ status: 507, code: 'server_full' })
    await messagesGoOn()
    const offset = Number((await alice.head(path)).headers['upload-offset'])
    expect(offset).toBeGreaterThan(10 * MB)
    expect(offset).toBeLessThan(30 * MB)
    await rm(ballast, { force: true })
    if (disk === undefined) await restart({ fileReserveBytes: 0 })
    expect((await alice.patch(path, offset, bytes.subarray(offset))).status).toBe(204)
    expect(sha256((await alice.get(path)).bytes)).toBe(sha256(bytes))
  })

  it('to its last block is no other than one with a reserve', async () => {
    const disk = openSmallDisk(16)
    if (disk !== undefined) {
      await rm(dataDir, { recursive: true })
      cleanUp = disk.close
    }
    office = await TestOffice.open({
      users: ['alice'],
      filesDir: disk?.dir ?? dataDir,
      limits: { fileReserveBytes: disk === undefined ? 2 ** 52 : 0 },
    })
    alice = new FileClient(office, 'alice')
    if (disk === undefined) return expect((await alice.create(MB)).code).toBe('server_full')
    const bytes = someBytes(MB)
    const path = (await alice.create(MB)).headers['location']!
    await alice.patch(path, 0, bytes.subarray(0, 1000))
    disk.fill()
    expect(await alice.patch(path, 1000, bytes.subarray(1000))).toMatchObject({ status: 507, code: 'server_full' })
    disk.makeRoom()
    const offset = Number((await alice.head(path)).headers['upload-offset'])
    expect((await alice.patch(path, offset, bytes.subarray(offset))).status).toBe(204)
    return expect((await alice.get(path)).bytes.equals(bytes)).toBe(true)
  })
})

describe('the folder of files', () => {
  it('that is gone takes its bytes with it, is made anew, and no message waits for it', async () => {
    await open()
    const whole = `/v1/files/${await alice.upload(someBytes(1000))}`
    const path = (await alice.create(1000)).headers['location']!
    await rm(join(dataDir, 'files'), { recursive: true })
    expect(await alice.get(whole)).toMatchObject({ status: 410, code: 'gone' })
    expect(await alice.patch(path, 0, someBytes(1000))).toMatchObject({ status: 404, code: 'not_found' })
    await messagesGoOn()
    const bytes = someBytes(1000)
    expect((await alice.get(`/v1/files/${await alice.upload(bytes)}`)).bytes.equals(bytes)).toBe(true)
  })

  it('that cannot be used says so', async () => {
    await open()
    const whole = `/v1/files/${await alice.upload(someBytes(1000))}`
    const path = (await alice.create(1000)).headers['location']!
    await rm(join(dataDir, 'files'), { recursive: true })
    await writeFile(join(dataDir, 'files'), '')
    for (const answer of [await alice.create(1000), await alice.patch(path, 0, someBytes(10)), await alice.get(whole)])
      expect(answer).toMatchObject({ status: 503, code: 'files_unavailable' })
    await messagesGoOn()
    await rm(join(dataDir, 'files'))
    expect((await alice.create(1000)).status).toBe(201)
  })

  it('that cannot be used from the start is named, and nothing starts', async () => {
    const filesDir = join(dataDir, 'taken')
    await writeFile(filesDir, '')
    await expect(startServer({ host: '127.0.0.1', tcp: 0, ws: 0, http: 0, filesDir })).rejects.toMatchObject({
      name: 'FilesFolderError',
      folder: filesDir,
    })
    await open()
  })

  it('goes with a server that keeps nothing', async () => {
    // Others of the machine have such servers, too.
    vi.stubEnv('TMPDIR', dataDir)
    office = await TestOffice.open({ users: ['alice'] })
    await new FileClient(office, 'alice').upload(someBytes(10))
    // That of several nodes is their test's.
    expect(await readdir(dataDir)).toEqual([expect.stringMatching(areSeveral() ? /^jim-/ : /^jim-files-/)])
    await office.close()
    expect(await readdir(dataDir)).toEqual([])
  })
})
