import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, it } from 'vitest'
import { measureDatabase } from '../../src/main/store/database-usage'
import { indexAll, openTestStore, received, tempFolder } from './helpers'

it('tells messages from the search index, and leaves no page out', async () => {
  const file = join(tempFolder(), 'messages.db')
  const store = openTestStore(file)
  const empty = await measureDatabase(file, () => Promise.resolve())
  const messages = Array.from({ length: 500 }, (_, index) => received({ seq: index + 1, text: `会议改到周五下午 number ${index}` }))
  store.messages.insertBatch(messages)
  indexAll(store)
  const full = await measureDatabase(file, () => Promise.resolve())
  expect(full.messageBytes).toBeGreaterThan(empty.messageBytes)
  expect(full.searchBytes).toBeGreaterThan(empty.searchBytes)
  const other = new Sqlite(file, { readonly: true })
  const pages = other.pragma('page_count', { simple: true }) as number
  other.close()
  expect(full.messageBytes + full.searchBytes).toBe(pages * 4096)
})
