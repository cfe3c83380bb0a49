import { randomBytes } from 'node:crypto'
import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { asConversationId, asFileId, asLocalId, asMid, asTransferId, type LocalId } from '@shared/ids'
import { beforeEach, describe, expect, it } from 'vitest'
import { argumentSchemas } from '../../src/main/ipc/argument-schemas'
import type { SignedIn } from '../../src/main/ipc/session'
import { transferHandlers } from '../../src/main/ipc/transfer-handlers'
import { AccountTransfers } from '../../src/main/transfers/account-transfers'
import type { DownloadLimits } from '../../src/main/transfers/download-limits'
import type { FetchLink } from '../../src/main/transfers/fetch-link'
import type { PictureRules, TakenFile } from '../../src/main/transfers/send-files'
import { ALL_FEATURES, BARE_FEATURES, type Features } from '../../src/shared/features'
import type { PictureSize } from '../../src/shared/settings'
import { failed, ok } from '../../src/shared/result'
import { FileServer, hash } from '../helpers/file-server'
import { must } from '../helpers/results'
import { received, T0, tempFolder } from '../store/helpers'
import { AB, Device } from '../sync/device'
import { ModelServer } from '../sync/model-server'
import { FakeClock } from '../helpers/fake-clock'
import { Jim1Files } from '../../src/main/kinds/jim1/jim1-files'
import { createByteHttp } from '../../src/main/lib/byte-http'
import { silentLogger } from '../../src/main/lib/logger'
import { Watchers } from '../helpers/watchers'
import { TestKeeper } from './transfer-desk'
import { onTestFinished } from 'vitest'

/** A device with its engine, the model of a chat server, and files over real sockets. */
class FullDesk {
  readonly clock = new FakeClock(T0)
  readonly server = new ModelServer()
  readonly device: Device
  readonly folder = tempFolder()
  readonly keeper = new TestKeeper(join(this.folder, 'cache'))
  readonly chosen = new Map<string, TakenFile>()
  readonly taken = new Set<string>()
  readonly handlers: ReturnType<typeof transferHandlers>
  readonly transfers: AccountTransfers
  features: Features = ALL_FEATURES
  readonly released: string[] = []
  /** What a link of a stranger's gives. */
  link: (url: string, toPath: string, maxBytes: number, onBytes?: (written: number) => void) => ReturnType<FetchLink> = () =>
    Promise.resolve(failed('http_failed'))
  pictureRules: PictureRules = { strips: false, size: 'original' }
  rules = { images: 8, videos: 20, files: 0, voice: true }
  readonly limits: { -readonly [K in keyof DownloadLimits]: DownloadLimits[K] } = {}
  readonly #watchers = new Watchers()
  #ids = 0

  constructor(readonly files: FileServer) {
    this.device = new Device(this.server, this.clock, 'alice')
    const http = createByteHttp()
    const { engine, store } = this.device
    const jim1 = new Jim1Files({ http, httpBase: () => files.url, token: () => 'secret', dialect: () => 'sync', clock: this.clock })
    const { connection } = this.device
    this.transfers = new AccountTransfers({
      store,
      writer: engine.writer,
      clock: this.clock,
      random: () => 1,
      logger: silentLogger,
      link: {
        files: jim1,
        get session() {
          return connection.session as never
        },
        on: (event, listener) => connection.on(event as 'online', () => listener(undefined as never)),
      },
      parts: engine.outboxParts,
      cache: this.keeper,
      chosen: {
        take: (ids) => {
          const found = ids.map((id) => this.chosen.get(id))
          if (found.includes(undefined)) return failed('not_found')
          for (const id of ids) this.taken.add(id)
          return ok(found as TakenFile[])
        },
        giveBack: (files) => files.forEach(({ id }) => this.taken.delete(id)),
      },
      outgoing: {
        make: () => Promise.reject(new Error('nothing is made here')),
        owns: (path) => path.endsWith('pasted.png'),
        release: (path) => Promise.resolve(void this.released.push(path)),
      },
      fetchLink: (url, { toPath, maxBytes, onBytes }) => this.link(url, toPath, maxBytes, onBytes),
      familyOf: () => 'other',
      features: () => this.features,
      rules: () => this.rules,
      limits: this.limits,
      pictureRules: () => this.pictureRules,
      sendAll: (drafts, along) => engine.writing.sendAll(drafts, along),
      newId: () => `id-${++this.#ids}`,
      messages: {
        withdraw: (localId) => engine.writing.withdraw(localId, undefined),
        remove: (localId) => engine.remove(localId),
        retry: (localId) => engine.retry(localId),
      },
    })
    engine.writer.on('committed', () => {
      this.#watchers.look()
      setImmediate(() => this.#watchers.look())
    })
    this.transfers.start()
    const session = { engine, store, transfers: this.transfers } as unknown as SignedIn
    this.handlers = transferHandlers(() => session)
    onTestFinished(async () => {
      this.transfers.close()
      this.device.close()
      await http.close()
    })
  }

  async online(): Promise<void> {
    this.device.connect()
    await this.clock.advanceAsync(1000)
  }

  choose(id: string, bytes: Buffer, change: Partial<TakenFile> = {}): void {
    const path = join(this.folder, id)
    writeFileSync(path, bytes)
    utimesSync(path, new Date(T0), new Date(T0))
    const { mtimeMs } = statSync(path)
    this.chosen.set(id, { id, path, name: id, size: bytes.length, mtimeMs, mime: 'application/pdf', ...change })
  }

  get rows() {
    return this.device.store.messages.page({ conversationId: AB, anchor: { at: 'end' }, limit: 50 }).rows
  }

  get went() {
    return this.server.talks.get(AB)?.messages.map((message) => message?.data ?? {}) ?? []
  }

  when(condition: () => boolean): Promise<void> {
    return this.#watchers.when(condition)
  }

  /** Lets the outbox speak with the model. */
  async settle(): Promise<void> {
    await this.clock.advanceAsync(1000)
  }
}

let files: FileServer
let desk: FullDesk
beforeEach(async () => {
  files = await FileServer.open()
  onTestFinished(() => files.close())
  desk = new FullDesk(files)
  await desk.online()
})

describe('files that are sent', () => {
  it('stand in the timeline at once, in their order, and arrive once they are up', async () => {
    const [photo, report] = [randomBytes(3000), randomBytes(2000)]
    desk.choose('photo.png', photo, { mime: 'image/png', picture: { width: 40, height: 30 } })
    desk.choose('report.pdf', report)
    const send = {
      files: [
        { id: 'photo.png', as: 'picture' as const },
        { id: 'report.pdf', as: 'file' as const },
      ],
      caption: '看 @Bob',
    }
    const sent = await desk.handlers['files:send']({ conversationId: AB, ...send, mentions: ['bob'], replyTo: asMid('7') })
    must(sent)
    expect(desk.rows.map(({ type, status, content, mentions, replyTo }) => [type, status, content['name'], mentions, replyTo])).toEqual([
      ['image', 'queued', 'photo.png', [], asMid('7')],
      ['file', 'queued', 'report.pdf', ['bob'], undefined],
    ])
    expect(desk.rows[0]!.content).toEqual({
      name: 'photo.png',
      mime: 'image/png',
      size: 3000,
      big_url: '',
      width: 40,
      height: 30,
      format: 2,
    })
    expect(desk.went).toEqual([])
    await desk.when(() => desk.transfers.queue.list().every(({ progress }) => progress.step === 'done'))
    await desk.settle()
    expect(desk.went).toMatchObject([
      { name: 'photo.png', sha256: hash(photo), size: 3000 },
      { name: 'report.pdf', sha256: hash(report), caption: '看 @Bob', mentions: ['bob'] },
    ])
    for (const { file_id: id, sha256 } of desk.went) expect(hash(files.files.get(String(id))!.bytes)).toBe(sha256)
    expect(desk.rows.map(({ status }) => status)).toEqual(['sent', 'sent'])
  })

  it('is a sticker where it was sent as one: of no album, and with nothing done to it', async () => {
    desk.pictureRules = { strips: true, size: '1600' }
    for (const id of ['a.png', 'b.png']) desk.choose(id, randomBytes(3000), { mime: 'image/png', picture: { width: 40, height: 30 } })
    const sent = desk.transfers.send({ conversationId: AB, files: [{ id: 'a.png', as: 'sticker' }], replyTo: asMid('7') })
    must(sent)
    must(desk.transfers.send({ conversationId: AB, files: [{ id: 'b.png', as: 'picture' }] }))
    const { store } = desk.device
    expect(desk.rows.map(({ type, content, replyTo }) => [type, content['sticker'], content['album'], replyTo])).toEqual([
      ['image', true, undefined, asMid('7')],
      ['image', undefined, undefined, undefined],
    ])
    expect(desk.rows.map(({ localId }) => store.transfers.ofMessage(localId, 'up')?.treatment)).toEqual([
      undefined,
      { strips: true, maxSide: 1600 },
    ])
  })

  it('that were made for sending are kept in the cache, and let go of once they are sent or taken back', async () => {
    const bytes = randomBytes(3000)
    desk.choose('pasted.png', bytes, { mime: 'image/png', picture: { width: 4, height: 3 } })
    const send = { conversationId: AB, files: [{ id: 'pasted.png', as: 'picture' as const }] }
    must(await desk.handlers['files:send'](send))
    await desk.when(() => desk.transfers.queue.list()[0]?.progress.step === 'done')
    await desk.settle()
    await desk.when(() => desk.released.length === 1)
    expect([desk.keeper.has(hash(bytes)), desk.rows[0]?.status]).toEqual([{ size: 3000 }, 'sent'])
    must(await desk.handlers['transfers:pause-all']({ isPaused: true }))
    must(await desk.handlers['files:send'](send))
    must(await desk.handlers['transfers:cancel']({ id: desk.transfers.queue.list().at(-1)!.id }))
    expect(desk.released).toHaveLength(2)
  })

  it('that are taken back while they are copied into the cache leave nothing there', async () => {
    const bytes = randomBytes(3000)
    const adopted: boolean[] = []
    const { adopt } = desk.keeper
    desk.keeper.adopt = async (...copied) => {
      must(desk.transfers.cancel(desk.transfers.queue.list()[0]!.id))
      const kept = await adopt.apply(desk.keeper, copied)
      adopted.push(kept.ok)
      return kept
    }
    desk.choose('pasted.png', bytes, { mime: 'image/png', picture: { width: 4, height: 3 } })
    must(await desk.handlers['files:send']({ conversationId: AB, files: [{ id: 'pasted.png', as: 'picture' }] }))
    await desk.when(() => adopted.length > 0 && desk.keeper.has(hash(bytes)) === undefined)
    expect([desk.rows, adopted, desk.device.store.doubtedFiles.some(9)]).toEqual([[], [true], []])
  })

  it('as pictures lose their location unless somebody wants it kept, as files nothing', async () => {
    const picture = { mime: 'image/jpeg', picture: { width: 4, height: 3 } }
    must(await desk.handlers['transfers:pause-all']({ isPaused: true }))
    const send = async (
      strips: boolean,
      change: { readonly as?: 'picture' | 'file'; readonly keepsLocation?: boolean; readonly pictureSize?: PictureSize },
      rules: Partial<PictureRules> = {},
    ): Promise<unknown> => {
      desk.pictureRules = { strips, size: 'original', ...rules }
      desk.choose('p.jpg', randomBytes(10), picture)
      const { as = 'picture', ...rest } = change
      must(await desk.handlers['files:send']({ conversationId: AB, files: [{ id: 'p.jpg', as }], ...rest }))
      const { id } = desk.transfers.queue.list().at(-1)!
      return desk.device.store.transfers.get(id)!.treatment
    }
    expect(await send(true, {})).toEqual({ strips: true })
    expect(await send(true, { as: 'file' })).toBeUndefined()
    expect(await send(true, { keepsLocation: true })).toBeUndefined()
    expect(await send(false, {})).toBeUndefined()
    expect(await send(false, { keepsLocation: false })).toEqual({ strips: true })
    expect(await send(true, {}, { size: '2560' })).toEqual({ strips: true, maxSide: 2560 })
    expect(await send(false, { pictureSize: '1600' }, { size: '2560' })).toEqual({ maxSide: 1600 })
    expect(await send(false, { pictureSize: 'original' }, { size: '2560' })).toBeUndefined()
    expect(await send(true, { as: 'file' }, { size: '2560' })).toBeUndefined()
    // What somebody else has decided is so for each sending.
    const locks = { strips: true, size: true }
    expect(await send(true, { keepsLocation: true, pictureSize: 'original' }, { size: '1600', locks })).toEqual({
      strips: true,
      maxSide: 1600,
    })
  })

  it('as pictures that few can show are JPEGs from the beginning, as files what they are', async () => {
    must(await desk.handlers['transfers:pause-all']({ isPaused: true }))
    const picture = { mime: 'image/heic', picture: { width: 4, height: 3 } }
    for (const [name, rules] of [
      ['a.HEIC', { strips: true, size: 'original' }],
      ['b.heic', { strips: false, size: '1600' }],
      ['.heif', { strips: false, size: 'original' }],
    ] as const) {
      desk.pictureRules = rules
      desk.choose(name, randomBytes(10), picture)
      must(await desk.handlers['files:send']({ conversationId: AB, files: [{ id: name, as: 'picture' }] }))
    }
    desk.choose('c.heic', randomBytes(10), picture)
    must(await desk.handlers['files:send']({ conversationId: AB, files: [{ id: 'c.heic', as: 'file' }] }))
    expect(desk.rows.map(({ type, content }) => [type, content['name'], content['mime'], content['format']])).toEqual([
      ['image', 'a.jpg', 'image/jpeg', 0],
      ['image', 'b.jpg', 'image/jpeg', 0],
      ['image', 'image.jpg', 'image/jpeg', 0],
      ['file', 'c.heic', 'image/heic', undefined],
    ])
    expect(desk.transfers.queue.list().map(({ id }) => desk.device.store.transfers.get(id)!.treatment)).toEqual([
      { as: 'image/jpeg' },
      { as: 'image/jpeg', maxSide: 1600 },
      { as: 'image/jpeg' },
      undefined,
    ])
  })

  it('of which one was not chosen, or is too large, are none of them sent', async () => {
    desk.choose('a', randomBytes(10))
    const send = (...ids: string[]) =>
      desk.handlers['files:send']({ conversationId: AB, files: ids.map((id) => ({ id, as: 'file' as const })) })
    expect(await send('a', 'b')).toMatchObject({ ok: false, error: { code: 'not_found' } })
    desk.features = { ...ALL_FEATURES, maxFileBytes: 9 }
    expect(await send('a')).toMatchObject({ ok: false, error: { code: 'too_large' } })
    desk.features = BARE_FEATURES
    expect(await send('a')).toMatchObject({ ok: false, error: { code: 'unsupported' } })
    desk.features = ALL_FEATURES
    const elsewhere = { conversationId: asConversationId('c2g:nobody'), files: [{ id: 'a', as: 'file' as const }] }
    expect(await desk.handlers['files:send'](elsewhere)).toMatchObject({ ok: false, error: { code: 'not_found' } })
    expect([desk.rows, desk.transfers.queue.list()]).toEqual([[], []])
    // Nothing of that has cost the person what they chose.
    expect([...desk.taken]).toEqual([])
    must(await send('a'))
    expect([...desk.taken]).toEqual(['a'])
  })

  it('are an album from two pictures on; what cannot be shown is a file, and a film a film', async () => {
    const picture = { mime: 'image/jpeg', picture: { width: 4, height: 3 } }
    desk.choose('1', randomBytes(10), picture)
    desk.choose('2', randomBytes(11), picture)
    desk.choose('3', randomBytes(12), { mime: 'image/heic' })
    desk.choose('4', randomBytes(13), { mime: 'video/mp4' })
    const all = ['1', '2', '3', '4'].map((id) => ({ id, as: 'picture' as const }))
    must(await desk.handlers['files:send']({ conversationId: AB, files: all }))
    const [one] = desk.rows
    expect(
      desk.rows.map(({ type, content }) => [type, content['album'] === one!.content['album'], content['album'] === undefined]),
    ).toEqual([
      ['image', true, false],
      ['image', true, false],
      ['file', false, true],
      ['video', true, false],
    ])
    must(
      await desk.handlers['files:send']({
        conversationId: AB,
        files: [
          { id: '1', as: 'file' },
          { id: '2', as: 'file' },
        ],
      }),
    )
    expect(desk.rows.slice(-2).map(({ type, content }) => [type, content['album']])).toEqual([
      ['file', undefined],
      ['file', undefined],
    ])
    must(await desk.handlers['files:send']({ conversationId: AB, files: all.slice(0, 2), isAlbum: false }))
    expect(desk.rows.slice(-2).map(({ type, content }) => [type, content['album']])).toEqual([
      ['image', undefined],
      ['image', undefined],
    ])
  })

  it('are taken back while they are under way: the message is nowhere', async () => {
    files.faults.push({ on: 'PATCH', cutAfter: 300_000 })
    desk.choose('big', randomBytes(1_000_000))
    must(await desk.handlers['files:send']({ conversationId: AB, files: [{ id: 'big', as: 'file' }] }))
    const id = desk.transfers.queue.list()[0]!.id
    await desk.when(() => desk.transfers.queue.get(id)?.failCode === 'reset')
    must(await desk.handlers['transfers:cancel']({ id }))
    await files.idle(() => files.files.size === 0)
    await desk.settle()
    expect([desk.rows, desk.transfers.queue.list(), desk.went]).toEqual([[], [], []])
    expect(await desk.handlers['transfers:cancel']({ id })).toMatchObject({ ok: false, error: { code: 'not_found' } })
  })

  it('that failed are tried again with their message, or removed with it', async () => {
    files.faults.push({ on: 'POST', status: 413 }, { on: 'POST', status: 413 })
    desk.choose('big', randomBytes(1_000_000))
    const send = { conversationId: AB, files: [{ id: 'big', as: 'file' as const }] }
    must(await desk.handlers['files:send'](send))
    const first = desk.transfers.queue.list()[0]!
    await desk.when(() => desk.rows[0]?.status === 'failed')
    expect(desk.rows[0]?.failCode).toBe('too_large')
    must(await desk.handlers['transfers:retry']({ id: first.id }))
    await desk.when(() => desk.rows[0]?.status === 'failed' && files.log.filter((line) => line === 'POST').length === 2)
    must(desk.device.engine.retry(first.localId))
    await desk.when(() => desk.transfers.queue.get(first.id)?.state === 'done')
    await desk.settle()
    expect(desk.went).toHaveLength(1)
    files.faults.push({ on: 'claim', status: 413 })
    must(await desk.handlers['files:send'](send))
    await desk.when(() => desk.rows.at(-1)?.status === 'failed')
    must(await desk.handlers['transfers:cancel']({ id: desk.transfers.queue.list().at(-1)!.id }))
    expect(desk.rows).toHaveLength(1)
  })

  it('are told to the window soon when something happens, and four times a second when bytes move', async () => {
    const news: number[] = []
    desk.transfers.queue.on('news', ({ upserted }) => news.push(upserted.length))
    must(await desk.handlers['transfers:pause-all']({ isPaused: true }))
    desk.choose('a', randomBytes(10))
    must(await desk.handlers['files:send']({ conversationId: AB, files: [{ id: 'a', as: 'file' }] }))
    expect(news).toEqual([])
    desk.clock.advance(30)
    expect(news).toEqual([1])
    expect(await desk.handlers['transfers:list'](undefined)).toMatchObject({
      value: { isPaused: true, transfers: [{ progress: { step: 'paused' } }] },
    })
  })
})

describe('files that are wanted', () => {
  function message(content: Record<string, unknown>, type = 'image'): LocalId {
    const seq = desk.device.store.messages.headSeq(AB) + 1
    return desk.device.store.messages.insert(received({ seq, type, content: { big_url: '', url: '', name: 'x', ...content } })).localId
  }

  it('come by a tap, whatever the rules say', async () => {
    const bytes = randomBytes(1000)
    const localId = message({ file_id: files.put(bytes), size: 1000, sha256: hash(bytes) }, 'file')
    must(await desk.handlers['files:in-view']({ localIds: [localId] }))
    expect(desk.transfers.queue.list()).toEqual([])
    must(await desk.handlers['files:download']({ localId }))
    await desk.when(() => desk.keeper.has(hash(bytes)) !== undefined && desk.transfers.queue.list()[0]?.progress.step === 'done')
    // What is here is not fetched again.
    must(await desk.handlers['files:download']({ localId }))
    expect(files.log).toHaveLength(1)
    expect(await desk.handlers['files:download']({ localId: asLocalId(999) })).toMatchObject({ error: { code: 'not_found' } })
    expect(await desk.handlers['files:download']({ localId: message({ content: 'hi' }, 'text') })).toMatchObject({
      error: { code: 'no_file' },
    })
  })

  it('come by themselves when they are on screen, with their previews, up to the size of their kind', async () => {
    const [small, large, thumb] = [randomBytes(1000), randomBytes(1001), randomBytes(50)]
    const thumbId = files.put(thumb)
    const shown = message({ file_id: files.put(small), size: 1000, thumb_id: thumbId })
    const tooLarge = message({ file_id: files.put(large), size: 8 * 1024 * 1024 + 1, thumb_id: thumbId })
    must(await desk.handlers['files:in-view']({ localIds: [shown, tooLarge] }))
    await desk.when(() => desk.keeper.has(hash(small)) !== undefined && desk.keeper.has(hash(thumb)) !== undefined)
    await desk.when(() => desk.device.store.fileHashes.get(thumbId as never) !== undefined)
    expect(desk.keeper.has(hash(large))).toBeUndefined()
    expect(files.log.filter((line) => line.endsWith(thumbId))).toHaveLength(1)
    must(await desk.handlers['files:in-view']({ localIds: [shown, tooLarge] }))
    expect(files.log).toHaveLength(2)
  })

  it('do not come by themselves after the person deleted them from here, and come by a tap', async () => {
    const bytes = randomBytes(500)
    const localId = message({ file_id: files.put(bytes), size: 500, sha256: hash(bytes) })
    desk.keeper.putAway.add(hash(bytes))
    must(await desk.handlers['files:in-view']({ localIds: [localId] }))
    expect(desk.transfers.queue.list()).toEqual([])
    must(await desk.handlers['files:download']({ localId }))
    await desk.when(() => desk.keeper.has(hash(bytes)) !== undefined)
  })

  it('that are only a link come by a tap alone: whoever is asked for it learns who reads', async () => {
    const asked: string[] = []
    desk.link = (url) => {
      asked.push(url)
      return Promise.resolve(failed('gone'))
    }
    const picture = message({ big_url: 'https://host/a.png', size: 100 })
    const voice = message({ url: 'https://host/a.ogg', seconds: 2 }, 'sound')
    must(await desk.handlers['files:in-view']({ localIds: [picture, voice] }))
    await desk.settle()
    expect([asked, desk.transfers.queue.list()]).toEqual([[], []])
    must(await desk.handlers['files:download']({ localId: picture }))
    await desk.when(() => asked.length > 0)
    expect(asked).toEqual(['https://host/a.png'])
  })

  it('that are only a link are followed, and what lasts of a refusal is told', async () => {
    const bytes = randomBytes(100)
    const asked: unknown[] = []
    desk.link = (url, toPath, maxBytes) => {
      asked.push([url, maxBytes])
      writeFileSync(toPath, bytes)
      return Promise.resolve(ok({ sha256: hash(bytes), size: 100 }))
    }
    const localId = message({ big_url: 'https://host/a.png', size: 100 })
    must(await desk.handlers['files:download']({ localId }))
    await desk.when(() => desk.device.store.transfers.ofMessage(localId, 'down')?.state === 'done')
    expect([asked, desk.device.store.messageFiles.get(localId)]).toEqual([[['https://host/a.png', 100]], { sha256: hash(bytes) }])
    desk.link = () => Promise.resolve(failed('forbidden'))
    const refused = message({ url: 'https://host/b' }, 'file')
    must(await desk.handlers['files:download']({ localId: refused }))
    await desk.when(() => desk.device.store.transfers.ofMessage(refused, 'down')?.state === 'failed')
    expect(desk.device.store.transfers.ofMessage(refused, 'down')?.failCode).toBe('forbidden')
  })

  it('that are only a link tell how far they are, and what came of one that broke off counts for nothing', async () => {
    let end = (_size: number | undefined): void => undefined
    const pieces: ((written: number) => void)[] = []
    desk.link = (_url, toPath, _max, onBytes) => {
      pieces.push(onBytes!)
      return new Promise((resolve) => {
        end = (size) => {
          if (size !== undefined) writeFileSync(toPath, randomBytes(size))
          resolve(size === undefined ? failed('reset') : ok({ sha256: hash(readFileSync(toPath)), size }))
        }
      })
    }
    const film = message({ url: 'https://host/a.mp4', size: 1000 }, 'video')
    must(await desk.handlers['files:download']({ localId: film }))
    const shown = () => desk.transfers.queue.list()[0]
    await desk.when(() => pieces.length === 1)
    pieces[0]!(400)
    expect(shown()).toMatchObject({ done: 400, progress: { step: 'running' } })
    end(undefined)
    await desk.when(() => shown()?.progress.step === 'waiting')
    expect(shown()).toMatchObject({ progress: { why: 'retry', cause: { code: 'link_failed' } } })
    must(await desk.handlers['transfers:retry']({ id: shown()!.id }))
    await desk.when(() => pieces.length === 2)
    expect(shown()?.done).toBe(0)
    end(1000)
    await desk.when(() => shown()?.progress.step === 'done')
  })

  it('that are only a link are given up after four tries in vain, until a person tries again', async () => {
    let asked = 0
    desk.link = (_url, _toPath, _max, onBytes) => {
      asked++
      onBytes?.(300 + asked)
      return Promise.resolve(failed('refused', 'nobody listens there'))
    }
    const film = message({ url: 'https://host/a.mp4', size: 1000 }, 'video')
    must(await desk.handlers['files:download']({ localId: film }))
    const row = () => desk.device.store.transfers.ofMessage(film, 'down')
    for (let tries = 1; tries < 4; tries++) {
      await desk.when(() => row()?.tries === tries && desk.transfers.queue.isWaiting(row()!.id))
      desk.clock.advance(10 * 60_000)
    }
    await desk.when(() => row()?.state === 'failed')
    expect([asked, row()?.failCode, row()?.failReason]).toEqual([4, 'link_failed', 'refused: nobody listens there'])
    must(await desk.handlers['files:download']({ localId: film }))
    await desk.when(() => asked === 5)
  })

  it('are left alone when nobody looks any more, and asked for again when somebody does', async () => {
    for (let i = 0; i < 3; i++) files.faults.push({ on: 'GET', isSilent: true })
    const ids = Array.from({ length: 5 }, (_, index) => {
      const bytes = randomBytes(100 + index)
      return message({ file_id: files.put(bytes), size: bytes.length })
    })
    must(await desk.handlers['files:in-view']({ localIds: ids }))
    await files.idle(() => files.log.length === 3)
    expect(desk.transfers.queue.list()).toHaveLength(5)
    must(await desk.handlers['files:in-view']({ localIds: [] }))
    expect(desk.transfers.queue.list()).toHaveLength(3)
  })

  it('that outweigh the cache together come as far as it has room, and settle', async () => {
    desk.keeper.maxBytes = 2500
    const contents = Array.from({ length: 4 }, () => randomBytes(1000))
    const ids = contents.map((bytes) => message({ file_id: files.put(bytes), size: 1000, sha256: hash(bytes) }))
    must(await desk.handlers['files:in-view']({ localIds: ids }))
    await desk.when(() => desk.keeper.has(hash(contents[1]!)) !== undefined && desk.transfers.queue.list().length === 0)
    for (let i = 0; i < 5; i++) must(await desk.handlers['files:in-view']({ localIds: ids }))
    expect([files.log.length, desk.transfers.queue.list()]).toEqual([2, []])
    // They stay while they are on screen, so none has to come twice.
    expect([...desk.keeper.shown].toSorted()).toEqual(contents.map((bytes) => hash(bytes)).toSorted())
    must(await desk.handlers['files:download']({ localId: ids[3]! }))
    await desk.when(() => desk.keeper.has(hash(contents[3]!)) !== undefined)
    // Scrolled on: the third has room now.
    must(await desk.handlers['files:in-view']({ localIds: [ids[2]!] }))
    await desk.when(() => desk.keeper.has(hash(contents[2]!)) !== undefined)
    expect(files.log).toHaveLength(4)
  })

  it('that fail are asked for no more often than the backoff says, whatever the window tells', async () => {
    for (let i = 0; i < 50; i++) files.faults.push({ on: 'GET', status: 500 })
    const fileId = files.put(randomBytes(100))
    // Two messages name it.
    const ids = [message({ file_id: fileId, size: 100 }), message({ file_id: fileId, size: 100 })]
    const asked = (): number => files.log.length
    const look = async (localIds: readonly LocalId[]) => must(await desk.handlers['files:in-view']({ localIds: [...localIds] }))
    await look([ids[0]!])
    await desk.when(() => desk.transfers.queue.list()[0]?.progress.step === 'waiting' && asked() === 1)
    const steps: number[] = []
    for (let tries = 2; tries <= 5; tries++) {
      const from = desk.clock.now()
      const next = desk.transfers.queue.list()[0]!.progress as { readonly retryAt?: number }
      steps.push(next.retryAt! - from)
      for (let i = 0; i < 250; i++) {
        await look([])
        await look(ids)
      }
      expect(asked()).toBe(tries - 1)
      desk.clock.advance(next.retryAt! - from)
      await desk.when(() => asked() === tries && desk.transfers.queue.list()[0]?.progress.step === 'waiting' && isLater(next.retryAt!))
    }
    expect(steps).toEqual([...steps].toSorted((a, b) => a - b))
    expect(steps[3]! / steps[0]!).toBeGreaterThanOrEqual(4)
    // A person who taps does not wait.
    must(await desk.handlers['files:download']({ localId: ids[0]! }))
    await desk.when(() => asked() === 6)

    function isLater(than: number): boolean {
      const { progress } = desk.transfers.queue.list()[0]!
      return progress.step === 'waiting' && progress.why === 'retry' && (progress.retryAt ?? 0) > than
    }
  })

  it('that a policy does not allow are not asked for, by a tap or by themselves', async () => {
    Object.assign(desk.limits, { maxBytes: 1000, kinds: ['images', 'files'], blockedEndings: ['exe'] })
    const file = (size: number, name: string, type = 'image') => message({ file_id: files.put(randomBytes(size)), size, name }, type)
    const refused = [file(1001, 'a.png'), file(10, 'a.mp4', 'video'), file(10, 'a.EXE. ')]
    const shown = randomBytes(1000)
    const allowed = message({ file_id: files.put(shown), size: 1000, sha256: hash(shown) })
    must(await desk.handlers['files:in-view']({ localIds: [...refused, allowed] }))
    await desk.when(() => desk.keeper.has(hash(shown)) !== undefined)
    const codes: unknown[] = []
    for (const localId of refused) codes.push(await desk.handlers['files:download']({ localId }))
    const because = (code: string) => expect.objectContaining({ ok: false, error: expect.objectContaining({ code }) as unknown }) as unknown
    expect(codes).toEqual([because('larger_than_allowed'), because('kind_not_allowed'), because('kind_not_allowed')])
    expect([files.log.length, desk.transfers.queue.list()]).toEqual([1, []])
  })

  it('that a policy does not allow do not come when they were begun before it, or say no size', async () => {
    files.faults.push({ on: 'GET', status: 500 })
    const begun = message({ file_id: files.put(randomBytes(2000)), size: 2000 }, 'file')
    must(await desk.handlers['files:download']({ localId: begun }))
    await desk.when(() => desk.transfers.queue.list()[0]?.progress.step === 'waiting')
    desk.limits.maxBytes = 1000
    must(desk.transfers.queue.first(desk.device.store.transfers.ofMessage(begun, 'down')!.id))
    const failure = (localId: LocalId) => desk.device.store.transfers.ofMessage(localId, 'down')
    await desk.when(() => failure(begun)?.state === 'failed')
    const secret = randomBytes(1001)
    const unsaid = message({ file_id: files.put(secret), size: 0 }, 'file')
    must(await desk.handlers['files:download']({ localId: unsaid }))
    await desk.when(() => failure(unsaid)?.state === 'failed')
    expect([failure(begun)?.failCode, failure(unsaid)?.failCode]).toEqual(['larger_than_allowed', 'larger_than_allowed'])
    expect([files.log.length, desk.keeper.has(hash(secret))]).toEqual([2, undefined])
    const asked: number[] = []
    desk.link = (_url, _toPath, maxBytes) => {
      asked.push(maxBytes)
      return Promise.resolve(failed('forbidden'))
    }
    const linked = message({ url: 'https://host/b' }, 'file')
    must(await desk.handlers['files:download']({ localId: linked }))
    await desk.when(() => failure(linked)?.state === 'failed')
    expect(asked).toEqual([1000])
  })

  it('are forgotten with a message that is taken back', async () => {
    files.faults.push({ on: 'GET', isSilent: true })
    const localId = message({ file_id: files.put(randomBytes(10)), size: 10 }, 'file')
    must(await desk.handlers['files:download']({ localId }))
    await files.idle(() => files.log.length === 1)
    const { store, engine } = desk.device
    must(
      engine.writer.commit((changes) => {
        const row = store.messages.get(localId)!
        store.messages.recall(AB, row.seq, row.mid!)
        changes.noteMessage(row)
      }),
    )
    expect(desk.transfers.queue.list()).toEqual([])
  })

  /** Takes a message back the moment that the bytes of its file are taken into the cache. */
  function recallWhenTaken(localId: LocalId): void {
    const { store, engine } = desk.device
    const take = desk.keeper.take.bind(desk.keeper)
    desk.keeper.take = (...args) => {
      desk.keeper.take = take
      must(
        engine.writer.commit((changes) => {
          const row = store.messages.get(localId)!
          store.messages.recall(AB, row.seq, row.mid!)
          changes.noteMessage(row)
        }),
      )
      return take(...args)
    }
  }

  it.each(['file_id', 'thumb_id'])('whose bytes come when nobody waits for them any more do not stay (%s)', async (key) => {
    const bytes = randomBytes(100)
    const fileId = files.put(bytes)
    const localId = message({ file_id: 'f_none', size: key === 'file_id' ? 100 : 9 * 2 ** 20, [key]: fileId }, 'image')
    recallWhenTaken(localId)
    if (key === 'file_id') must(await desk.handlers['files:download']({ localId }))
    else must(await desk.handlers['files:in-view']({ localIds: [localId] }))
    await desk.when(() => desk.device.store.fileHashes.get(asFileId(fileId)) !== undefined)
    await desk.when(() => desk.device.store.doubtedFiles.some(1).length === 0)
    expect(desk.keeper.has(hash(bytes))).toBeUndefined()
  })
})

it('the page can name nothing but ids', () => {
  const accepts = (channel: keyof typeof argumentSchemas, argument: unknown): boolean =>
    argumentSchemas[channel].safeParse(argument).success
  const file = { id: 'x', as: 'file' }
  expect(accepts('files:send', { conversationId: 'c2c:a:b', files: [file] })).toBe(true)
  expect(accepts('files:send', { conversationId: 'c2c:a:b', files: [] })).toBe(false)
  expect(accepts('files:send', { conversationId: 'c2c:a:b', files: Array(101).fill(file) })).toBe(false)
  expect(accepts('files:send', { conversationId: 'c2c:a:b', files: [{ id: 'x', as: 'program' }] })).toBe(false)
  expect(accepts('files:in-view', { localIds: [1, 2] })).toBe(true)
  expect(accepts('files:in-view', { localIds: ['/etc/passwd'] })).toBe(false)
  expect(accepts('files:in-view', { localIds: Array(501).fill(1) })).toBe(false)
  expect(accepts('transfers:cancel', { id: asTransferId(1) })).toBe(true)
  expect(accepts('transfers:cancel', { id: 0 })).toBe(false)
  expect(accepts('transfers:pause-all', { isPaused: 'yes' })).toBe(false)
})
