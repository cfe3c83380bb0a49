import { asFileId, type LocalId } from '@shared/ids'
import { describe, expect, it, onTestFinished } from 'vitest'
import { silentLogger } from '../../src/main/lib/logger'
import { StoreError } from '../../src/main/store/store-error'
import { StoreWriter } from '../../src/main/store/store-writer'
import { UnnamedFiles } from '../../src/main/transfers/unnamed-files'
import { must } from '../helpers/results'
import { CHAT, received } from '../store/helpers'
import { CacheBench, hashOf } from './cache-fixture'

/** Messages with files that have come, and what lets go of them. */
class Office {
  readonly writer: StoreWriter
  readonly gone: string[] = []
  unnamed: UnnamedFiles
  #seq = 0

  private constructor(readonly bench: CacheBench) {
    this.writer = new StoreWriter({ store: bench.store, clock: bench.clock, logger: silentLogger })
    bench.onGone = (hashes) => this.gone.push(...hashes)
    this.unnamed = this.#make()
  }

  static async open(): Promise<Office> {
    const office = new Office(await CacheBench.open())
    office.unnamed.start()
    return office
  }

  #make(): UnnamedFiles {
    const { store, cache } = this.bench
    const unnamed = new UnnamedFiles({ store, writer: this.writer, cache, logger: silentLogger })
    onTestFinished(() => unnamed.close())
    return unnamed
  }

  /** Another run of the app. */
  async restart(): Promise<void> {
    this.unnamed.close()
    await this.bench.restart()
    this.unnamed = this.#make()
  }

  message(bytes: string): LocalId {
    const content = { sha256: hashOf(bytes), file_id: `f_${hashOf(bytes).slice(0, 26)}` }
    return this.bench.store.messages.insert(received({ seq: ++this.#seq, type: 'file', content })).localId
  }

  recall(localId: LocalId): boolean {
    const { store } = this.bench
    const { seq, mid } = store.messages.get(localId)!
    return this.writer.commit((changes) => {
      store.messages.recall(CHAT, seq, mid!)
      changes.noteMessage({ conversationId: CHAT, localId })
    }).ok
  }

  /** What lies in the cache once it has come to rest. */
  async left(): Promise<readonly string[]> {
    await this.bench.cache.settled()
    await new Promise((resolve) => setImmediate(resolve))
    await this.bench.cache.settled()
    return this.bench.onDisk
  }
}

describe('bytes of a message that was taken back', () => {
  it('go from the cache, row and file, and the window hears of it; others stay', async () => {
    const office = await Office.open()
    const [secret, other] = [await office.bench.keep('secret'), await office.bench.keep('other')]
    const localId = office.message('secret')
    office.message('other')
    expect(office.recall(localId)).toBe(true)
    expect(await office.left()).toEqual([other])
    expect([office.bench.cache.has(secret), office.gone]).toEqual([undefined, [secret]])
    expect(office.bench.store.doubtedFiles.some(9)).toEqual([])
  })

  it('stay while another message has them, and go with the last', async () => {
    const office = await Office.open()
    const shared = await office.bench.keep('shared')
    const messages = [office.message('shared'), office.message('shared')]
    office.recall(messages[0]!)
    expect(await office.left()).toEqual([shared])
    must(office.writer.commit(() => office.bench.store.messages.delete(messages[1]!)))
    expect(await office.left()).toEqual([])
  })

  it('go at the next start when the app ended right behind the commit', async () => {
    const office = await Office.open()
    const secret = await office.bench.keep('secret')
    const localId = office.message('secret')
    office.unnamed.close()
    office.recall(localId)
    await office.restart()
    expect(await office.left()).toEqual([secret])
    office.unnamed.start()
    expect(await office.left()).toEqual([])
  })

  it('go once the store can be written again', async () => {
    const office = await Office.open()
    const { store, clock } = office.bench
    const secret = await office.bench.keep('secret')
    const localId = office.message('secret')
    const { transaction } = store
    let isFull = false
    store.transaction = (work) => {
      if (isFull) throw new StoreError('disk_full', 'full')
      const value = transaction.call(store, work)
      isFull = true
      return value as never
    }
    office.recall(localId)
    expect(await office.left()).toEqual([secret])
    store.transaction = transaction
    clock.advance(10_000)
    expect(await office.left()).toEqual([])
  })

  it('go however many they are', async () => {
    const office = await Office.open()
    office.bench.maxBytes = 1e9
    const messages: LocalId[] = []
    for (let i = 0; i < 120; i++) {
      await office.bench.keep(`file ${i}`)
      messages.push(office.message(`file ${i}`))
    }
    for (const localId of messages) office.bench.store.messages.delete(localId)
    must(office.writer.commit(() => undefined))
    for (let i = 0; i < 5; i++) await office.left()
    expect(office.bench.onDisk).toEqual([])
  })

  it('are not taken from a file that comes again at the same time', async () => {
    const office = await Office.open()
    await office.bench.keep('secret')
    const localId = office.message('secret')
    office.recall(localId)
    // Somebody sends it once more while the first is let go of.
    const again = office.message('secret')
    const sha256 = await office.bench.keep('secret')
    expect(await office.left()).toEqual([sha256])
    office.recall(again)
    expect(await office.left()).toEqual([])
  })

  it('that came when nobody waited for them any more do not stay', async () => {
    const office = await Office.open()
    const late = await office.bench.keep('late')
    must(
      office.writer.commit(() => {
        office.bench.store.fileHashes.put(asFileId('f_late'), { sha256: late, size: 4 })
        office.bench.store.doubtedFiles.add(late)
      }),
    )
    expect(await office.left()).toEqual([])
  })
})
