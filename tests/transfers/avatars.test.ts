import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { avatarAddress, avatarFile } from '@shared/avatar-address'
import { ALL_FEATURES } from '@shared/features'
import { asFileId, type FileId } from '@shared/ids'
import { failed, ok, type Result } from '@shared/result'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { FileApi } from '../../src/main/kinds/kind/file-api'
import { silentLogger } from '../../src/main/lib/logger'
import { AvatarFolder } from '../../src/main/transfers/avatar-folder'
import { Avatars } from '../../src/main/transfers/avatars'
import { FakeClock } from '../helpers/fake-clock'
import { must } from '../helpers/results'
import { jpegHead, png } from './pictures'

const idOf = (letter: string): FileId => asFileId(`f_${letter.repeat(26)}`)
/** Of as many as one likes. */
const numbered = (number: number): FileId => {
  const letters = [...String(number).padStart(26, '0')].map((digit) => 'bcdefghijk'[Number(digit)]!)
  return asFileId(`f_${letters.join('')}`)
}
const ANN = idOf('a')
const FACE = new Uint8Array(jpegHead(64, 64, 1))

/** A server's files, and what makes faces of them; both by hand. */
class Desk {
  readonly dir = mkdtempSync(join(tmpdir(), 'jim-avatars-'))
  readonly clock = new FakeClock()
  readonly files = new Map<FileId, Buffer>([[ANN, png(30, 20)]])
  readonly read: FileId[] = []
  readonly brought: { readonly name: string; readonly bytes: Uint8Array }[] = []
  readonly made: { readonly mime: string; readonly face: object }[] = []
  failure: string | undefined
  making: Result<Uint8Array> = ok(FACE)
  isOnline = true
  /** Reads wait here, where it is there, until they are let go. */
  held: (() => void)[] | undefined
  avatars = this.open()

  constructor() {
    onTestFinished(() => {
      this.avatars.close()
      rmSync(this.dir, { recursive: true, force: true })
    })
  }

  open(): Avatars {
    const files: Pick<FileApi, 'read' | 'claim' | 'create'> = {
      read: async (fileId, _wanted, sink) => {
        this.read.push(fileId)
        await new Promise<void>((done) => (this.held === undefined ? done() : this.held.push(done)))
        const bytes = this.files.get(fileId)
        if (this.failure !== undefined || bytes === undefined) return failed(this.failure ?? 'not_found')
        const begun = await sink.begin({ size: bytes.length, from: 0, sha256: createHash('sha256').update(bytes).digest('hex') })
        return begun.ok ? sink.write(bytes) : begun
      },
      claim: () => Promise.resolve(failed('not_found')),
      create: (file, first) => {
        this.brought.push({ name: file.name, bytes: first ?? new Uint8Array() })
        return Promise.resolve(ok({ fileId: idOf('m'), offset: file.size }))
      },
    }
    const isOnline = (): boolean => this.isOnline
    return new Avatars({
      folder: new AvatarFolder(this.dir),
      link: {
        files: files as FileApi,
        features: ALL_FEATURES,
        get session() {
          return isOnline() ? ({} as never) : undefined
        },
      },
      maker: {
        makeFace: (_path, mime, face) => {
          this.made.push({ mime, face })
          return Promise.resolve(this.making)
        },
      },
      clock: this.clock,
      logger: silentLogger,
    })
  }

  restart(): void {
    this.avatars.close()
    this.avatars = this.open()
  }

  get kept(): readonly string[] {
    return readdirSync(this.dir).toSorted()
  }
}

describe('the picture of somebody', () => {
  it('is fetched once, made small where it harms nothing, and is there after a restart and without a link', async () => {
    const desk = new Desk()
    const [one, other] = await Promise.all([desk.avatars.face(ANN), desk.avatars.face(ANN)])
    expect(one).toEqual({ path: join(desk.dir, `${ANN}.jpg`), mime: 'image/jpeg' })
    expect(other).toEqual(one)
    expect(desk.made).toEqual([{ mime: 'image/png', face: { edge: 256 } }])
    desk.isOnline = false
    desk.restart()
    expect(await desk.avatars.face(ANN)).toEqual(one)
    expect(desk.read).toEqual([ANN])
    expect(desk.kept).toEqual([`${ANN}.jpg`])
  })

  it('is fetched with three others at a time, and the next when one has come', async () => {
    const desk = new Desk()
    desk.held = []
    for (let number = 0; number < 8; number++) desk.files.set(numbered(number), png(30, 20))
    const faces = Array.from({ length: 8 }, (_, number) => desk.avatars.face(numbered(number)))
    expect(desk.read).toEqual([0, 1, 2, 3].map((number) => numbered(number)))
    desk.held[0]!()
    expect(await faces[0]).toBeDefined()
    expect(desk.read).toEqual([0, 1, 2, 3, 4].map((number) => numbered(number)))
    // Whoever waits when it closes is answered.
    desk.avatars.close()
    for (const go of desk.held) go()
    // Those that were begun end before their folder goes.
    expect((await Promise.all(faces)).slice(5)).toEqual([undefined, undefined, undefined])
  })

  it('is not waited for where five hundred are already: others send as many as they like', async () => {
    const desk = new Desk()
    desk.held = []
    const faces = Array.from({ length: 500 }, (_, number) => desk.avatars.face(numbered(number)))
    expect(await desk.avatars.face(ANN)).toBeUndefined()
    desk.avatars.close()
    for (const go of desk.held) go()
    await Promise.all(faces)
    expect(desk.read).not.toContain(ANN)
  })

  it('that is not here is asked for again once there is a link', async () => {
    const desk = new Desk()
    desk.isOnline = false
    expect(await desk.avatars.face(ANN)).toBeUndefined()
    expect(desk.read).toEqual([])
    desk.isOnline = true
    expect(await desk.avatars.face(ANN)).toBeDefined()
  })

  it.each(['timeout', 'reset'])('that did not come (%s) is asked for again after a minute, not before', async (code) => {
    const desk = new Desk()
    desk.failure = code
    expect(await desk.avatars.face(ANN)).toBeUndefined()
    desk.failure = undefined
    expect(await desk.avatars.face(ANN)).toBeUndefined()
    expect(desk.read).toHaveLength(1)
    desk.clock.advance(60_000)
    expect(await desk.avatars.face(ANN)).toBeDefined()
  })

  it.each([
    ['is gigabytes of pixels', png(30_000, 30_000, false), 0],
    ['is no picture', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>not'), 0],
    ['has no magic at all', Buffer.alloc(64), 0],
    ['is larger than a picture of somebody may be', Buffer.concat([png(4, 4), Buffer.alloc(2 ** 20)]), 0],
  ])('that %s is not shown, nor decoded, nor asked for again', async (_, bytes, decoded) => {
    const desk = new Desk()
    desk.files.set(ANN, bytes)
    expect(await desk.avatars.face(ANN)).toBeUndefined()
    desk.clock.advance(10 * 60_000)
    expect(await desk.avatars.face(ANN)).toBeUndefined()
    expect(desk.read).toHaveLength(1)
    expect(desk.made).toHaveLength(decoded)
    expect(desk.kept).toEqual([])
  })

  it('that its decoder refuses is not shown', async () => {
    const desk = new Desk()
    desk.making = failed('not_drawable')
    expect(await desk.avatars.face(ANN)).toBeUndefined()
    expect(desk.kept).toEqual([])
  })

  it('is one of two thousand at most: those used longest ago go', async () => {
    const desk = new Desk()
    const digits = (n: number): string => n.toString(2).replaceAll('0', 'b').replaceAll('1', 'c').padStart(26, 'b')
    for (let n = 0; n < 2000; n++) {
      const path = join(desk.dir, `f_${digits(n)}.jpg`)
      writeFileSync(path, FACE)
      utimesSync(path, 1000 + n, 1000 + n)
    }
    writeFileSync(join(desk.dir, 'note.txt'), 'not ours')
    expect(await desk.avatars.face(asFileId(`f_${digits(0)}`))).toBeDefined()
    expect(await desk.avatars.face(ANN)).toBeDefined()
    expect(desk.kept.filter((name) => name.endsWith('.jpg'))).toHaveLength(1800)
    for (const kept of [`${ANN}.jpg`, `f_${digits(0)}.jpg`, `f_${digits(1999)}.jpg`, 'note.txt']) expect(desk.kept).toContain(kept)
    expect(desk.kept).not.toContain(`f_${digits(1)}.jpg`)
  })

  it('goes with the cache, and says how much that freed', async () => {
    const desk = new Desk()
    await desk.avatars.face(ANN)
    expect(must(await desk.avatars.clear())).toBe(FACE.length)
    expect(desk.kept).toEqual([])
  })
})

describe('a picture of mine', () => {
  it('is cut, brought up, and here at once', async () => {
    const desk = new Desk()
    const square = { x: 1, y: 2, side: 10 }
    const address = must(await desk.avatars.bring({ path: '/mine.png', mime: 'image/png' }, square))
    expect(address).toBe(avatarAddress(idOf('m')))
    expect(desk.made[0]).toEqual({ mime: 'image/png', face: { square, edge: 640 } })
    expect(desk.brought).toEqual([{ name: 'picture.jpg', bytes: FACE }])
    expect(desk.avatars.held(address)).toBe(join(desk.dir, `${idOf('m')}.jpg`))
    expect(desk.read).toEqual([])
  })

  it('goes nowhere without a link, nor when it cannot be drawn', async () => {
    const desk = new Desk()
    desk.isOnline = false
    const bring = (): Promise<Result<string>> => desk.avatars.bring({ path: '/mine.png', mime: 'image/png' }, { x: 0, y: 0, side: 1 })
    expect(await bring()).toEqual(failed('not_online'))
    desk.isOnline = true
    desk.making = failed('crashed')
    expect(await bring()).toMatchObject({ ok: false, error: { code: 'not_drawable' } })
    expect(desk.brought).toEqual([])
  })
})

describe('the address of a picture', () => {
  it.each(['', 'https://a.example/p.png', '/v1/files/', '/v1/files/f_short', `/v1/files/${ANN}/x`, `https://a.example/v1/files/${ANN}`])(
    '%j is no file of the server',
    (address) => expect(avatarFile(address)).toBeUndefined(),
  )

  it('of a file is read as it is written', () => expect(avatarFile(avatarAddress(ANN))).toBe(ANN))
})
