import { asLocalId, asPartId, type LocalId } from '@shared/ids'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Changes } from '../../src/main/store/changes'
import type { Store } from '../../src/main/store/store'
import type { PartState } from '../../src/main/store/message-parts-table'
import { comparePlaces, positionBehind, type TimelinePlace, UNNAMED_POSITION } from '../../src/main/store/timeline-place'
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

/** The same by the rule alone, looking at all that waits. */
class PlainQueue {
  waiting: Queued[] = []

  add(entry: Queued): void {
    this.waiting = [...this.waiting, entry].sort(comparePlaces)
  }

  remove(localId: LocalId): void {
    this.waiting = this.waiting.filter((entry) => entry.localId !== localId)
  }

  setPart(localId: LocalId, part: PartState): void {
    this.waiting = this.waiting.map((entry) => (entry.localId === localId ? { ...entry, part } : entry))
  }

  next(): LocalId | undefined {
    let isOneLacking = false
    for (const { localId, part } of this.waiting) {
      if (part === 'waiting') isOneLacking = true
      else if (part === undefined || !isOneLacking) return localId
    }
    return undefined
  }

  pass(going: Queued): void {
    const passed = this.waiting.filter((entry) => entry.part !== undefined && comparePlaces(entry, going) < 0)
    let last: TimelinePlace = going
    const places = new Map(passed.map(({ localId }) => [localId, (last = { localId, position: positionBehind(localId, last) })]))
    this.waiting = this.waiting.map((entry) => ({ ...entry, ...places.get(entry.localId) })).sort(comparePlaces)
  }
}

describe('who is next', () => {
  const entryAt = (id: number, part?: PartState): Queued => ({
    localId: asLocalId(id),
    conversationId: CHAT,
    position: UNNAMED_POSITION + id,
    ...(part === undefined ? {} : { part }),
  })

  it('is whom a look at all that waits would find, after anything that may happen', () => {
    const step = fc.tuple(fc.constantFrom('text', 'file', 'done', 'lacking', 'go', 'gone'), fc.nat())
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const [queue, plain] = [new OutboxQueue(), new PlainQueue()]
        let ids = 0
        for (const [what, by] of steps) {
          const some = plain.waiting[by % Math.max(1, plain.waiting.length)]
          if (what === 'text' || what === 'file') {
            const entry = entryAt(++ids, what === 'file' ? 'waiting' : undefined)
            for (const each of [queue, plain]) each.add(entry)
          } else if (what === 'go') {
            const going = plain.waiting.find(({ localId }) => localId === plain.next())
            if (going === undefined) continue
            expect(queue.passedBy(going).length).toBe(
              plain.waiting.filter((entry) => entry.part !== undefined && comparePlaces(entry, going) < 0).length,
            )
            for (const each of [queue, plain]) {
              each.pass(going)
              each.remove(going.localId)
            }
          } else if (some !== undefined) {
            for (const each of [queue, plain]) {
              if (what === 'gone') each.remove(some.localId)
              // A text whose file the server did not find waits for it from then on.
              else if (some.part !== undefined || what === 'lacking') each.setPart(some.localId, what === 'done' ? 'done' : 'waiting')
            }
          }
          expect(queue.next(CHAT)).toBe(plain.next())
        }
      }),
      { numRuns: 300 },
    )
  })

  it('is found among ten thousand files that wait without a look at each', () => {
    const queue = new OutboxQueue()
    let looks = 0
    for (let id = 1; id <= 10_000; id++) {
      const { position, ...entry } = entryAt(id, id === 1 ? 'done' : 'waiting')
      const watched = Object.defineProperty({ ...entry }, 'position', { enumerable: true, get: () => (looks++, position) }) as Queued
      queue.add(watched)
    }
    looks = 0
    expect(queue.next(CHAT)).toBe(1)
    expect(queue.passedBy(entryAt(1, 'done'))).toEqual([])
    queue.pass(entryAt(1, 'done'))
    queue.remove(asLocalId(1))
    expect(queue.next(CHAT)).toBeUndefined()
    expect(looks).toBeLessThan(10)
  })
})
