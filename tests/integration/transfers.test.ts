import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { must } from '../helpers/results'
import { arrived, fetches, FileStage, hash } from './file-stage'
import { AB } from './office'

let stage: FileStage

beforeEach(async () => (stage = await FileStage.open()))
afterEach(() => stage.close())

describe('a file between two people', () => {
  it('arrives whole, once, under its message, and its sender’s other device has it too', async () => {
    const [alice, bob] = [await stage.signIn('alice'), await stage.signIn('bob')]
    const other = await stage.signIn('alice')
    const bytes = randomBytes(1_000_000)
    const [localId] = alice.sendFiles([stage.fileOf(bytes)], AB, 'look at this')
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
    const [alice, bob, carol] = [await stage.signIn('alice'), await stage.signIn('bob'), await stage.signIn('carol')]
    const bytes = randomBytes(500_000)
    const proxy = await stage.proxyTo(stage.office.ports.http)
    alice.sendFiles([stage.fileOf(bytes)], AB)
    const received = await arrived(bob)
    const BC = must(bob.engine.startConversation('carol' as never))
    must(bob.engine.forward({ localIds: [received], to: [BC], as: 'each', title: '' }))
    await carol.when(() => carol.rows(BC).some(({ type }) => type === 'file'))
    const there = carol.rows(BC)[0]!.localId
    expect((await fetches(carol, there, hash(bytes))).equals(bytes)).toBe(true)
    expect(proxy.passed.up).toBe(0)
  })

  it('that was sent before is not sent again, to whomever', async () => {
    const proxy = await stage.proxyTo(stage.office.ports.http)
    const [alice, bob] = [await stage.signIn('alice', { http: proxy.port }), await stage.signIn('bob')]
    const path = stage.fileOf(randomBytes(2_000_000))
    alice.sendFiles([path], AB)
    await arrived(bob)
    const before = proxy.passed.up
    alice.sendFiles([path], AB)
    await bob.when(() => bob.rows(AB).length === 2)
    expect(proxy.passed.up - before).toBeLessThan(10_000)
  })
})

describe('two devices of one person', () => {
  it('fetch the same file at the same time, each from where its own link broke', async () => {
    const proxy = await stage.proxyTo(stage.office.ports.http)
    const [alice, one, two] = [await stage.signIn('alice'), await stage.signIn('bob', { http: proxy.port }), await stage.signIn('bob')]
    const bytes = randomBytes(5_000_000)
    alice.sendFiles([stage.fileOf(bytes)], AB)
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
