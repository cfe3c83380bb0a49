import { rmSync } from 'node:fs'
import type { LocalId } from '@shared/ids'
import { describe, expect, it } from 'vitest'
import type { Changes } from '../../src/main/store/changes'
import { StoreError } from '../../src/main/store/store-error'
import { StoreWriter } from '../../src/main/store/store-writer'
import { silentLogger } from '../../src/main/lib/logger'
import { GivenAddresses } from '../../src/main/transfers/given-addresses'
import { MessageFiles } from '../../src/main/transfers/message-file'
import { must } from '../helpers/results'
import { CHAT, received } from '../store/helpers'
import { CacheBench, hashOf } from './cache-fixture'

const PICTURE = 'GIF89a and so on'

/** Messages with files, a window that was given them, and what it is told then. */
class Shown {
  readonly files: MessageFiles
  readonly writer: StoreWriter
  readonly told: Changes[] = []
  #seq = 1

  private constructor(readonly bench: CacheBench) {
    const { store, cache, clock } = bench
    this.files = new MessageFiles({ store, cache, isOutgoing: () => false })
    this.writer = new StoreWriter({ store, clock, logger: silentLogger })
    this.writer.on('committed', (changes) => this.told.push(changes))
    bench.onGone = (hashes) => this.files.tellAnew(hashes, this.writer)
  }

  static async open(): Promise<Shown> {
    return new Shown(await CacheBench.open())
  }

  /** One whose file has come, `isShown`: and the window has it. */
  async message(bytes: string, { isShown = true, thumb = '' } = {}): Promise<LocalId> {
    const sha256 = bytes === '' ? hashOf('not here') : await this.bench.keep(bytes)
    const thumbId = thumb === '' ? {} : { thumb_id: `t_${this.#seq}` }
    const content = { name: 'a.gif', url: '/v1/files/f_1', file_id: `f_${this.#seq}`, sha256, size: bytes.length, ...thumbId }
    const { localId } = this.bench.store.messages.insert(received({ seq: this.#seq++, type: 'image', content }))
    if (thumb !== '') this.bench.store.messageFiles.note(localId, { thumbSha256: await this.bench.keep(thumb) })
    if (isShown) this.address(localId)
    return localId
  }

  /** What the window is given for it now. */
  address(localId: LocalId): readonly [media: string | undefined, thumb: string | undefined] {
    const file = this.files.localFile(this.bench.store.messages.get(localId)!)
    return [file?.mediaUrl, file?.thumbUrl]
  }

  get messagesTold(): readonly LocalId[] {
    return this.told.flatMap(({ messages }) => [...messages])
  }
}

describe('bytes that the window has an address of', () => {
  it('are told to be gone when the cache is cleared, once, with the message that has nothing to show any more', async () => {
    const shown = await Shown.open()
    const message = await shown.message(PICTURE)
    expect(shown.address(message)).toEqual([`jim-media://file/${hashOf(PICTURE)}`, undefined])
    must(await shown.bench.cache.clear())
    expect(shown.messagesTold).toEqual([message])
    expect([...shown.told[0]!.conversations]).toEqual([CHAT])
    expect(shown.address(message)).toEqual([undefined, undefined])
    must(await shown.bench.cache.clear())
    expect(shown.messagesTold).toEqual([message])
  })

  it('are told by every message that shows them, and previews too', async () => {
    const shown = await Shown.open()
    const messages = [await shown.message(PICTURE), await shown.message(PICTURE), await shown.message('', { thumb: 'GIF89a small' })]
    expect(shown.address(messages[2]!)).toEqual([undefined, `jim-media://file/${hashOf('GIF89a small')}`])
    must(await shown.bench.cache.clear())
    expect(shown.messagesTold.toSorted()).toEqual(messages.toSorted())
    expect(shown.address(messages[2]!)).toEqual([undefined, undefined])
  })

  it('are told when they make room for others, and only those that went', async () => {
    const shown = await Shown.open()
    const old = await shown.message('a'.repeat(600))
    const fresh = await shown.message('b'.repeat(600))
    expect(shown.messagesTold).toEqual([old])
    expect(shown.address(fresh)[0]).toBe(`jim-media://file/${hashOf('b'.repeat(600))}`)
  })

  it('are told when somebody took them from their folder', async () => {
    const shown = await Shown.open()
    const message = await shown.message(PICTURE)
    rmSync(shown.bench.place(hashOf(PICTURE)))
    must(await shown.bench.cache.sweep(new Set()))
    expect(shown.messagesTold).toEqual([message])
  })

  it('are told as soon as the store can be written, however often bytes went meanwhile', async () => {
    const shown = await Shown.open()
    const messages = [await shown.message('first'), await shown.message('second')]
    const { store, clock, cache } = shown.bench
    const { transaction } = store
    store.transaction = () => {
      throw new StoreError('disk_full', 'full')
    }
    shown.bench.maxBytes = 6
    must(await cache.fit())
    shown.bench.maxBytes = 0
    must(await cache.fit())
    expect([shown.writer.blockedBy, shown.messagesTold]).toEqual(['disk_full', []])
    store.transaction = transaction
    clock.advance(10_000)
    expect(shown.messagesTold).toEqual(messages)
  })

  it('are nobody’s news where the window was not given them, or was given other ones since', async () => {
    const shown = await Shown.open()
    await shown.message(PICTURE, { isShown: false })
    must(await shown.bench.cache.clear())
    expect(shown.told).toEqual([])
  })
})

it('remembers the addresses that were given last, and of each message the newest', () => {
  const given = new GivenAddresses()
  const place = (n: number): { localId: LocalId; conversationId: typeof CHAT } => ({ localId: n as LocalId, conversationId: CHAT })
  for (let n = 1; n <= 2001; n++) given.note(place(n), [`hash ${n}`])
  given.note(place(2), [])
  given.note(place(3), ['other'])
  const of = (hash: string): readonly LocalId[] => given.of(new Set([hash])).map(({ localId }) => localId)
  expect([1, 2, 3, 4, 2001].map((n) => of(`hash ${n}`))).toEqual([[], [], [], [4], [2001]])
  expect(of('other')).toEqual([3])
})
