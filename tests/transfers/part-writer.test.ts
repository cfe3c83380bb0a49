import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PartWriter, type SyncTurn, type WrittenFile } from '../../src/main/transfers/part-writer'
import { failNextSync } from '../helpers/failing-sync'
import { hash } from '../helpers/file-server'
import { must } from '../helpers/results'
import { TransferDesk } from './transfer-desk'

const MIB = 1024 * 1024

/** A file in memory. A write takes at most so many bytes at once, and a while; a sync ends when it is told to. */
class SlowFile {
  bytes = Buffer.alloc(0)
  most = Infinity
  running = 0
  syncs: { readonly end: () => void; readonly fail: (error: Error) => void; readonly bytes: number }[] = []
  failure: Error | undefined

  readonly file = {
    write: async (from: Uint8Array, offset: number, length: number, at: number) => {
      expect(this.running++).toBe(0)
      await new Promise((resolve) => setImmediate(resolve))
      this.running--
      if (this.failure !== undefined) throw this.failure
      expect(at).toBe(this.bytes.length)
      const taken = Math.min(length, this.most)
      this.bytes = Buffer.concat([this.bytes, from.subarray(offset, offset + taken)])
      return { bytesWritten: taken, buffer: from }
    },
    datasync: () =>
      new Promise<void>((end, fail) => {
        this.syncs.push({ end, fail, bytes: this.bytes.length })
      }),
  } as unknown as WrittenFile
}

const writerOf = (
  slow: SlowFile,
  from: number,
  to: number,
  turn: SyncTurn = { isTaken: false },
  onWritten = (_at: number): void => undefined,
) => new PartWriter(slow.file, { from, to }, { turn, onWritten })

describe('bytes that are written to a part', () => {
  it('are those that came, in their order, whatever their pieces and however little is taken at once', async () => {
    const pieces = fc.array(fc.integer({ min: 0, max: 900_000 }), { maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(pieces, fc.integer({ min: 100_000, max: 2 * MIB }), async (lengths, most) => {
        const slow = new SlowFile()
        slow.most = most
        const all = randomBytes(lengths.reduce((sum, length) => sum + length, 0))
        const told: number[] = []
        const writer = writerOf(slow, 0, all.length, undefined, (at) => told.push(at))
        let at = 0
        for (const length of lengths) {
          // The caller's own again once it was taken.
          const piece = Buffer.from(all.subarray(at, at + length))
          // What there is room for is taken at once, all of it or nothing.
          if (!writer.fill(piece)) await writer.write(piece)
          piece.fill(0)
          at += length
        }
        await writer.settle()
        expect(slow.bytes.equals(all)).toBe(true)
        expect(told.at(-1) ?? 0).toBe(all.length)
        expect(told).toEqual(told.toSorted((a, b) => a - b))
      }),
      { numRuns: 30 },
    )
  })

  it('are taken at once while the disk stands still, until all buffers are full; then they wait for it', async () => {
    const held: (() => void)[] = []
    const file = {
      write: (_from: Uint8Array, _offset: number, length: number) =>
        new Promise((resolve) => held.push(() => resolve({ bytesWritten: length }))),
    } as unknown as WrittenFile
    const writer = new PartWriter(file, { from: 0, to: 40 * MIB }, { turn: { isTaken: true }, onWritten: () => undefined })
    const piece = Buffer.alloc(MIB / 2)
    let taken = 0
    while (writer.fill(piece)) taken++
    expect([taken, held.length]).toEqual([12, 1])
    let isOver = false
    const waiting = writer.write(piece).then(() => (isOver = true))
    await new Promise((resolve) => setImmediate(resolve))
    expect(isOver).toBe(false)
    held.shift()!()
    await waiting
    expect([writer.fill(piece), writer.fill(piece)]).toEqual([true, false])
  })

  it('are synced every 16 MiB while the next ones come, one file at a time', async () => {
    const turn = { isTaken: false }
    const [one, other] = [new SlowFile(), new SlowFile()]
    const [first, second] = [writerOf(one, 0, 40 * MIB, turn), writerOf(other, 0, 40 * MIB, turn)]
    const piece = Buffer.alloc(MIB)
    for (let i = 0; i < 40; i++) await first.write(piece)
    for (let i = 0; i < 20; i++) await second.write(piece)
    // The first one's is under way for as long as the disk takes: nobody waits for it, and none begins beside it.
    expect([one.syncs.map(({ bytes }) => bytes), other.syncs]).toEqual([[16 * MIB], []])
    one.syncs[0]!.end()
    await first.settle()
    for (let i = 0; i < 2; i++) await second.write(piece)
    while (other.syncs.length === 0) await new Promise((resolve) => setImmediate(resolve))
    other.syncs[0]!.end()
    await second.settle()
    expect([one.bytes.length, other.bytes.length, turn.isTaken]).toEqual([40 * MIB, 22 * MIB, false])
  })

  it('fail with what a write or a sync failed with, at the next call and for good', async () => {
    const full = Object.assign(new Error('no room'), { code: 'ENOSPC' })
    const slow = new SlowFile()
    const writer = writerOf(slow, 0, 40 * MIB)
    slow.failure = full
    // As many as it has buffers for are taken before it is known.
    const written = async (): Promise<void> => {
      for (let i = 0; i < 20; i++) await writer.write(Buffer.alloc(MIB))
    }
    await expect(written()).rejects.toBe(full)
    expect(writer.fill(Buffer.alloc(1))).toBe(false)
    slow.failure = undefined
    await expect(writer.settle()).rejects.toBe(full)
    expect([writer.isDoubtful, slow.bytes.length]).toEqual([false, 0])

    const other = new SlowFile()
    const turn = { isTaken: false }
    const doubtful = writerOf(other, 0, 40 * MIB, turn)
    for (let i = 0; i < 18; i++) await doubtful.write(Buffer.alloc(MIB))
    while (other.syncs.length === 0) await new Promise((resolve) => setImmediate(resolve))
    const lost = new Error('lost')
    other.syncs[0]!.fail(lost)
    await expect(doubtful.settle()).rejects.toBe(lost)
    expect([doubtful.isDoubtful, turn.isTaken]).toEqual([true, false])
  })
})

describe('a part that is finished', () => {
  it('is on the disk: one last sync is waited for, and is the end of it where it fails', async () => {
    const slow = new SlowFile()
    const writer = writerOf(slow, 0, 5)
    await writer.write(Buffer.from('hello'))
    const finished = writer.finish()
    while (slow.syncs.length === 0) await new Promise((resolve) => setImmediate(resolve))
    expect([slow.bytes.toString(), slow.syncs[0]!.bytes]).toEqual(['hello', 5])
    const lost = new Error('lost')
    slow.syncs[0]!.fail(lost)
    await expect(finished).rejects.toBe(lost)
    expect(writer.isDoubtful).toBe(true)
  })
})

describe('a download whose bytes the disk lost', () => {
  it.each([
    ['while it comes', 20 * MIB],
    ['at its end', 1000],
  ])('%s fails with that, nothing of it is seen or gone on with, and tried again it comes whole', async (_when, length) => {
    const desk = await TransferDesk.open()
    const bytes = randomBytes(length)
    const spy = await failNextSync('datasync')
    const row = desk.down(desk.server.put(bytes), { size: bytes.length, sha256: hash(bytes) })
    await desk.ends(row, 'failed')
    expect([desk.now(row)?.failCode, spy.mock.calls.length]).toEqual(['io_failed', 1])
    expect(desk.now(row)?.failReason).toContain('EIO')
    expect([desk.keeper.has(hash(bytes)), existsSync(desk.keeper.partPath(`down-${row.id}`))]).toEqual([undefined, false])
    must(desk.transfers.resume(row.id))
    await desk.ends(row)
    expect(desk.keeper.read(hash(bytes)).equals(bytes)).toBe(true)
    // From the first byte: what lay there was nobody's to trust.
    expect(desk.server.log.map((line) => line.split(' ')[2])).toEqual([undefined, undefined])
  })
})
