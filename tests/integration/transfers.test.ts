import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LocalId } from '@shared/ids'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDialer } from '../../src/main/connection/dialers/dialer'
import { systemClock } from '../../src/main/lib/clock'
import { systemServerClock } from '../../src/server/clock'
import { CuttingProxy, type Way } from '../helpers/cutting-proxy'
import { must } from '../helpers/results'
import { startConnectProxy, startSocksProxy } from '../helpers/test-proxies'
import { AB, type Desk, type DeskOptions, Office } from './office'

const BIG = 20 * 1024 * 1024

let folder: string
let office: Office
const closing: (() => Promise<void>)[] = []

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'jim-transfers-'))
  office = await Office.open(['alice', 'bob', 'carol'], { dataDir: join(folder, 'server') })
})

afterEach(async () => {
  await office.close()
  for (const close of closing.splice(0)) await close()
  rmSync(folder, { recursive: true, force: true })
})

let desks = 0
const signIn = (userId: string, options: DeskOptions = {}): Promise<Desk> =>
  office.signIn(userId, { files: join(folder, `cache-${++desks}`), ...options })

const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

function fileOf(bytes: Buffer, name = 'film.bin'): string {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}

async function proxyTo(port: number): Promise<CuttingProxy> {
  const proxy = await CuttingProxy.open(port)
  closing.push(() => proxy.close())
  return proxy
}

/** The message with a file that came to somebody. */
async function arrived(desk: Desk): Promise<LocalId> {
  await desk.when(() => desk.rows(AB).some(({ type, isMine }) => type === 'file' && !isMine))
  return desk.rows(AB).findLast(({ type, isMine }) => type === 'file' && !isMine)!.localId
}

async function fetches(desk: Desk, localId: LocalId, sha256: string): Promise<Buffer> {
  must(desk.transfers!.wanted.download(localId))
  await desk.when(() => desk.transferOf(localId, 'down')?.state === 'done')
  return readFileSync(desk.fetched(sha256)!)
}

describe('a file between two people', () => {
  it('arrives whole, once, under its message, and its sender’s other device has it too', async () => {
    const [alice, bob] = [await signIn('alice'), await signIn('bob')]
    const other = await signIn('alice')
    const bytes = randomBytes(1_000_000)
    const [localId] = alice.sendFiles([fileOf(bytes)], AB, 'look at this')
    const received = await arrived(bob)
    await alice.when(() => alice.store.messages.get(localId!)?.status === 'sent')
    expect((await fetches(bob, received, hash(bytes))).equals(bytes)).toBe(true)
    expect(bob.store.messages.get(received)?.content).toMatchObject({ caption: 'look at this', size: 1_000_000, sha256: hash(bytes) })
    await other.when(() => other.rows(AB).some(({ type }) => type === 'file'))
    const mine = other.rows(AB)[0]!
    expect((await fetches(other, mine.localId, hash(bytes))).equals(bytes)).toBe(true)
    expect(bob.rows(AB)).toHaveLength(1)
  })

  it('is forwarded to somebody else without a byte of it, and comes there', async () => {
    const [alice, bob, carol] = [await signIn('alice'), await signIn('bob'), await signIn('carol')]
    const bytes = randomBytes(500_000)
    const proxy = await proxyTo(office.ports.http)
    alice.sendFiles([fileOf(bytes)], AB)
    const received = await arrived(bob)
    const BC = must(bob.engine.startConversation('carol' as never))
    must(bob.engine.forward({ localIds: [received], to: [BC], as: 'each', title: '' }))
    await carol.when(() => carol.rows(BC).some(({ type }) => type === 'file'))
    const there = carol.rows(BC)[0]!.localId
    expect((await fetches(carol, there, hash(bytes))).equals(bytes)).toBe(true)
    expect(proxy.passed.up).toBe(0)
  })

  it('that was sent before is not sent again, to whomever', async () => {
    const proxy = await proxyTo(office.ports.http)
    const [alice, bob] = [await signIn('alice', { http: proxy.port }), await signIn('bob')]
    const path = fileOf(randomBytes(2_000_000))
    alice.sendFiles([path], AB)
    await arrived(bob)
    const before = proxy.passed.up
    alice.sendFiles([path], AB)
    await bob.when(() => bob.rows(AB).length === 2)
    expect(proxy.passed.up - before).toBeLessThan(10_000)
  })
})

describe('a link that breaks', () => {
  /** Every tenth of the file, as a place in what passes; heads of requests are some hundred bytes. */
  const TENTHS = Array.from({ length: 9 }, (_, index) => (index + 1) * (BIG / 10))

  it.each<[string, Way]>([
    ['on its way up', 'up'],
    ['on its way down', 'down'],
  ])('at every tenth of a file %s costs nothing of what was there', async (_name, way) => {
    const proxy = await proxyTo(office.ports.http)
    const [alice, bob] = [
      await signIn('alice', way === 'up' ? { http: proxy.port } : {}),
      await signIn('bob', way === 'down' ? { http: proxy.port } : {}),
    ]
    const bytes = randomBytes(BIG)
    for (const _ of TENTHS) proxy.cutAfter(way, BIG / 10)
    alice.sendFiles([fileOf(bytes)], AB)
    // Backoffs are drawn by lot and would take half a minute: the person does not wait.
    const hurry = (desk: Desk): void => {
      desk.store.transfers.unfinished().forEach(({ id, failCode }) => failCode === undefined || must(desk.transfers!.queue.resume(id)))
    }
    const hurrying = setInterval(() => [alice, bob].forEach(hurry), 20)
    try {
      const received = await arrived(bob)
      expect((await fetches(bob, received, hash(bytes))).equals(bytes)).toBe(true)
    } finally {
      clearInterval(hurrying)
    }
    expect(proxy.made).toBe(9)
    // Each cut may lose what had passed this way and was not taken any more: a piece, never what lay there already.
    const sentAgain = proxy.passed[way] - BIG
    expect(sentAgain).toBeLessThan(9 * 1024 * 1024)
    expect(bob.rows(AB)).toHaveLength(1)
  })

  it('by the ways of the account: through each kind of proxy', async () => {
    for (const start of [startSocksProxy, startConnectProxy]) {
      const proxy = await start()
      closing.push(() => proxy.close())
      const kind = start === startSocksProxy ? 'socks5' : 'http'
      const dial = createDialer({ clock: systemClock, routesTo: () => [{ kind, host: '127.0.0.1', port: proxy.port }] })
      const alice = await signIn('alice', { dial })
      const bytes = randomBytes(100_000)
      const [localId] = alice.sendFiles([fileOf(bytes, `${kind}.bin`)], AB)
      await alice.when(() => alice.store.messages.get(localId!)?.status === 'sent')
      expect(new Set(proxy.asked)).toEqual(new Set([`127.0.0.1:${office.ports.http}`]))
      alice.close()
    }
  })
})

describe('a server', () => {
  it('that is stopped half way goes on at the byte, and the message goes when its file is whole', async () => {
    const proxy = await proxyTo(office.ports.http)
    const alice = await signIn('alice', { http: proxy.port, file: join(folder, 'alice.db') })
    const bytes = randomBytes(BIG)
    proxy.cutAfter('up', BIG / 2)
    const [localId] = alice.sendFiles([fileOf(bytes)], AB)
    await alice.when(() => alice.transferOf(localId!, 'up')?.failCode !== undefined)
    alice.close()
    const start = await office.stop()
    await start()
    const again = await signIn('alice', { file: join(folder, 'alice.db') })
    await again.when(() => again.store.messages.get(localId!)?.status === 'sent')
    const bob = await signIn('bob')
    const received = await arrived(bob)
    expect((await fetches(bob, received, hash(bytes))).equals(bytes)).toBe(true)
    expect(again.transferOf(localId!, 'up')?.renewals).toBe(0)
  })

  it('that has let go of the upload gets it once more', async () => {
    const proxy = await proxyTo(office.ports.http)
    const alice = await signIn('alice', { http: proxy.port })
    const bytes = randomBytes(4_000_000)
    proxy.cutAfter('up', 2_000_000)
    const [localId] = alice.sendFiles([fileOf(bytes)], AB)
    await alice.when(() => alice.transferOf(localId!, 'up')?.failCode !== undefined)
    const { fileId, id } = alice.transferOf(localId!, 'up')!
    must(alice.transfers!.queue.pause(id))
    const gone = await fetch(`http://127.0.0.1:${office.ports.http}/v1/files/${fileId}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${alice.token}`, 'tus-resumable': '1.0.0' },
    })
    expect(gone.status).toBe(204)
    must(alice.transfers!.queue.resume(id))
    await alice.when(() => alice.store.messages.get(localId!)?.status === 'sent')
    expect(alice.transferOf(localId!, 'up')?.fileId).not.toBe(fileId)
  })

  it('whose day is over has let go of the upload: it goes once more, and comes whole and once', async () => {
    await office.close()
    let late = 0
    const clock = { now: () => systemServerClock.now() + late, after: systemServerClock.after.bind(systemServerClock) }
    office = await Office.open(['alice', 'bob'], { dataDir: join(folder, 'later'), clock })
    const proxy = await proxyTo(office.ports.http)
    const [alice, bob] = [await signIn('alice', { http: proxy.port }), await signIn('bob')]
    const bytes = randomBytes(4_000_000)
    proxy.cutAfter('up', 2_000_000)
    const [localId] = alice.sendFiles([fileOf(bytes)], AB)
    await alice.when(() => alice.transferOf(localId!, 'up')?.failCode !== undefined)
    const { fileId, id } = alice.transferOf(localId!, 'up')!
    must(alice.transfers!.queue.pause(id))
    const ask = (): Promise<Response> =>
      fetch(`http://127.0.0.1:${office.ports.http}/v1/files/${fileId}`, {
        method: 'HEAD',
        headers: { authorization: `Bearer ${alice.token}`, 'tus-resumable': '1.0.0' },
      })
    // Answered once nobody writes to it any more: what was cut off had its last byte before the day begins.
    expect((await ask()).status).toBe(200)
    late = 25 * 3600_000
    await office.server.sweepFiles()
    expect((await ask()).status).toBe(410)
    expect((await office.server.store.files.counts()).unfinished).toBe(0)
    must(alice.transfers!.queue.resume(id))
    await alice.when(() => alice.store.messages.get(localId!)?.status === 'sent')
    expect(alice.transferOf(localId!, 'up')?.fileId).not.toBe(fileId)
    expect(proxy.passed.up).toBeGreaterThan(2_000_000 + bytes.length)
    const received = await arrived(bob)
    expect((await fetches(bob, received, hash(bytes))).equals(bytes)).toBe(true)
    expect(bob.rows(AB)).toHaveLength(1)
  })

  it('refuses what is too large, and the message says so', async () => {
    await office.close()
    office = await Office.open(['alice', 'bob'], { limits: { maxFileBytes: 1000 } })
    const alice = await signIn('alice')
    expect(() => alice.sendFiles([fileOf(randomBytes(1001))], AB)).toThrow('too_large')
    const [localId] = alice.sendFiles([fileOf(randomBytes(1000))], AB)
    await alice.when(() => alice.store.messages.get(localId!)?.status === 'sent')
  })
})

describe('a file that is not what it was', () => {
  it('is never sent as a mixture: its message fails, and is sent as the file is now when it is tried again', async () => {
    const proxy = await proxyTo(office.ports.http)
    const [alice, bob] = [await signIn('alice', { http: proxy.port }), await signIn('bob')]
    const path = fileOf(randomBytes(4_000_000))
    proxy.cutAfter('up', 2_000_000)
    const [localId] = alice.sendFiles([path], AB)
    await alice.when(() => alice.transferOf(localId!, 'up')?.failCode !== undefined)
    const now = randomBytes(3_000_000)
    writeFileSync(path, now)
    utimesSync(path, new Date(), new Date(0))
    must(alice.transfers!.queue.resume(alice.transferOf(localId!, 'up')!.id))
    await alice.when(() => alice.store.messages.get(localId!)?.status === 'failed')
    expect(alice.store.messages.get(localId!)?.failCode).toBe('changed')
    must(alice.transfers!.retry(alice.transferOf(localId!, 'up')!.id))
    const received = await arrived(bob)
    expect((await fetches(bob, received, hash(now))).equals(now)).toBe(true)
    expect(bob.store.messages.get(received)?.content).toMatchObject({ size: 3_000_000 })
  })
})

describe('a message that is taken back', () => {
  it('takes the right to its file along: who has not fetched it does not get it', async () => {
    const [alice, bob] = [await signIn('alice'), await signIn('bob')]
    const [localId] = alice.sendFiles([fileOf(randomBytes(100_000))], AB)
    const received = await arrived(bob)
    await alice.when(() => alice.store.messages.get(localId!)?.status === 'sent')
    must(bob.transfers!.queue.pauseAll(true))
    must(bob.transfers!.wanted.download(received))
    must(await alice.engine.recall(localId!))
    await bob.when(() => bob.store.messages.get(received)?.type === 'recalled')
    expect(bob.transferOf(received, 'down')).toBeUndefined()
  })
})

describe('a group that somebody has left', () => {
  it('is no way to its files any more: what was not fetched is gone, what was stays', async () => {
    const [alice, bob, carol] = [await signIn('alice'), await signIn('bob'), await signIn('carol')]
    const group = must(await alice.engine.groups.create('office', ['bob', 'carol'] as never))
    const bytes = randomBytes(300_000)
    alice.sendFiles([fileOf(bytes)], group)
    const came = async (desk: Desk): Promise<LocalId> => {
      await desk.when(() => desk.rows(group).some(({ type }) => type === 'file'))
      return desk.rows(group).find(({ type }) => type === 'file')!.localId
    }
    const [atBob, atCarol] = [await came(bob), await came(carol)]
    expect((await fetches(carol, atCarol, hash(bytes))).equals(bytes)).toBe(true)
    must(await alice.engine.groups.removeMembers(group, ['bob', 'carol'] as never))
    must(bob.transfers!.wanted.download(atBob))
    await bob.when(() => bob.transferOf(atBob, 'down')?.state === 'failed')
    expect(bob.transferOf(atBob, 'down')?.failCode).toBe('gone')
    expect(readFileSync(carol.fetched(hash(bytes))!).equals(bytes)).toBe(true)
  })

  it('takes no file from whoever left it: the message fails before a byte of it goes', async () => {
    const [alice, bob] = [await signIn('alice'), await signIn('bob')]
    const group = must(await alice.engine.groups.create('office', ['bob'] as never))
    await bob.when(() => bob.rows(group).length > 0)
    must(bob.transfers!.queue.pauseAll(true))
    const [localId] = bob.sendFiles([fileOf(randomBytes(300_000))], group)
    must(await alice.engine.groups.removeMembers(group, ['bob'] as never))
    await bob.when(() => bob.store.conversations.hasLeft(group))
    must(bob.transfers!.queue.pauseAll(false))
    await bob.when(() => bob.store.messages.get(localId!)?.status === 'failed')
    expect(bob.store.messages.get(localId!)?.failCode).toBe('not_member')
    expect((await office.server.store.files.counts()).unfinished).toBe(0)
  })
})

describe('two devices of one person', () => {
  it('fetch the same file at the same time, each from where its own link broke', async () => {
    const proxy = await proxyTo(office.ports.http)
    const [alice, one, two] = [await signIn('alice'), await signIn('bob', { http: proxy.port }), await signIn('bob')]
    const bytes = randomBytes(5_000_000)
    alice.sendFiles([fileOf(bytes)], AB)
    const [atOne, atTwo] = [await arrived(one), await arrived(two)]
    proxy.cutAfter('down', 2_000_000)
    must(one.transfers!.wanted.download(atOne))
    const whole = fetches(two, atTwo, hash(bytes))
    await one.when(() => one.transferOf(atOne, 'down')?.failCode !== undefined)
    expect((await fetches(one, atOne, hash(bytes))).equals(bytes)).toBe(true)
    expect((await whole).equals(bytes)).toBe(true)
    expect(proxy.passed.down).toBeLessThan(5_000_000 + 200_000)
  })
})
