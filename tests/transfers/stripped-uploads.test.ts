import { existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { beforeEach, describe, expect, it } from 'vitest'
import { hash } from '../helpers/file-server'
import { must } from '../helpers/results'
import { T0 } from '../store/helpers'
import { jpeg, jpegParts, SECRET } from './camera-files'
import { TransferDesk } from './transfer-desk'

const parts = [jpegParts.jfif, jpegParts.exif('II', 6), jpegParts.xmp, jpegParts.icc, jpegParts.frame]
const photo = jpeg([...parts, jpegParts.scan(Buffer.alloc(1_000_000, 5))])
const plain = photo.stripped
const asPicture = { mime: 'image/jpeg', treatment: { strips: true } } as const

let desk: TransferDesk
beforeEach(async () => {
  desk = await TransferDesk.open()
})

const copies = (): readonly string[] => (existsSync(desk.outgoingDir) ? readdirSync(desk.outgoingDir) : [])

describe('a picture whose location is left out', () => {
  it('goes up without it; the person’s own file stays as it is', async () => {
    const source = desk.file(photo.bytes, 'photo.jpg')
    const row = desk.up(photo.bytes, { ...asPicture, source })
    await desk.ends(row)
    const [kept] = [...desk.server.files.values()]
    expect(kept!.bytes.equals(plain)).toBe(true)
    expect(desk.parts.content.get(row.partId!)).toMatchObject({ sha256: hash(plain) })
    expect(desk.now(row)).toMatchObject({ sha256: hash(plain), size: plain.length, done: plain.length, treatment: undefined })
    expect(desk.messageOf(row)?.content['size']).toBe(plain.length)
    expect(readFileSync(source.path).equals(photo.bytes)).toBe(true)
  })

  it('is shown from the cache once it is up', async () => {
    const row = desk.up(photo.bytes, asPicture)
    await desk.ends(row)
    expect(desk.keeper.read(hash(plain)).equals(plain)).toBe(true)
  })

  it('is not sent where the server has it without', async () => {
    const id = desk.server.put(plain)
    const row = desk.up(photo.bytes, asPicture)
    await desk.ends(row)
    expect(desk.now(row)?.fileId).toBe(id)
    expect(desk.server.received).toBe(0)
  })

  it('goes on after a restart with the copy of before, also when the person’s own file is gone', async () => {
    desk.server.faults.push({ on: 'PATCH', cutAfter: 700_000 })
    const source = desk.file(photo.bytes, 'photo.jpg')
    const row = desk.up(photo.bytes, { ...asPicture, source })
    await desk.waits(row, 'reset')
    desk.removeFile(source.path)
    desk.restart()
    await desk.outgoing.sweep([desk.now(row)!.path!])
    await desk.ends(row)
    expect(desk.server.received).toBe(plain.length)
    expect([...desk.server.files.values()][0]!.bytes.equals(plain)).toBe(true)
  })

  it('is copied anew when the program died before the copy was named', async () => {
    must(desk.transfers.pauseAll(true))
    const row = desk.up(photo.bytes, asPicture)
    await desk.outgoing.make('photo.jpg', (path) => Promise.resolve(writeFileSync(path, 'half a copy')))
    desk.restart()
    await desk.outgoing.sweep([desk.now(row)!.path!])
    expect(copies()).toEqual([])
    must(desk.transfers.pauseAll(false))
    await desk.ends(row)
    expect([...desk.server.files.values()][0]!.bytes.equals(plain)).toBe(true)
  })

  it('and that says nothing goes from where it lies', async () => {
    const source = desk.file(jpeg([jpegParts.frame]).bytes, 'plain.jpg')
    const row = desk.up(readFileSync(source.path), { ...asPicture, source })
    await desk.ends(row)
    expect([desk.now(row)?.path, desk.now(row)?.treatment, copies()]).toEqual([source.path, undefined, []])
  })

  it('never goes as it is when it cannot be read, and says so', async () => {
    const row = desk.up(Buffer.from(`no picture at all ${SECRET}`), asPicture)
    await desk.ends(row, 'failed')
    expect(desk.now(row)).toMatchObject({ failCode: 'not_stripped', treatment: { strips: true } })
    expect([desk.server.received, copies()]).toEqual([0, []])
  })

  it('that is not what was chosen any more waits for the person, who takes it as it is now', async () => {
    const other = jpeg([...parts, jpegParts.scan(Buffer.alloc(1_000_000, 6))])
    must(desk.transfers.pauseAll(true))
    const source = desk.file(photo.bytes, 'photo.jpg')
    const row = desk.up(photo.bytes, { ...asPicture, source })
    writeFileSync(source.path, other.bytes)
    utimesSync(source.path, new Date(T0), new Date(T0 + 77_000))
    must(desk.transfers.pauseAll(false))
    await desk.ends(row, 'failed')
    expect([desk.now(row)?.failCode, desk.server.received]).toEqual(['changed', 0])
    must(desk.transfers.resume(row.id))
    await desk.ends(row)
    expect([...desk.server.files.values()][0]!.bytes.equals(other.stripped)).toBe(true)
  })

  it('that was pasted is there once while it goes, without it', async () => {
    desk.server.faults.push({ on: 'PATCH', cutAfter: 1000 })
    const path = await desk.outgoing.make('image.jpg', (target) => Promise.resolve(writeFileSync(target, photo.bytes)))
    const row = desk.up(photo.bytes, { ...asPicture, source: { path, mtimeMs: Math.floor(statSync(path).mtimeMs) } })
    await desk.waits(row, 'reset')
    await expect.poll(copies).toHaveLength(1)
    expect(readFileSync(desk.now(row)!.path!).equals(plain)).toBe(true)
  })

  it('that is taken back takes its copy along', async () => {
    desk.server.faults.push({ on: 'PATCH', cutAfter: 1000 })
    const row = desk.up(photo.bytes, asPicture)
    await desk.waits(row, 'reset')
    expect(copies()).toHaveLength(1)
    must(desk.transfers.forget(row.id))
    await expect.poll(copies).toEqual([])
  })
})
