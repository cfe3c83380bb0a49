import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { PIECE_BYTES } from '../../src/main/transfers/file-hash'
import { SourceBytes } from '../../src/main/transfers/source-file'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

function fileOf(bytes: Buffer): string {
  const dir = mkdtempSync(join(tmpdir(), 'jim-source-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  const path = join(dir, 'source.bin')
  writeFileSync(path, bytes)
  return path
}

it('gives the bytes from a place on, and tells of each piece once it was taken', async () => {
  const bytes = randomBytes(3 * PIECE_BYTES + 17)
  const taken: number[] = []
  const source = new SourceBytes(fileOf(bytes), 5, bytes.length, (at) => taken.push(at))
  const pieces: Uint8Array[] = []
  for await (const piece of source.bytes()) {
    // Whoever sends it takes its time: what is read ahead must not lie in the same memory.
    await turn()
    expect(taken).toHaveLength(pieces.length)
    pieces.push(piece)
  }
  expect(Buffer.concat(pieces).equals(bytes.subarray(5))).toBe(true)
  expect(taken.at(-1)).toBe(bytes.length)
  expect(source.failure).toBeUndefined()
})

it('says that the file became shorter, after what there was', async () => {
  const path = fileOf(randomBytes(3 * PIECE_BYTES))
  const source = new SourceBytes(path, 0, 3 * PIECE_BYTES, () => undefined)
  let came = 0
  const reading = async (): Promise<void> => {
    for await (const piece of source.bytes()) {
      came += piece.length
      truncateSync(path, PIECE_BYTES)
    }
  }
  await expect(reading()).rejects.toThrow('shorter')
  expect(came).toBeGreaterThanOrEqual(PIECE_BYTES)
  expect(source.failure).toMatchObject({ ok: false, error: { code: 'changed' } })
})

it('tells what a read ahead failed with when its turn comes, however long the one before takes', async () => {
  const path = fileOf(randomBytes(2 * PIECE_BYTES))
  const handle = await open(path, 'r')
  const proto = Object.getPrototypeOf(handle) as Pick<typeof handle, 'read'>
  await handle.close()
  const { read } = proto
  const spy = vi.spyOn(proto, 'read').mockImplementation(function (this: typeof handle, ...args: unknown[]) {
    if (args[3] === 0) return Reflect.apply(read, this, args) as ReturnType<typeof handle.read>
    return Promise.reject(Object.assign(new Error('EIO'), { code: 'EIO' }))
  } as typeof handle.read)
  onTestFinished(() => spy.mockRestore())
  const unheard = vi.fn()
  process.on('unhandledRejection', unheard)
  onTestFinished(() => void process.off('unhandledRejection', unheard))
  const source = new SourceBytes(path, 0, 2 * PIECE_BYTES, () => undefined)
  let pieces = 0
  const reading = async (): Promise<void> => {
    for await (const _piece of source.bytes()) {
      pieces++
      for (let i = 0; i < 5; i++) await turn()
    }
  }
  await expect(reading()).rejects.toThrow('EIO')
  expect([pieces, unheard.mock.calls.length]).toEqual([1, 0])
  expect(source.failure).toMatchObject({ ok: false, error: { code: 'io_failed' } })
})
