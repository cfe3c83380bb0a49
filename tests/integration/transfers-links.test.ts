import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { asConversationId, type LocalId } from '@shared/ids'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDialer } from '../../src/main/connection/dialers/dialer'
import { systemClock } from '../../src/main/lib/clock'
import { HeldProxy } from '../helpers/held-proxy'
import { must } from '../helpers/results'
import { startConnectProxy, startSocksProxy } from '../helpers/test-proxies'
import { arrived, fetches, FileStage, hash } from './file-stage'
import { AB, type Desk } from './office'

const BIG = 20 * 1024 * 1024

let stage: FileStage

beforeEach(async () => (stage = await FileStage.open()))
afterEach(() => stage.close())

describe('a link that breaks', () => {
  /** Every tenth of the file, as a place in what passes; heads of requests are some hundred bytes. */
  const TENTHS = Array.from({ length: 9 }, (_, index) => (index + 1) * (BIG / 10))

  /** Backoffs are drawn by lot and would take half a minute: the person does not wait. */
  const hurrying = async (desk: Desk, work: () => Promise<void>): Promise<void> => {
    const hurry = (): void =>
      desk.store.transfers.unfinished().forEach(({ id, failCode }) => failCode === undefined || must(desk.transfers!.queue.resume(id)))
    const hurries = setInterval(hurry, 20)
    try {
      await work()
    } finally {
      clearInterval(hurries)
    }
  }

  it('at every tenth of a file on its way up costs nothing of what was there: it goes on at exactly that byte', async () => {
    const tap = await stage.tap()
    const proxy = await stage.proxyTo(tap.port)
    const [alice, bob] = [await stage.signIn('alice', { http: proxy.port }), await stage.signIn('bob')]
    const bytes = randomBytes(BIG)
    for (const _ of TENTHS) proxy.cutAfter('up', BIG / 10)
    await hurrying(alice, async () => {
      alice.sendFiles([stage.fileOf(bytes)], AB)
      const received = await arrived(bob)
      expect((await fetches(bob, received, hash(bytes))).equals(bytes)).toBe(true)
    })
    expect(proxy.made).toBe(9)
    expect(tap.requests.length).toBeGreaterThanOrEqual(9)
    // Of no byte that the server had, one went again: nothing was begun anew, and nothing left out.
    expect({ sentAgain: tap.sentAgain, astray: tap.astray, begunAnew: tap.begunAnew }).toEqual({ sentAgain: 0, astray: [], begunAnew: [] })
    expect(new Set(tap.requests.map(({ fileId }) => fileId)).size).toBe(1)
    expect(tap.requests.every(({ from, length }) => from + length === BIG)).toBe(true)
    const starts = tap.requests.map(({ from }) => from)
    expect(starts).toEqual([...starts].sort((a, b) => a - b))
    expect(bob.rows(AB)).toHaveLength(1)
  })

  it('at every tenth of a file on its way down costs nothing of what was there', async () => {
    const proxy = await stage.proxyTo(stage.office.ports.http)
    const [alice, bob] = [await stage.signIn('alice'), await stage.signIn('bob', { http: proxy.port })]
    const bytes = randomBytes(BIG)
    for (const _ of TENTHS) proxy.cutAfter('down', BIG / 10)
    await hurrying(bob, async () => {
      alice.sendFiles([stage.fileOf(bytes)], AB)
      const received = await arrived(bob)
      expect((await fetches(bob, received, hash(bytes))).equals(bytes)).toBe(true)
    })
    expect(proxy.made).toBe(9)
    // Each cut may lose what had passed this way and was not taken any more: a piece, never what lay there already.
    expect(proxy.passed.down - BIG).toBeLessThan(9 * 1024 * 1024)
    expect(bob.rows(AB)).toHaveLength(1)
  })

  it('by the ways of the account: through each kind of proxy', async () => {
    for (const start of [startSocksProxy, startConnectProxy]) {
      const proxy = await stage.closing(start())
      const kind = start === startSocksProxy ? 'socks5' : 'http'
      const dial = createDialer({ clock: systemClock, routesTo: () => [{ kind, host: '127.0.0.1', port: proxy.port }] })
      const alice = await stage.signIn('alice', { dial })
      const bytes = randomBytes(100_000)
      const [localId] = alice.sendFiles([stage.fileOf(bytes, `${kind}.bin`)], AB)
      await alice.when(() => alice.store.messages.get(localId!)?.status === 'sent')
      expect(new Set(proxy.asked)).toEqual(new Set([`127.0.0.1:${stage.office.ports.http}`]))
      alice.close()
    }
  })
})

describe('a slow peer', () => {
  const BC = asConversationId('c2c:bob:carol')
  const isSent = (desk: Desk, localId: LocalId): boolean => desk.store.messages.get(localId)?.status === 'sent'

  it('keeps no other file from going up, and its own comes when it comes', async () => {
    const proxy = await stage.closing(HeldProxy.open(stage.office.ports.http))
    const [alice, bob] = [await stage.signIn('alice', { http: proxy.port }), await stage.signIn('bob')]
    const [large, small] = [randomBytes(BIG), randomBytes(300_000)]
    const standing = proxy.hold('up', 5_000_000)
    const [slow] = alice.sendFiles([stage.fileOf(large)], AB)
    await standing
    const AC = must(alice.engine.startConversation('carol' as never))
    const [quick] = alice.sendFiles([stage.fileOf(small, 'small.bin')], AC)
    await alice.when(() => isSent(alice, quick!))
    expect([alice.store.messages.get(slow!)?.status, alice.transferOf(slow!, 'up')?.state]).toEqual(['queued', 'open'])
    proxy.release()
    const received = await arrived(bob)
    expect((await fetches(bob, received, hash(large))).equals(large)).toBe(true)
    expect(bob.rows(AB)).toHaveLength(1)
  })

  it('keeps no other file from coming down', async () => {
    const proxy = await stage.closing(HeldProxy.open(stage.office.ports.http))
    const [alice, carol, bob] = [await stage.signIn('alice'), await stage.signIn('carol'), await stage.signIn('bob', { http: proxy.port })]
    const [large, small] = [randomBytes(BIG), randomBytes(300_000)]
    alice.sendFiles([stage.fileOf(large)], AB)
    const slow = await arrived(bob)
    carol.sendFiles([stage.fileOf(small, 'small.bin')], must(carol.engine.startConversation('bob' as never)))
    await bob.when(() => bob.rows(BC).length === 1)
    const standing = proxy.hold('down', 5_000_000)
    must(bob.transfers!.wanted.download(slow))
    await standing
    const quick = bob.rows(BC)[0]!.localId
    expect((await fetches(bob, quick, hash(small))).equals(small)).toBe(true)
    expect([bob.transferOf(slow, 'down')?.state, bob.fetched(hash(large))]).toEqual(['open', undefined])
    proxy.release()
    await bob.when(() => bob.transferOf(slow, 'down')?.state === 'done')
    expect(readFileSync(bob.fetched(hash(large))!).equals(large)).toBe(true)
  })
})
