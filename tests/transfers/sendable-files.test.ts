import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { OutgoingFolder } from '../../src/main/transfers/outgoing-folder'
import { MAX_PASTED_BYTES, SendableFiles } from '../../src/main/transfers/sendable-files'
import { FakeClock } from '../helpers/fake-clock'
import { must } from '../helpers/results'
import { tempFolder } from '../store/helpers'
import { jpegHead, png } from './pictures'

const NOW = new Date(2026, 10, 26, 8, 5, 9).getTime()

class Desk {
  readonly dir = tempFolder()
  readonly outgoingDir = join(this.dir, 'outgoing')
  maxFileBytes = 1_000_000
  readonly outgoing = new OutgoingFolder(this.outgoingDir)
  readonly files = new SendableFiles({ outgoing: this.outgoing, maxFileBytes: () => this.maxFileBytes, clock: new FakeClock(NOW) })

  file(name: string, content: string | Buffer = 'x'): string {
    const path = join(this.dir, name)
    writeFileSync(path, content)
    return path
  }

  get waiting(): readonly string[] {
    return existsSync(this.outgoingDir) ? readdirSync(this.outgoingDir) : []
  }
}

describe('files that somebody gives', () => {
  it('are taken as what they are, in their order, and known by tokens without a path', async () => {
    const desk = new Desk()
    const paths = [desk.file('会议.txt', 'hello'), desk.file('photo.png', png(30, 20)), desk.file('setup.exe', 'MZ and more')]
    const { files, refused } = await desk.files.choose(paths)
    expect(refused).toEqual([])
    expect(files).toMatchObject([
      { name: '会议.txt', size: 5, mime: 'text/plain', family: 'document' },
      { name: 'photo.png', mime: 'image/png', family: 'picture', picture: { width: 30, height: 20 } },
      { name: 'setup.exe', size: 11, family: 'other', danger: 'program' },
    ])
    expect(files.map(({ picture }) => picture?.previewUrl)).toEqual([undefined, `jim-media://chosen/${files[1]?.id}`, undefined])
    expect(JSON.stringify(files)).not.toContain(desk.dir)
    expect(desk.files.path(files[1]?.id ?? '')).toMatchObject({ path: paths[1], mime: 'image/png' })
  })

  it.runIf(process.platform !== 'win32')('are refused one by one, each with its reason, and nothing but files is opened', async () => {
    const desk = new Desk()
    mkdirSync(join(desk.dir, 'folder'))
    execFileSync('mkfifo', [join(desk.dir, 'pipe')])
    symlinkSync(join(desk.dir, 'nowhere'), join(desk.dir, 'broken'))
    symlinkSync(desk.file('real.txt'), join(desk.dir, 'linked.txt'))
    truncateSync(desk.file('large.bin'), 1_000_001)
    truncateSync(desk.file('fits.bin'), 1_000_000)
    const given = ['folder', 'pipe', 'broken', 'gone.txt', 'large.bin', 'linked.txt/x']
    const paths = [...given.map((name) => join(desk.dir, name)), '/dev/null', desk.file('empty.txt', ''), `${desk.dir}/nul\0l`]
    const { files, refused } = await desk.files.choose([...paths, join(desk.dir, 'linked.txt'), join(desk.dir, 'fits.bin')])
    expect(refused.map(({ name, code }) => [name, code])).toEqual([
      ['folder', 'is_folder'],
      ['pipe', 'not_a_file'],
      ['broken', 'not_found'],
      ['gone.txt', 'not_found'],
      ['large.bin', 'too_large'],
      ['x', 'not_found'],
      ['null', 'not_a_file'],
      ['empty.txt', 'empty'],
      ['nul\0l', 'not_a_file'],
    ])
    expect(files.map(({ name }) => name)).toEqual(['linked.txt', 'fits.bin'])
  })

  it('are a hundred at most', async () => {
    const desk = new Desk()
    const paths = Array.from({ length: 103 }, (_, i) => desk.file(`${i}.txt`))
    const { files, refused } = await desk.files.choose(paths)
    expect([files.length, refused]).toEqual([100, ['100.txt', '101.txt', '102.txt'].map((name) => ({ name, code: 'too_many' }))])
    const many = await desk.files.choose(Array.from({ length: 100_000 }, () => paths[0]!))
    expect(many.refused).toHaveLength(100)
  })

  it('are forgotten, the oldest first, by whoever never takes them back', async () => {
    const desk = new Desk()
    const first = must(await desk.files.paste({ bytes: png(1, 1), mime: 'image/png' })).files[0]!
    expect(desk.files.path(first.id)).toBeDefined()
    const paths = Array.from({ length: 100 }, (_, i) => desk.file(`${i}.txt`))
    for (let i = 0; i < 5; i++) await desk.files.choose(paths)
    expect(desk.files.path(first.id)).toBeUndefined()
    await expect.poll(() => desk.waiting).toEqual([])
  })
})

describe('a picture', () => {
  it.each([
    ['upright', jpegHead(400, 300, 1), { width: 400, height: 300 }],
    ['mirrored', jpegHead(400, 300, 2), { width: 400, height: 300 }],
    ['on its side', jpegHead(400, 300, 6), { width: 300, height: 400 }],
    ['at the bound', png(10_000, 10_000, false), { width: 10_000, height: 10_000 }],
    ['of too many pixels', png(10_001, 10_000, false), undefined],
    ['too long', png(16_385, 1, false), undefined],
    ['that is none', Buffer.from('hello'), undefined],
    ['that ends early', png(30, 20).subarray(0, 20), undefined],
    ['with nothing in it', png(0, 0), undefined],
    ['of a format that is not drawn', Buffer.from('II*\0\x08\0\0\0\0\0'), undefined],
  ])('%s: its edges are as shown', async (_, bytes, edges) => {
    const desk = new Desk()
    const { files } = await desk.files.choose([desk.file('a.jpg', bytes)])
    const { picture } = files[0]!
    expect(picture && { width: picture.width, height: picture.height }).toEqual(edges)
  })
})

describe('a picture from the clipboard', () => {
  it('waits in a file of the account until it is sent or discarded', async () => {
    const desk = new Desk()
    const bytes = png(8, 4)
    const pastes = [await desk.files.paste({ bytes, mime: 'image/png' }), await desk.files.paste({ bytes, mime: 'image/png' })].map(must)
    expect(pastes.map(({ files }) => files[0])).toMatchObject(
      [1, 2].map(() => ({ name: 'image-20261126-080509.png', size: bytes.length, picture: { width: 8, height: 4 } })),
    )
    const [one, two] = pastes.map(({ files }) => files[0]!.id) as [string, string]
    const [taken] = must(desk.files.take([one]))
    expect(readFileSync(taken!.path)).toEqual(bytes)
    await desk.files.discard([two, 'unknown', one])
    expect([desk.waiting.length, existsSync(taken!.path)]).toEqual([1, true])
    await desk.outgoing.release(taken!.path)
    expect(desk.waiting).toEqual([])
  })

  it.each([
    ['empty', Buffer.alloc(0), 'image/png'],
    ['not_a_file', png(1, 1), 'image/jpeg'],
    ['not_a_file', png(1, 1), 'image/svg+xml'],
    ['not_a_file', Buffer.from('GIF89a'), 'image/gif'],
    ['not_a_file', Buffer.from('MZ'), 'image/png'],
    ['too_large', Buffer.alloc(MAX_PASTED_BYTES + 1), 'image/png'],
  ])('is refused as %s, and nothing is written', async (code, bytes, mime) => {
    const desk = new Desk()
    expect(must(await desk.files.paste({ bytes, mime }))).toMatchObject({ files: [], refused: [{ code }] })
    expect(desk.waiting).toEqual([])
  })

  it('says why it could not be kept', async () => {
    const desk = new Desk()
    writeFileSync(desk.outgoingDir, 'in the way')
    expect(await desk.files.paste({ bytes: png(1, 1), mime: 'image/png' })).toMatchObject({ ok: false, error: { code: 'io_failed' } })
  })

  it('is gone at the next start, unless somebody is going to send it', async () => {
    const desk = new Desk()
    const ids = [1, 2].map(async () => must(await desk.files.paste({ bytes: png(1, 1), mime: 'image/png' })).files[0]!.id)
    const [one] = must(desk.files.take([await ids[0]!]))
    await ids[1]
    await desk.outgoing.sweep([])
    expect(desk.waiting, 'made since the start').toHaveLength(2)
    await new OutgoingFolder(desk.outgoingDir).sweep(['/elsewhere/a.txt', one!.path])
    expect(desk.waiting).toHaveLength(1)
    expect(existsSync(one!.path)).toBe(true)
    rmSync(desk.outgoingDir, { recursive: true })
    await desk.outgoing.sweep([])
  })
})

describe('taking', () => {
  it('is all or nothing, and once', async () => {
    const desk = new Desk()
    const { files } = await desk.files.choose([desk.file('a.txt'), desk.file('b.txt')])
    const [a, b] = files.map(({ id }) => id) as [string, string]
    for (const ids of [
      [a, 'unknown'],
      [a, a],
    ])
      expect(desk.files.take(ids)).toMatchObject({ ok: false, error: { code: 'not_found' } })
    expect(must(desk.files.take([b, a])).map(({ name }) => name)).toEqual(['b.txt', 'a.txt'])
    expect(desk.files.take([a])).toMatchObject({ ok: false })
  })

  it('never removes a file of the person’s', async () => {
    const desk = new Desk()
    const path = desk.file('mine.txt')
    const { files } = await desk.files.choose([path])
    await desk.files.discard(files.map(({ id }) => id))
    for (const each of [path, desk.outgoingDir, join(desk.outgoingDir, 'x'), join(desk.outgoingDir, '..', 'mine.txt')])
      await desk.outgoing.release(each)
    expect(existsSync(path)).toBe(true)
    expect(existsSync(desk.dir)).toBe(true)
  })
})
