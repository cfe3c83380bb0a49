import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { gifRoundMs, LONGEST_ROUND_MS } from '../../src/main/transfers/gif-round'
import { pictureRoundMs } from '../../src/main/transfers/picture-round'
import type { ByteReader } from '../../src/main/transfers/stripping/byte-reader'
import { tempFolder } from '../store/helpers'
import { movingWebp, webp, webpParts } from './camera-files'
import { gif, png } from './pictures'

function file(bytes: Buffer): string {
  const path = join(tempFolder(), 'moving.gif')
  writeFileSync(path, bytes)
  return path
}

describe('a round of a GIF', () => {
  it.each<[string, readonly number[], number]>([
    ['its delays', [50, 120, 300], 470],
    ['frames too hasty to be drawn so', [0, 10, 20], 220],
    ['one frame', [500], 0],
    ['longer than anybody waits', [19_000, 19_000], LONGEST_ROUND_MS],
  ])('takes %s', async (_, delays, round) => {
    expect(await pictureRoundMs(file(gif(8, 6, delays)))).toBe(round)
  })

  it('is told by the frames that are whole, wherever it is cut', async () => {
    const bytes = gif(8, 6, [50, 120, 300])
    const rounds = new Set<number>()
    for (let end = 0; end <= bytes.length; end++) rounds.add(await pictureRoundMs(file(bytes.subarray(0, end))))
    expect([...rounds]).toEqual([0, 170, 470])
  })

  it('is none of what is no GIF, and of nothing', async () => {
    expect(await pictureRoundMs(file(Buffer.from('GIF88a but no picture at all')))).toBe(0)
    expect(await pictureRoundMs(join(tempFolder(), 'gone.gif'))).toBe(0)
  })

  it('ends with a file that is nothing but beginnings of blocks, or one block without an end', async () => {
    const head = gif(8, 6, [50, 120]).subarray(0, -1)
    for (const more of ['\x21\xfe\x01x\0', '\x01x']) {
      const tail = Buffer.concat([Buffer.from('\x21\xfe', 'latin1'), Buffer.from(more.repeat(10), 'latin1')])
      let reads = 0
      const endless: ByteReader = {
        size: Number.MAX_SAFE_INTEGER,
        read: (at, length) => {
          if (++reads > 2_000_000) throw new Error('without an end')
          const [bytes, from] =
            at < head.length
              ? [head, at]
              : [tail, at < head.length + 2 ? at - head.length : 2 + ((at - head.length - 2) % (tail.length - 2))]
          return Promise.resolve(Buffer.concat([bytes.subarray(from), tail.subarray(2)]).subarray(0, length))
        },
      }
      expect(await gifRoundMs(endless)).toBe(170)
    }
  })
})

/** A chunk of a PNG, its check left empty: nothing here reads it. */
const chunk = (name: string, data: Buffer): Buffer => {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(data.length)
  head.write(name, 4, 'latin1')
  return Buffer.concat([head, data, Buffer.alloc(4)])
}
/** A frame of an APNG that is shown for so much of a second. */
const shownFor = (above: number, below: number): Buffer => {
  const data = Buffer.alloc(26)
  data.writeUInt16BE(above, 20)
  data.writeUInt16BE(below, 22)
  return chunk('fcTL', data)
}
const apng = (...frames: readonly Buffer[]): Buffer => {
  const still = png(30, 20)
  return Buffer.concat([still.subarray(0, 33), ...frames, still.subarray(33)])
}
describe('a round of another picture', () => {
  it.each<[string, Buffer, number]>([
    ['APNG: its delays', apng(shownFor(1, 2), shownFor(300, 1000)), 800],
    ['APNG: hundredths where nothing is said', apng(shownFor(50, 0), shownFor(0, 0)), 600],
    ['APNG: one frame', apng(shownFor(1, 2)), 0],
    ['APNG: frames behind its end', Buffer.concat([png(30, 20), shownFor(1, 2), shownFor(1, 2)]), 0],
    ['APNG: longer than anybody waits', apng(shownFor(60, 1), shownFor(60, 1)), LONGEST_ROUND_MS],
    ['PNG', png(30, 20), 0],
    ['WebP: its delays', movingWebp(70, 130, 5), 300],
    ['WebP: one frame', movingWebp(70), 0],
    ['WebP that stands still', webp([webpParts.extended(0, 0)]).bytes, 0],
    ['what is none', Buffer.from('no picture at all, but long enough'), 0],
  ])('takes, %s', async (_, bytes, round) => {
    expect(await pictureRoundMs(file(bytes))).toBe(round)
  })

  it('is read to an end wherever it is cut', async () => {
    for (const bytes of [apng(shownFor(1, 2), shownFor(3, 10)), movingWebp(70, 130)]) {
      const rounds = new Set<number>()
      for (let end = 0; end <= bytes.length; end++) rounds.add(await pictureRoundMs(file(bytes.subarray(0, end))))
      expect([...rounds]).toEqual([0, expect.any(Number)])
    }
  })
})
