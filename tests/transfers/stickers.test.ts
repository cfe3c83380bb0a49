import { existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { asLocalId, type LocalId } from '@shared/ids'
import { failed, ok, type Result } from '@shared/result'
import { MAX_STICKER_BYTES, MAX_STICKERS, STICKER_SIDE } from '@shared/sticker'
import { describe, expect, it, onTestFinished } from 'vitest'
import { silentLogger } from '../../src/main/lib/logger'
import type { Store } from '../../src/main/store/store'
import { StoreError } from '../../src/main/store/store-error'
import { StoreWriter } from '../../src/main/store/store-writer'
import { OutgoingFolder } from '../../src/main/transfers/outgoing-folder'
import type { DrawnPicture, DrawRequest } from '../../src/main/transfers/picture-drawer'
import { SendableFiles } from '../../src/main/transfers/sendable-files'
import { StickerFolder } from '../../src/main/transfers/sticker-folder'
import { Stickers } from '../../src/main/transfers/stickers'
import { FakeClock } from '../helpers/fake-clock'
import { must } from '../helpers/results'
import { openTestStore, T0, tempFolder } from '../store/helpers'
import { gif, jpegHead, png, twoColours } from './pictures'

const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

type Asked = DrawRequest & { readonly path: string }

/** The drawer answers with what stands still as PNGs of the edges that were asked of it, unless told otherwise. */
function desk({ dir = tempFolder(), store = openTestStore() }: { readonly dir?: string; readonly store?: Store } = {}) {
  const clock = new FakeClock(T0)
  const outgoing = new OutgoingFolder(join(dir, 'outgoing'))
  const sendable = new SendableFiles({ outgoing, maxFileBytes: () => 2 ** 30, clock })
  const writer = new StoreWriter({ store, clock, logger: silentLogger })
  onTestFinished(() => writer.close())
  const asked: Asked[] = []
  const at = {
    pictures: new Map<LocalId, string>(),
    drawn: (path: string): Result<DrawnPicture> => ok({ bytes: readFileSync(path), width: 40, height: 30 }),
    isShown: true,
  }
  const stickers = new Stickers({
    store,
    writer,
    folder: new StickerFolder(join(dir, 'stickers')),
    outgoing,
    sendable,
    drawer: {
      draw: (path, _mime, request) => {
        asked.push({ ...request, path })
        return Promise.resolve(at.drawn(path))
      },
    },
    isShown: () => Promise.resolve(at.isShown),
    pictureOf: (localId) => at.pictures.get(localId),
  })
  function message(number: number, bytes: Uint8Array): LocalId {
    const path = join(dir, `${number}`)
    writeFileSync(path, bytes)
    at.pictures.set(asLocalId(number), path)
    return asLocalId(number)
  }
  return { dir, store, outgoing, sendable, writer, stickers, asked, at, message }
}

/** PNGs of 40 × 30 px, each another one. */
const picture = (shade: number): Buffer => twoColours(40, 30, [shade % 256, Math.floor(shade / 256), 0], [1, 2, 3])
const ids = (stickers: Stickers): readonly string[] => stickers.list().map(({ id }) => id)

describe('a picture that is kept', () => {
  it('is drawn anew, small, and lies in a folder of its own by its bytes', async () => {
    const { stickers, message, asked, at, dir } = desk()
    const drawn = picture(7)
    at.drawn = () => ok({ bytes: drawn, width: 40, height: 30 })
    const kept = must(await stickers.keep(message(1, png(900, 700))))
    expect(asked).toEqual([{ maxSide: STICKER_SIDE, mime: 'image/png', path: join(dir, '1') }])
    expect(kept).toEqual([{ id: hash(drawn), url: `jim-media://sticker/${hash(drawn)}`, width: 40, height: 30 }])
    expect(readFileSync(join(dir, 'stickers', hash(drawn)))).toEqual(drawn)
    expect(stickers.picture(hash(drawn))).toEqual({ path: join(dir, 'stickers', hash(drawn)), mime: 'image/png', bytes: drawn.length })
  })

  it('stays what it is where it moves', async () => {
    const { stickers, message, asked } = desk()
    const bytes = gif(30, 20, [50, 50])
    expect(must(await stickers.keep(message(1, bytes)))).toMatchObject([{ id: hash(bytes), width: 30, height: 20, isMoving: true }])
    expect(asked).toEqual([])
    expect(readFileSync(stickers.picture(hash(bytes))!.path)).toEqual(bytes)
  })

  it('comes first; one that is kept already moves there', async () => {
    const { stickers, message } = desk()
    for (const number of [1, 2, 3]) must(await stickers.keep(message(number, picture(number))))
    expect(ids(stickers)).toEqual([3, 2, 1].map((number) => hash(picture(number))))
    must(await stickers.keep(asLocalId(1)))
    expect(ids(stickers)).toEqual([1, 3, 2].map((number) => hash(picture(number))))
  })

  it.each<[string, Uint8Array, (at: ReturnType<typeof desk>['at']) => void, string]>([
    ['is no picture', Buffer.from('MZ, a program'), () => undefined, 'not_drawable'],
    ['cannot be drawn', png(30, 20), (at) => (at.drawn = () => failed('crashed')), 'not_drawable'],
    [
      'comes back as something else',
      png(30, 20),
      (at) => (at.drawn = () => ok({ bytes: jpegHead(30, 20, 1), width: 30, height: 20 })),
      'not_drawable',
    ],
    [
      'comes back larger than was asked',
      png(30, 20),
      (at) => (at.drawn = () => ok({ bytes: png(600, 20), width: 600, height: 20 })),
      'not_drawable',
    ],
    ['cannot be shown', gif(30, 20, [50]), (at) => (at.isShown = false), 'not_drawable'],
    ['moves and is too large', Buffer.concat([gif(30, 20, [50]), Buffer.alloc(MAX_STICKER_BYTES)]), () => undefined, 'sticker_too_large'],
  ])('is refused where it %s, and nothing of it stays', async (_, bytes, change, code) => {
    const { stickers, message, at, dir } = desk()
    change(at)
    expect(await stickers.keep(message(1, bytes))).toMatchObject({ ok: false, error: { code } })
    expect(stickers.list()).toEqual([])
    expect(existsSync(join(dir, 'stickers'))).toBe(false)
  })

  it('is not read where it moves and is larger than memory', async () => {
    const { stickers, message, dir } = desk()
    const id = message(1, gif(30, 20, [50]))
    truncateSync(join(dir, '1'), 3 * 2 ** 30)
    expect(await stickers.keep(id)).toMatchObject({ ok: false, error: { code: 'sticker_too_large' } })
  })

  it('is refused where its bytes are not here', async () => {
    expect(await desk().stickers.keep(asLocalId(9))).toMatchObject({ ok: false, error: { code: 'not_here' } })
  })

  it('is one of so many at most; the next is refused, one that is among them is not', async () => {
    const { stickers, message } = desk()
    for (let number = 1; number <= MAX_STICKERS; number++) must(await stickers.keep(message(number, picture(number))))
    expect(await stickers.keep(message(MAX_STICKERS + 1, picture(MAX_STICKERS + 1)))).toMatchObject({
      ok: false,
      error: { code: 'stickers_full' },
    })
    expect(must(await stickers.keep(asLocalId(1)))).toHaveLength(MAX_STICKERS)
    expect(ids(stickers)[0]).toBe(hash(picture(1)))
  })

  it('is not among them where that cannot be written down', async () => {
    const { stickers, message, store } = desk()
    store.settings.set = () => {
      throw new StoreError('disk_full', 'no room')
    }
    expect(await stickers.keep(message(1, picture(1)))).toMatchObject({ ok: false, error: { code: 'disk_full' } })
    expect(stickers.list()).toEqual([])
  })

  it('may have been chosen on this computer, and is let go of then', async () => {
    const { stickers, sendable, dir } = desk()
    writeFileSync(join(dir, 'own.png'), picture(5))
    const [chosen] = (await sendable.choose([join(dir, 'own.png')])).files
    expect(must(await stickers.add(chosen!.id)).map(({ id }) => id)).toEqual([hash(picture(5))])
    expect(sendable.path(chosen!.id)).toBeUndefined()
    expect(await stickers.add(chosen!.id)).toMatchObject({ ok: false, error: { code: 'not_found' } })
    expect(existsSync(join(dir, 'own.png'))).toBe(true)
  })
})

describe('a sticker', () => {
  it('outlives the app with its place; what was removed, and what a crash left, is swept then', async () => {
    const before = desk()
    for (const number of [1, 2, 3]) must(await before.stickers.keep(before.message(number, picture(number))))
    must(before.stickers.used(hash(picture(1))))
    must(before.stickers.remove(hash(picture(2))))
    writeFileSync(join(before.dir, 'stickers', 'part-1'), 'half')
    writeFileSync(join(before.dir, 'stickers', 'notes.txt'), 'of somebody')
    const after = desk({ dir: before.dir, store: before.store })
    await after.stickers.sweep()
    expect(ids(after.stickers)).toEqual([1, 3].map((number) => hash(picture(number))))
    expect(readdirSync(join(before.dir, 'stickers')).sort()).toEqual([...[1, 3].map((number) => hash(picture(number))), 'notes.txt'].sort())
  })

  it('that came since the start is not swept, whatever is known of it then', async () => {
    const dir = tempFolder()
    const folder = new StickerFolder(dir)
    await folder.put(hash(picture(1)), picture(1))
    await folder.sweep(new Set())
    expect(readdirSync(dir)).toEqual([hash(picture(1))])
    await new StickerFolder(dir).sweep(new Set())
    expect(readdirSync(dir)).toEqual([])
  })

  it('that was removed is had back where it stood, once', async () => {
    const { stickers, message } = desk()
    for (const number of [1, 2, 3]) must(await stickers.keep(message(number, picture(number))))
    const before = stickers.list()
    expect(must(stickers.remove(hash(picture(2)))).map(({ id }) => id)).toEqual([3, 1].map((number) => hash(picture(number))))
    // It may still be on screen.
    expect(stickers.picture(hash(picture(2)))).toBeDefined()
    expect(must(stickers.restore(hash(picture(2))))).toEqual(before)
    expect(stickers.restore(hash(picture(2)))).toMatchObject({ ok: false, error: { code: 'not_found' } })
    expect(stickers.remove('0'.repeat(64))).toMatchObject({ ok: false, error: { code: 'not_found' } })
  })

  it('whose bytes somebody deleted is none', async () => {
    const { stickers, message, dir } = desk()
    for (const number of [1, 2]) must(await stickers.keep(message(number, picture(number))))
    rmSync(join(dir, 'stickers', hash(picture(2))))
    expect(ids(stickers)).toEqual([hash(picture(1))])
    expect(await stickers.sendable(hash(picture(2)))).toMatchObject({ ok: false, error: { code: 'not_found' } })
  })

  it('is sent as a copy: it may be removed while it is on its way', async () => {
    const { stickers, message, sendable, outgoing } = desk()
    must(await stickers.keep(message(1, picture(1))))
    const id = must(await stickers.sendable(hash(picture(1))))
    const [file] = must(sendable.take([id]))
    expect(file).toMatchObject({ name: 'sticker.png', mime: 'image/png', picture: { width: 40, height: 30 } })
    expect(outgoing.owns(file!.path)).toBe(true)
    expect(readFileSync(file!.path)).toEqual(picture(1))
  })
})
