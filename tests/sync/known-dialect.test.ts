import { afterEach, beforeEach, expect, it } from 'vitest'
import { silentLogger } from '../../src/main/lib/logger'
import type { Store } from '../../src/main/store/store'
import { StoreWriter } from '../../src/main/store/store-writer'
import { KnownDialect } from '../../src/main/sync/known-dialect'
import { FakeClock } from '../helpers/fake-clock'
import { openTestStore } from '../store/helpers'

let store: Store
let writer: StoreWriter
let commits: number

beforeEach(() => {
  const clock = new FakeClock()
  store = openTestStore(':memory:', clock)
  writer = new StoreWriter({ store, clock, logger: silentLogger })
  commits = 0
  writer.on('committed', () => void commits++)
})
afterEach(() => store.close())

/** A link that takes over what it is told, and remembers that it was. */
class FakeLink {
  assumed: string | undefined

  constructor(public dialect: string) {}

  assume(dialect: string): void {
    this.assumed = dialect
    if (dialect !== '') this.dialect = dialect
  }
}

it('how a server speaks is kept once it is news, and assumed at the next start', () => {
  const link = new FakeLink('full')
  const known = new KnownDialect(link, store.settings)
  expect(link.assumed).toBe('')
  known.online(writer)
  expect(commits).toBe(0)
  link.dialect = 'plain'
  known.online(writer)
  known.online(writer)
  expect(commits).toBe(1)
  const next = new FakeLink('full')
  expect([new KnownDialect(next, store.settings), next.assumed, next.dialect].slice(1)).toEqual(['plain', 'plain'])
})
