import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { gifFileRoundMs, gifRoundMs, LONGEST_ROUND_MS } from '../../src/main/transfers/gif-round'
import type { ByteReader } from '../../src/main/transfers/stripping/byte-reader'
import { tempFolder } from '../store/helpers'
import { gif } from './pictures'

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
    expect(await gifFileRoundMs(file(gif(8, 6, delays)))).toBe(round)
  })

  it('is told by the frames that are whole, wherever it is cut', async () => {
    const bytes = gif(8, 6, [50, 120, 300])
    const rounds = new Set<number>()
    for (let end = 0; end <= bytes.length; end++) rounds.add(await gifFileRoundMs(file(bytes.subarray(0, end))))
    expect([...rounds]).toEqual([0, 170, 470])
  })

  it('is none of what is no GIF, and of nothing', async () => {
    expect(await gifFileRoundMs(file(Buffer.from('GIF88a but no picture at all')))).toBe(0)
    expect(await gifFileRoundMs(join(tempFolder(), 'gone.gif'))).toBe(0)
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
