import { asLocalId, asPartId, type LocalId } from '@shared/ids'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Changes } from '../../src/main/store/changes'
import type { Store } from '../../src/main/store/store'
import { comparePlaces, UNNAMED_POSITION } from '../../src/main/store/timeline-place'
import { OutboxEntries, queuedOf } from '../../src/main/sync/outbox/outbox-entries'
import { OutboxQueue, type Queued } from '../../src/main/sync/outbox/outbox-queue'
import { FakeClock } from '../helpers/fake-clock'
import { ALICE, CHAT, composed, T0, openTestStore } from '../store/helpers'

/** An outbox of a kind that names nothing, so that only this device knows an order. */
class NamelessOutbox {
  readonly store: Store = openTestStore()
  readonly gone: LocalId[] = []
  readonly files: LocalId[] = []
  readonly #entries: OutboxEntries
  #queue = new OutboxQueue()
  #cliMids = 0

  constructor() {
    const me = { userId: ALICE, name: 'Alice', avatar: '' }
    this.#entries = new OutboxEntries({ store: this.store, clock: new FakeClock(T0), me: () => me })
  }

  write(isFile: boolean): void {
    const waitsFor = isFile ? asPartId(`p-${this.files.length}`) : undefined
    const entry = this.#entries.add(composed(`c-${++this.#cliMids}`), waitsFor, new Changes())
    if (isFile) this.files.push(entry.localId)
    this.#queue.add(entry)
  }

  done(index: number): void {
    const localId = this.files[index % Math.max(1, this.files.length)]
    if (localId === undefined || this.gone.includes(localId)) return
    this.store.parts.setState(localId, 'done')
    this.#queue.setPart(localId, 'done')
  }

  /** The upload of a file that waits fails, or is tried again. */
  failOrRetry(index: number): void {
    const localId = this.files[index % Math.max(1, this.files.length)]
    const row = localId === undefined ? undefined : this.store.messages.get(localId)
    if (localId === undefined || row === undefined) return
    if (row.status === 'failed') {
      this.#queue.add(this.#entries.again(row, new Changes()))
    } else if (this.store.parts.get(localId)?.state === 'waiting') {
      this.store.messages.setStatus(localId, 'failed', { code: 'upload_failed', reason: '' })
      this.store.parts.setState(localId, 'failed')
      this.store.outbox.remove(localId)
      this.#queue.remove(localId)
    }
  }

  go(): void {
    const next = this.#queue.next(CHAT)
    if (next === undefined) return
    const row = this.store.messages.get(next)!
    this.#entries.pass(this.#queue.passedBy(row), new Changes())
    this.#queue.pass(row)
    this.store.messages.setStatus(next, 'sent')
    this.store.outbox.remove(next)
    this.#queue.remove(next)
    this.gone.push(next)
  }

  restart(): void {
    this.#queue = new OutboxQueue()
    this.#queue.load(this.store.outbox.list().map(queuedOf))
  }

  get shown(): readonly LocalId[] {
    return this.store.messages.page({ conversationId: CHAT, anchor: { at: 'end' }, limit: 100 }).rows.map(({ localId }) => localId)
  }
}

type Act = 'text' | 'file' | 'go' | 'restart' | number

const basic = fc.constantFrom<Act>('text', 'file', 'go', 'go', 'restart')
const acts = fc.array(fc.oneof(basic, fc.nat({ max: 9 })), { maxLength: 30 })
/** A negative number is an upload that fails, or is tried again. */
const actsWithFailures = fc.array(fc.oneof(basic, fc.integer({ min: -5, max: 5 })), { maxLength: 30 })

function play(outbox: NamelessOutbox, act: Act): void {
  if (act === 'text' || act === 'file') outbox.write(act === 'file')
  else if (act === 'go') outbox.go()
  else if (act === 'restart') outbox.restart()
  else if (act < 0) outbox.failOrRetry(-act)
  else outbox.done(act)
}

describe('the order in which messages go', () => {
  it('is the order in which they are shown, at every moment, whatever fails and is tried again', () => {
    fc.assert(
      fc.property(actsWithFailures, (list) => {
        const outbox = new NamelessOutbox()
        for (const act of list) {
          play(outbox, act)
          // What went stands in the order in which it went, and nothing that waits stands between.
          const settled = outbox.shown.filter((localId) => outbox.store.messages.get(localId)?.status !== 'failed')
          expect(settled.slice(0, outbox.gone.length)).toEqual(outbox.gone)
        }
        outbox.store.close()
      }),
      { numRuns: 50, examples: [[['file', -1, 'text', 'go', -1, 1, 'go']]] },
    )
  })

  it('is that of writing among texts, and among files; and all go once all is done', () => {
    fc.assert(
      fc.property(acts, (list) => {
        const outbox = new NamelessOutbox()
        for (const act of list) play(outbox, act)
        outbox.files.forEach((_, index) => outbox.done(index))
        for (let left = list.length; left > 0; left--) outbox.go()
        const { gone, files, shown } = outbox
        expect(gone).toEqual(shown)
        expect(gone.filter((localId) => files.includes(localId))).toEqual(files)
        const texts = gone.filter((localId) => !files.includes(localId))
        expect(texts).toEqual(texts.toSorted((a, b) => a - b))
        expect(outbox.store.outbox.count()).toBe(0)
        outbox.store.close()
      }),
      { numRuns: 50 },
    )
  })

  it('keeps those that are passed in the order in which they stood, a file that was tried again behind the next one too', () => {
    const outbox = new OutboxQueue()
    const entry = (id: number, place: number, part?: 'waiting'): Queued => ({
      localId: asLocalId(id),
      conversationId: CHAT,
      position: UNNAMED_POSITION + place,
      ...(part === undefined ? {} : { part }),
    })
    outbox.load([entry(2, 2, 'waiting'), entry(1, 3, 'waiting'), entry(3, 3)])
    const going = entry(3, 3)
    expect(outbox.next(CHAT)).toBe(3)
    expect(
      outbox
        .passedBy(going)
        .toSorted(comparePlaces)
        .map(({ localId }) => localId),
    ).toEqual([2, 1])
    outbox.pass(going)
    outbox.remove(asLocalId(3))
    for (const id of [1, 2]) outbox.setPart(asLocalId(id), 'done')
    expect(outbox.next(CHAT)).toBe(2)
    outbox.remove(asLocalId(2))
    expect(outbox.next(CHAT)).toBe(1)
  })
})
