import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { failed, ok, type Result } from '@shared/result'
import { beforeEach, describe, expect, it } from 'vitest'
import type { DrawnPicture, DrawRequest } from '../../src/main/transfers/picture-drawer'
import { hash } from '../helpers/file-server'
import { must } from '../helpers/results'
import { heic } from './heic'
import { jpeg, jpegParts, kept, png, pngParts, segment, webp, webpParts } from './camera-files'
import { TransferDesk } from './transfer-desk'

/** 30 × 20 px, 2 MB. */
const photo = jpeg([jpegParts.exif('II', 1), jpegParts.frame, jpegParts.scan(Buffer.alloc(1_000_000, 5))])
const frame = (width: number, height: number) =>
  kept(segment(0xc0, Buffer.from([8, 0, height, 0, width, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1])))
/** 15 × 10 px, 1,2 MB. */
const small = jpeg([frame(15, 10), jpegParts.scan(Buffer.alloc(600_000, 1))]).bytes

const ask = { mime: 'image/jpeg', treatment: { strips: true, maxSide: 15 } } as const

let desk: TransferDesk
let asked: readonly (readonly [path: string, mime: string, request: DrawRequest])[]
let answer: Result<DrawnPicture>

beforeEach(async () => {
  desk = await TransferDesk.open()
  asked = []
  answer = ok({ bytes: small, width: 15, height: 10 })
  desk.drawer = {
    draw: (...request) => {
      asked = [...asked, request]
      return Promise.resolve(answer)
    },
  }
})

const sent = (): Buffer => [...desk.server.files.values()][0]!.bytes
const copies = (): readonly string[] => (existsSync(desk.outgoingDir) ? readdirSync(desk.outgoingDir) : [])

describe('a picture that is larger than it should be', () => {
  it('goes smaller, and its message says the edges of what goes; the person’s own file stays as it is', async () => {
    const source = desk.file(photo.bytes, 'photo.jpg')
    const row = desk.up(photo.bytes, { ...ask, source })
    await desk.ends(row)
    expect(asked).toEqual([[source.path, 'image/jpeg', { maxSide: 15, mime: 'image/jpeg' }]])
    expect(sent().equals(small)).toBe(true)
    expect(desk.now(row)).toMatchObject({ sha256: hash(small), size: small.length, treatment: undefined })
    expect(desk.messageOf(row)?.content).toMatchObject({ width: 15, height: 10, size: small.length })
    expect(readFileSync(source.path).equals(photo.bytes)).toBe(true)
    expect(desk.keeper.read(hash(small)).equals(small)).toBe(true)
  })

  it('is seen before its copy is drawn, and says the edges of the copy all the same', async () => {
    const source = desk.file(photo.bytes, 'photo.jpg')
    const made: string[] = []
    const seen = { bytes: Buffer.from('small'), mime: 'image/webp', width: 30, height: 20, thumbHash: 'AAAA' }
    desk.previews = {
      make: (path) => {
        made.push(path)
        expect(asked).toEqual([])
        return Promise.resolve(ok(seen))
      },
    }
    desk.restart()
    const row = desk.up(photo.bytes, { ...ask, source })
    await desk.ends(row)
    expect(made).toEqual([source.path])
    expect(asked).toHaveLength(1)
    expect(desk.messageOf(row)?.content).toMatchObject({ thumb_hash: 'AAAA', width: 15, height: 10, size: small.length })
  })

  it.each<[string, Result<DrawnPicture>]>([
    ['cannot be drawn', failed('crashed')],
    ['would take more bytes', ok({ bytes: Buffer.concat([small, Buffer.alloc(2_000_000)]), width: 15, height: 10 })],
    ['comes back as something else', ok({ bytes: png([]).bytes, width: 30, height: 20 })],
    ['comes back with other edges than are said', ok({ bytes: small, width: 14, height: 10 })],
    ['comes back larger than was asked', ok({ bytes: jpeg([frame(16, 10)]).bytes, width: 16, height: 10 })],
  ])('and %s goes at its size, without its location', async (_why, made) => {
    answer = made
    const row = desk.up(photo.bytes, ask)
    await desk.ends(row)
    expect(asked).toHaveLength(1)
    expect(sent().equals(photo.stripped)).toBe(true)
    expect(desk.now(row)?.treatment).toBeUndefined()
  })

  it('keeps what it says where only its size was to change and it cannot be drawn', async () => {
    answer = failed('timed_out')
    const row = desk.up(photo.bytes, { mime: 'image/jpeg', treatment: { maxSide: 15 } })
    await desk.ends(row)
    expect(sent().equals(photo.bytes)).toBe(true)
  })

  it('is drawn anew when the program died before the copy was named', async () => {
    must(desk.transfers.pauseAll(true))
    const row = desk.up(photo.bytes, ask)
    await desk.outgoing.make('photo.jpg', (path) => Promise.resolve(writeFileSync(path, 'half a copy')))
    desk.restart()
    expect(desk.now(row)?.treatment).toEqual({ strips: true, maxSide: 15 })
    await desk.outgoing.sweep([desk.now(row)!.path!])
    expect(copies()).toEqual([])
    must(desk.transfers.pauseAll(false))
    await desk.ends(row)
    expect(sent().equals(small)).toBe(true)
  })

  it('goes on after a restart with the copy of before', async () => {
    desk.server.faults.push({ on: 'PATCH', cutAfter: 700_000 })
    const source = desk.file(photo.bytes, 'photo.jpg')
    const row = desk.up(photo.bytes, { ...ask, source })
    await desk.waits(row, 'reset')
    desk.removeFile(source.path)
    desk.restart()
    await desk.outgoing.sweep([desk.now(row)!.path!])
    await desk.ends(row)
    expect([asked.length, sent().equals(small), desk.server.received]).toEqual([1, true, small.length])
  })

  it('that is not what was chosen any more waits for the person', async () => {
    const source = desk.file(photo.bytes, 'photo.jpg')
    desk.drawer = {
      draw: () => {
        writeFileSync(source.path, Buffer.alloc(photo.bytes.length + 1))
        return Promise.resolve(answer)
      },
    }
    const row = desk.up(photo.bytes, { ...ask, source })
    await desk.ends(row, 'failed')
    expect([desk.now(row)?.failCode, desk.server.received, copies()]).toEqual(['changed', 0, []])
  })

  it('that was pasted is there once while it goes', async () => {
    desk.server.faults.push({ on: 'PATCH', cutAfter: 1000 })
    const path = await desk.outgoing.make('image.jpg', (target) => Promise.resolve(writeFileSync(target, photo.bytes)))
    const row = desk.up(photo.bytes, { ...ask, source: { path, mtimeMs: Math.floor(statSync(path).mtimeMs) } })
    await desk.waits(row, 'reset')
    await expect.poll(copies).toHaveLength(1)
    expect(readFileSync(desk.now(row)!.path!).equals(small)).toBe(true)
  })
})

describe('a picture that few can show', () => {
  const foreign = { mime: 'image/heic', treatment: { as: 'image/jpeg' } } as const

  it('goes as JPEG at its size, whatever that takes, and its row and name say so', async () => {
    const source = desk.file(heic(), 'IMG 0012.HEIC')
    const row = desk.up(heic(), { ...foreign, source })
    await desk.ends(row)
    expect(asked).toEqual([[source.path, 'image/heic', { mime: 'image/jpeg' }]])
    expect(sent().equals(small)).toBe(true)
    expect(desk.now(row)).toMatchObject({ name: 'x.jpg', mime: 'image/jpeg', sha256: hash(small), treatment: undefined })
    expect(desk.messageOf(row)?.content).toMatchObject({ width: 15, height: 10, size: small.length })
    expect(readFileSync(source.path).equals(heic())).toBe(true)
  })

  it('goes as small as was chosen', async () => {
    await desk.ends(desk.up(heic(), { ...foreign, treatment: { as: 'image/jpeg', maxSide: 15 } }))
    expect(asked[0]?.[2]).toEqual({ maxSide: 15, mime: 'image/jpeg' })
  })

  it.each<[string, Result<DrawnPicture>]>([
    ['is broken', failed('not_drawable')],
    ['crashes whoever decodes it', failed('crashed')],
    ['comes back as something else', ok({ bytes: png([]).bytes, width: 30, height: 20 })],
    ['comes back with other edges than are said', ok({ bytes: small, width: 14, height: 10 })],
  ])('and %s does not go at all, and says so', async (_why, made) => {
    answer = made
    const row = desk.up(heic(), foreign)
    await desk.ends(row, 'failed')
    expect([desk.now(row)?.failCode, desk.server.received, copies()]).toEqual(['not_drawable', 0, []])
  })

  it('goes when it is tried again after a fault of this computer', async () => {
    const made = answer
    answer = failed('too_many')
    const row = desk.up(heic(), foreign)
    await desk.waits(row, 'too_many')
    answer = made
    desk.clock.advance(60_000)
    await desk.ends(row)
    expect(sent().equals(small)).toBe(true)
  })

  it('is converted after a restart, too', async () => {
    must(desk.transfers.pauseAll(true))
    const row = desk.up(heic(), foreign)
    desk.restart()
    expect(desk.now(row)?.treatment).toEqual({ as: 'image/jpeg' })
    must(desk.transfers.pauseAll(false))
    await desk.ends(row)
    expect(sent().equals(small)).toBe(true)
  })
})

describe('a picture is never drawn anew', () => {
  const moving = webp([webpParts.extended(0x02, 0x02), webpParts.kept('ANIM', Buffer.alloc(6)), webpParts.kept('ANMF', Buffer.alloc(40))])
  const gif = Buffer.concat([
    Buffer.from('GIF89a\x1e\0\x14\0\0\0\0', 'latin1'),
    Buffer.from([0x2c, 0, 0, 0, 0, 30, 0, 20, 0, 0, 2, 0, 0x3b]),
  ])
  it.each([
    ['that is small enough', jpeg([frame(15, 15)]).bytes, 'image/jpeg'],
    ['that moves: WebP', moving.bytes, 'image/webp'],
    ['that moves: GIF', gif, 'image/gif'],
    ['that moves: APNG', png([pngParts.kept('acTL', Buffer.alloc(8))]).bytes, 'image/apng'],
  ])('%s', async (_which, bytes, mime) => {
    const row = desk.up(bytes, { mime, treatment: { maxSide: 15 } })
    await desk.ends(row)
    expect(asked).toEqual([])
    expect(sent().equals(bytes)).toBe(true)
  })

  it('but goes on as what it is', async () => {
    answer = failed('crashed')
    const still = webp([webpParts.extended(0x10, 0x10), webpParts.kept('VP8L', Buffer.alloc(40))]).bytes
    for (const [bytes, mime] of [
      [png([]).bytes, 'image/png'],
      [still, 'image/webp'],
    ] as const) {
      await desk.ends(desk.up(bytes, { mime, treatment: { maxSide: 15 } }))
    }
    expect(asked.map(([, mime, request]) => [mime, request.mime])).toEqual([
      ['image/png', 'image/png'],
      ['image/webp', 'image/webp'],
    ])
  })

  it('leaves no bytes behind when the app ended between keeping them and telling so, and it was taken back then', async () => {
    const [{ keeper }, sha256] = [desk, hash(Buffer.from('pasted'))]
    // The app ends with the commit by which the bytes are kept.
    const died = new Promise<void>((resolve) => {
      keeper.adopt = (_path, { size }, keep) => {
        keep?.(() => desk.store.cachedFiles.put({ sha256, size, mime: 'image/jpeg', usedAt: 0 }))
        resolve()
        return new Promise(() => undefined)
      }
    })
    const path = await desk.outgoing.make('image.jpg', (target) => Promise.resolve(writeFileSync(target, 'pasted')))
    const row = desk.up(Buffer.from('pasted'), { source: { path, mtimeMs: Math.floor(statSync(path).mtimeMs) } })
    await died
    desk.restart()
    must(desk.writer.commit(() => desk.store.transfers.remove(row.id)))
    expect(desk.store.doubtedFiles.some(2)).toEqual([sha256])
  })
})
