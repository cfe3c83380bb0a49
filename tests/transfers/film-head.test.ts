import { describe, expect, it } from 'vitest'
import { filmHead } from '../../src/main/transfers/film-head'
import { MAX_TAIL_BYTES } from '../../src/main/transfers/film-tail'
import { BytesReader } from '../../src/main/transfers/stripping/byte-reader'
import { box, FTYP, WEBM } from './films'

const MOOV = box('moov', 6000)
const MDAT = box('mdat', 20_000)
const FRONT = Buffer.concat([FTYP, box('free', 40), MOOV, MDAT])

const headOf = (film: Buffer, written: number) => filmHead(new BytesReader(film), written)

describe('the beginning of a film', () => {
  it('plays once all of its table of contents is there', async () => {
    const end = FTYP.length + 40 + MOOV.length
    expect(await headOf(FRONT, 100)).toEqual({ moreAt: 4100 })
    expect(await headOf(FRONT, 4100)).toEqual({ moreAt: end })
    expect(await headOf(FRONT, end - 1)).toEqual({ moreAt: end })
    expect(await headOf(FRONT, end)).toEqual({ mime: 'video/mp4' })
  })

  it('waits for the name of the next box', async () => {
    const far = Buffer.concat([FTYP, box('free', 5000), MOOV, MDAT])
    const at = FTYP.length + 5000
    expect(await headOf(far, at + 15)).toEqual({ moreAt: at + 16 })
    expect(await headOf(far, at + 16)).toEqual({ moreAt: at + MOOV.length })
  })

  it('of which the table stands at the end needs what stands behind the pictures', async () => {
    const film = Buffer.concat([FTYP, MDAT, MOOV])
    expect(await headOf(film, 4100)).toEqual({ mime: 'video/mp4', tailAt: FTYP.length + MDAT.length })
  })

  it.each([
    ['nothing', 0],
    ['no more than a few bytes', 7],
    ['more than is held in memory', MAX_TAIL_BYTES + 1],
  ])('with %s behind its pictures plays only whole', async (_, bytes) => {
    const film = Buffer.concat([FTYP, MDAT, Buffer.alloc(bytes)])
    expect(await headOf(film, film.length)).toBeUndefined()
  })

  it('of a kind that needs no table plays at once', async () => {
    expect(await headOf(Buffer.concat([WEBM, Buffer.alloc(9000)]), 4100)).toEqual({ mime: 'video/webm' })
  })

  it('that is all of a short one is enough', async () => {
    const short = Buffer.concat([FTYP, box('moov', 60), box('mdat', 30)])
    expect(await headOf(short, short.length - 1)).toEqual({ moreAt: short.length })
    expect(await headOf(short, short.length)).toEqual({ mime: 'video/mp4' })
  })

  it.each([
    ['a program', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(9000)])],
    ['text', Buffer.from('not a film '.repeat(900))],
    ['nothing', Buffer.alloc(9000)],
    ['a picture', Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(9000)])],
    ['a table longer than the file', Buffer.concat([FTYP, Buffer.from([0x7f, 0, 0, 0]), Buffer.from('moov'), Buffer.alloc(9000)])],
    ['a box that is smaller than its own head', Buffer.concat([FTYP, Buffer.from([0, 0, 0, 3]), Buffer.from('free'), Buffer.alloc(9000)])],
    ['boxes without an end', Buffer.concat([FTYP, ...Array.from({ length: 1000 }, () => box('free', 8))])],
  ])('of %s is none', async (_, bytes) => {
    expect(await headOf(bytes, bytes.length)).toBeUndefined()
  })
})
