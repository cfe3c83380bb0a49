import { randomBytes } from 'node:crypto'
import { utimesSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { must } from '../helpers/results'
import { arrived, fetches, FileStage, hash } from './file-stage'
import { AB } from './office'

let stage: FileStage

beforeEach(async () => (stage = await FileStage.open()))
afterEach(() => stage.close())

describe('a file that is not what it was', () => {
  it('is never sent as a mixture: its message fails, and is sent as the file is now when it is tried again', async () => {
    const proxy = await stage.proxyTo(stage.office.ports.http)
    const [alice, bob] = [await stage.signIn('alice', { http: proxy.port }), await stage.signIn('bob')]
    const path = stage.fileOf(randomBytes(4_000_000))
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
