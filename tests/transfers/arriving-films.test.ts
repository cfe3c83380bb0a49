import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { asConversationId, asFileId, asLocalId, asTransferId } from '@shared/ids'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { answerMedia } from '../../src/main/media/media-answer'
import type { TransferRow } from '../../src/main/store/transfers-table'
import { type ArrivingFilm, ArrivingFilms } from '../../src/main/transfers/arriving-films'
import { tempFolder } from '../store/helpers'
import { box, film, FTYP } from './films'

const ID = asTransferId(7)
const URL_OF = 'jim-media://arriving/7'
const FILM = film(20_000)

/** A film on its way: a part that grows on a real disk, and the row of it. */
class Way {
  readonly dir = tempFolder()
  readonly part = join(this.dir, 'down-7')
  readonly whole = join(this.dir, 'whole')
  written = 0
  /** Something writes it now. */
  isRunning = true
  isCached = false
  type = 'video'
  /** How often it was asked what was sent. */
  asked = 0
  readonly playable: number[] = []
  readonly films: ArrivingFilms
  row: TransferRow | undefined
  #whenPlayable = (): void => undefined

  constructor(
    readonly bytes: Buffer = FILM,
    row: Partial<TransferRow> = {},
  ) {
    mkdirSync(this.dir, { recursive: true })
    const place = { direction: 'down', conversationId: asConversationId('c2c:alice:bob'), localId: asLocalId(1), isAsked: true } as const
    const known = { id: ID, fileId: asFileId('f_film'), name: 'film.mp4', mime: 'video/mp4', size: bytes.length } as const
    const state = { state: 'open', done: 0, tries: 0, renewals: 0, createdAt: 0, tookMs: 0, isCleared: false } as const
    this.row = { ...place, ...known, ...state, sha256: 'a'.repeat(64), ...row } as TransferRow
    this.films = new ArrivingFilms({
      rows: { get: (id) => (id === ID ? this.row : undefined) },
      store: {
        messages: {
          get: () => {
            this.asked++
            return { type: this.type }
          },
        },
        fileHashes: { get: () => undefined },
      } as unknown as ConstructorParameters<typeof ArrivingFilms>[0]['store'],
      cache: { partPath: () => this.part, path: () => (this.isCached ? this.whole : undefined) },
      writtenOf: () => (this.isRunning ? this.written : undefined),
      readTail: () => Promise.resolve(undefined),
      onPlayable: (id) => {
        this.playable.push(id)
        this.#whenPlayable()
      },
    })
  }

  /** So many bytes more are written. */
  grow(bytes: number): void {
    appendFileSync(this.part, this.bytes.subarray(this.written, this.written + bytes))
    this.written = Math.min(this.bytes.length, this.written + bytes)
    this.tell()
  }

  /** The server sends it from the beginning. */
  beginAnew(): void {
    rmSync(this.part, { force: true })
    this.written = 0
    this.tell()
  }

  /** Its link is lost, or somebody paused it: the row has what was written. */
  rest(state: 'open' | 'paused' = 'open'): void {
    this.isRunning = false
    this.row = { ...this.row!, state, done: this.written }
    this.tell()
  }

  finish(leavesRow = true): void {
    this.grow(this.bytes.length)
    renameSync(this.part, this.whole)
    // Its place in the cache is written down a moment later.
    this.tell()
    this.isCached = true
    this.row = leavesRow ? { ...this.row!, state: 'done' } : undefined
    this.tell()
  }

  fail(): void {
    rmSync(this.part, { force: true })
    this.row = { ...this.row!, state: 'failed', failCode: 'damaged' }
    this.tell()
  }

  tell(): void {
    this.films.noteNews([ID])
  }

  /** As the window asks: its address as soon as there is one. */
  async address(): Promise<string | undefined> {
    const asked = this.films.addressOf(this.row!)
    if (asked !== undefined) return asked
    await new Promise<void>((resolve) => (this.#whenPlayable = resolve))
    return this.films.addressOf(this.row!)
  }

  /** Its address, after so long as another one that was asked for later took to have one. */
  async noAddress(): Promise<string | undefined> {
    this.films.addressOf(this.row!)
    await new Way().playing()
    return this.films.addressOf(this.row!)
  }

  /** One that has begun to play. */
  async playing(): Promise<ArrivingFilm> {
    this.grow(Math.max(0, 6000 - this.written))
    expect(await this.address()).toBe(URL_OF)
    return this.films.of(ID)!
  }
}

let way: Way
beforeEach(() => {
  way = new Way()
})

async function ask(range: string | undefined, of = way): Promise<Response> {
  const request = range === undefined ? {} : { headers: { range } }
  return answerMedia(new Request('https://x/', request), of.films.of(ID))
}

/** What comes of an answer, and whether it ended as it was said to. */
async function came(answer: Response): Promise<{ readonly bytes: Buffer; readonly isWhole: boolean }> {
  const pieces: Uint8Array[] = []
  const reader = answer.body!.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return { bytes: Buffer.concat(pieces), isWhole: true }
      pieces.push(value)
    }
  } catch {
    return { bytes: Buffer.concat(pieces), isWhole: false }
  }
}

describe('the address of a film that comes', () => {
  it('is given once enough of it is there, and told of', async () => {
    way.grow(4000)
    expect(await way.noAddress()).toBeUndefined()
    way.grow(200)
    expect(await way.address()).toBe(URL_OF)
    expect(way.playable).toEqual([ID])
    expect(way.films.of(ID)).toMatchObject({ size: 20_000, mime: 'video/mp4' })
  })

  it.each<[string, Buffer, Partial<TransferRow>]>([
    ['whose table stands nowhere', Buffer.concat([FTYP, box('mdat', 9000)]), {}],
    ['that is a program', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(9000)]), {}],
    ['whose name would run', FILM, { name: 'film.mp4.exe' }],
    ['whose size nobody knows', FILM, { size: 0 }],
    ['that goes up', FILM, { direction: 'up' }],
    ['that has failed', FILM, { state: 'failed' }],
  ])('is never given for one %s', async (_, bytes, row) => {
    const other = new Way(bytes, row)
    other.grow(6000)
    expect(await other.noAddress()).toBeUndefined()
    expect(other.films.of(ID)).toBeUndefined()
  })

  it('is never given for what was not sent as a film', async () => {
    way.type = 'file'
    way.grow(6000)
    expect(await way.noAddress()).toBeUndefined()
  })

  it('is not thought of before anything is there', () => {
    expect(way.films.addressOf(way.row!)).toBeUndefined()
    expect(way.asked).toBe(0)
  })

  it('names nothing before it was given, nor of another account', () => {
    way.grow(6000)
    expect(way.films.of(ID)).toBeUndefined()
    expect(new Way().films.of(ID)).toBeUndefined()
  })

  it('stays good when the file has come, whether or not its row stays', async () => {
    for (const leavesRow of [true, false]) {
      const one = new Way()
      await one.playing()
      one.finish(leavesRow)
      const answer = await ask('bytes=100-', one)
      expect([answer.status, answer.headers.get('content-range')]).toEqual([206, 'bytes 100-19999/20000'])
      expect((await came(answer)).bytes.equals(FILM.subarray(100))).toBe(true)
    }
  })

  it('names nothing once it has failed, or was taken back', async () => {
    await way.playing()
    way.fail()
    expect((await ask('bytes=0-')).status).toBe(404)
    const other = new Way()
    await other.playing()
    other.row = undefined
    expect((await ask('bytes=0-', other)).status).toBe(404)
  })
})

describe('a part that is asked for while the film comes', () => {
  it('is answered for as the whole will be, and waits for each byte', async () => {
    await way.playing()
    const answer = await ask('bytes=5990-')
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('content-length')]).toEqual([206, 'video/mp4', '14010'])
    const reader = answer.body!.getReader()
    expect((await reader.read()).value?.length).toBe(10)
    let isThere = false
    const next = reader.read().then(({ value }) => {
      isThere = true
      return value
    })
    await new Promise((resolve) => setImmediate(resolve))
    expect(isThere).toBe(false)
    way.grow(1)
    expect(await next).toEqual(new Uint8Array(FILM.subarray(6000, 6001)))
    await reader.cancel()
  })

  it('says at once that there is no part behind the end', async () => {
    await way.playing()
    expect((await ask('bytes=20000-')).status).toBe(416)
  })

  it('breaks off where it fails, and where the account is left', async () => {
    for (const end of [() => way.fail(), () => way.films.close()]) {
      way = new Way()
      await way.playing()
      const whole = came(await ask(undefined))
      await new Promise((resolve) => setImmediate(resolve))
      end()
      const { bytes, isWhole } = await whole
      expect(isWhole).toBe(false)
      expect(bytes.equals(FILM.subarray(0, bytes.length))).toBe(true)
    }
  })

  it('is waited for over a pause and a lost link', async () => {
    await way.playing()
    const whole = came(await ask('bytes=7000-'))
    way.rest('paused')
    way.rest('open')
    way.isRunning = true
    way.finish()
    expect((await whole).bytes.equals(FILM.subarray(7000))).toBe(true)
  })

  it('is waited for no longer than somebody asks', async () => {
    const { read } = await way.playing()
    const gone = new AbortController()
    const waiting = read(7000, 10, gone.signal)
    await new Promise((resolve) => setImmediate(resolve))
    gone.abort()
    expect(await waiting).toBeUndefined()
  })

  it('is the one that a plain reader of the whole has, however it comes and whatever is asked for', async () => {
    const act = fc.oneof(
      { weight: 6, arbitrary: fc.record({ act: fc.constant('grow' as const), bytes: fc.integer({ min: 1, max: 7000 }) }) },
      { weight: 1, arbitrary: fc.record({ act: fc.constantFrom('anew' as const, 'rest' as const, 'go' as const, 'turn' as const) }) },
      {
        weight: 4,
        arbitrary: fc.record({ act: fc.constant('ask' as const), from: fc.nat(19_999), length: fc.integer({ min: 1, max: 20_000 }) }),
      },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 25 }), fc.constantFrom('finish', 'vanish row', 'fail'), async (acts, end) => {
        const one = new Way()
        await one.playing()
        const asked: { readonly wanted: Buffer; readonly got: ReturnType<typeof came> }[] = []
        for (const each of acts) {
          if (each.act === 'grow' && one.isRunning) one.grow(each.bytes)
          if (each.act === 'anew' && one.isRunning) one.beginAnew()
          if (each.act === 'rest') one.rest()
          if (each.act === 'go') one.isRunning = true
          if (each.act === 'turn') await new Promise((resolve) => setImmediate(resolve))
          if (each.act !== 'ask') continue
          const last = Math.min(19_999, each.from + each.length - 1)
          const wanted = FILM.subarray(each.from, last + 1)
          asked.push({ wanted, got: came(await ask(`bytes=${each.from}-${last}`, one)) })
        }
        one.isRunning = true
        if (end === 'fail') one.fail()
        else one.finish(end === 'finish')
        for (const { wanted, got } of asked) {
          const { bytes, isWhole } = await got
          expect(isWhole || end === 'fail').toBe(true)
          expect(bytes.equals(isWhole ? wanted : wanted.subarray(0, bytes.length))).toBe(true)
        }
      }),
      { numRuns: 150 },
    )
  })

  it('is not looked for again and again while nothing happens', async () => {
    const { read } = await way.playing()
    let looks = 0
    const row = way.row
    Object.defineProperty(way, 'row', { get: () => (looks++, row) })
    const gone = new AbortController()
    const waiting = read(7000, 10, gone.signal)
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
    expect(looks).toBe(1)
    gone.abort()
    await waiting
  })
})

it('what a stranger wrote into the part is no more than what was counted', async () => {
  await way.playing()
  writeFileSync(way.part, Buffer.alloc(20_000, 1))
  const { value } = await (await ask('bytes=5000-')).body!.getReader().read()
  expect(value?.length).toBe(1000)
})
