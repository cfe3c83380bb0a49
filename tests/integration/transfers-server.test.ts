import { randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemServerClock } from '../../src/server/clock'
import { FlippingProxy } from '../helpers/flipping-proxy'
import { must } from '../helpers/results'
import { arrived, fetches, FileStage, hash } from './file-stage'
import { AB } from './office'

const BIG = 20 * 1024 * 1024

let stage: FileStage

beforeEach(async () => (stage = await FileStage.open()))
afterEach(() => stage.close())

describe('a server', () => {
  it('that is stopped half way goes on at the byte, and the message goes when its file is whole', async () => {
    const proxy = await stage.proxyTo(stage.office.ports.http)
    const alice = await stage.signIn('alice', { http: proxy.port, file: join(stage.folder, 'alice.db') })
    const bytes = randomBytes(BIG)
    proxy.cutAfter('up', BIG / 2)
    const [localId] = alice.sendFiles([stage.fileOf(bytes)], AB)
    await alice.when(() => alice.transferOf(localId!, 'up')?.failCode !== undefined)
    alice.close()
    const start = await stage.office.stop()
    await start()
    const again = await stage.signIn('alice', { file: join(stage.folder, 'alice.db') })
    await again.when(() => again.store.messages.get(localId!)?.status === 'sent')
    const bob = await stage.signIn('bob')
    const received = await arrived(bob)
    expect((await fetches(bob, received, hash(bytes))).equals(bytes)).toBe(true)
    expect(again.transferOf(localId!, 'up')?.renewals).toBe(0)
  })

  it('that has let go of the upload gets it once more', async () => {
    const proxy = await stage.proxyTo(stage.office.ports.http)
    const alice = await stage.signIn('alice', { http: proxy.port })
    const bytes = randomBytes(4_000_000)
    proxy.cutAfter('up', 2_000_000)
    const [localId] = alice.sendFiles([stage.fileOf(bytes)], AB)
    await alice.when(() => alice.transferOf(localId!, 'up')?.failCode !== undefined)
    const { fileId, id } = alice.transferOf(localId!, 'up')!
    must(alice.transfers!.queue.pause(id))
    const gone = await fetch(`http://127.0.0.1:${stage.office.ports.http}/v1/files/${fileId}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${alice.token}`, 'tus-resumable': '1.0.0' },
    })
    expect(gone.status).toBe(204)
    must(alice.transfers!.queue.resume(id))
    await alice.when(() => alice.store.messages.get(localId!)?.status === 'sent')
    expect(alice.transferOf(localId!, 'up')?.fileId).not.toBe(fileId)
  })

  it('whose day is over has let go of the upload: it goes once more, and comes whole and once', async () => {
    let late = 0
    const clock = { now: () => systemServerClock.now() + late, after: systemServerClock.after.bind(systemServerClock) }
    await stage.reopen({ dataDir: join(stage.folder, 'later'), clock })
    const proxy = await stage.proxyTo(stage.office.ports.http)
    const [alice, bob] = [await stage.signIn('alice', { http: proxy.port }), await stage.signIn('bob')]
    const bytes = randomBytes(4_000_000)
    proxy.cutAfter('up', 2_000_000)
    const [localId] = alice.sendFiles([stage.fileOf(bytes)], AB)
    await alice.when(() => alice.transferOf(localId!, 'up')?.failCode !== undefined)
    const { fileId, id } = alice.transferOf(localId!, 'up')!
    must(alice.transfers!.queue.pause(id))
    const ask = (): Promise<Response> =>
      fetch(`http://127.0.0.1:${stage.office.ports.http}/v1/files/${fileId}`, {
        method: 'HEAD',
        headers: { authorization: `Bearer ${alice.token}`, 'tus-resumable': '1.0.0' },
      })
    // Answered once nobody writes to it any more: what was cut off had its last byte before the day begins.
    expect((await ask()).status).toBe(200)
    late = 25 * 3600_000
    await stage.office.server.sweepFiles()
    expect((await ask()).status).toBe(410)
    expect((await stage.office.server.store.files.counts()).unfinished).toBe(0)
    must(alice.transfers!.queue.resume(id))
    await alice.when(() => alice.store.messages.get(localId!)?.status === 'sent')
    expect(alice.transferOf(localId!, 'up')?.fileId).not.toBe(fileId)
    expect(proxy.passed.up).toBeGreaterThan(2_000_000 + bytes.length)
    const received = await arrived(bob)
    expect((await fetches(bob, received, hash(bytes))).equals(bytes)).toBe(true)
    expect(bob.rows(AB)).toHaveLength(1)
  })

  it('that gets other bytes than were read refuses them, and gets them once more', async () => {
    const proxy = await stage.closing(FlippingProxy.open(stage.office.ports.http))
    const [alice, bob] = [await stage.signIn('alice', { http: proxy.port }), await stage.signIn('bob')]
    const bytes = randomBytes(2_000_000)
    proxy.flipAfter(1_000_000)
    const [localId] = alice.sendFiles([stage.fileOf(bytes)], AB)
    const received = await arrived(bob)
    expect(proxy.made).toBe(1)
    expect(alice.transferOf(localId!, 'up')?.renewals).toBe(1)
    expect((await fetches(bob, received, hash(bytes))).equals(bytes)).toBe(true)
    expect(bob.rows(AB)).toHaveLength(1)
  })

  it('that gets other bytes twice keeps none of them: the message fails as damaged, and goes when it is tried again', async () => {
    const proxy = await stage.closing(FlippingProxy.open(stage.office.ports.http))
    const [alice, bob] = [await stage.signIn('alice', { http: proxy.port }), await stage.signIn('bob')]
    const bytes = randomBytes(2_000_000)
    proxy.flipAfter(1_000_000)
    proxy.flipAfter(2_000_000)
    const [localId] = alice.sendFiles([stage.fileOf(bytes)], AB)
    await alice.when(() => alice.store.messages.get(localId!)?.status === 'failed')
    expect(proxy.made).toBe(2)
    expect(alice.store.messages.get(localId!)?.failCode).toBe('damaged')
    expect(alice.transferOf(localId!, 'up')).toMatchObject({ state: 'failed', failCode: 'damaged' })
    expect(await stage.office.server.store.files.counts()).toMatchObject({ files: 0, unfinished: 0, bytes: 0 })
    expect(readdirSync(join(stage.folder, 'server', 'files', 'parts'))).toEqual([])
    expect(bob.rows(AB)).toEqual([])
    must(alice.transfers!.retry(alice.transferOf(localId!, 'up')!.id))
    const received = await arrived(bob)
    expect((await fetches(bob, received, hash(bytes))).equals(bytes)).toBe(true)
    expect(bob.rows(AB)).toHaveLength(1)
  })

  it('refuses what is too large, and the message says so', async () => {
    await stage.reopen({ limits: { maxFileBytes: 1000 } })
    const alice = await stage.signIn('alice')
    expect(() => alice.sendFiles([stage.fileOf(randomBytes(1001))], AB)).toThrow('too_large')
    const [localId] = alice.sendFiles([stage.fileOf(randomBytes(1000))], AB)
    await alice.when(() => alice.store.messages.get(localId!)?.status === 'sent')
  })
})
