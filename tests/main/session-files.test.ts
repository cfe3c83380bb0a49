import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { LocalId } from '@shared/ids'
import { expect, it, onTestFinished } from 'vitest'
import { SessionFiles } from '../../src/main/app/account/session-files'
import { systemClock } from '../../src/main/lib/clock'
import { silentLogger } from '../../src/main/lib/logger'
import { StoreWriter } from '../../src/main/store/store-writer'
import { must } from '../helpers/results'
import { openTestStore, received, tempFolder } from '../store/helpers'
import { hashOf } from '../transfers/cache-fixture'

it('tells the window of messages whose bytes were cleared from the cache', async () => {
  const store = openTestStore()
  const writer = new StoreWriter({ store, clock: systemClock, logger: silentLogger })
  const nowhere = (): Promise<never> => Promise.reject(new Error('nothing is opened here'))
  const desk = {
    open: nowhere,
    show: nowhere,
    copy: nowhere,
    drag: () => Promise.resolve(false),
    copyDrawn: () => false,
    askWhere: nowhere,
    downloadsDir: tempFolder(),
  }
  const files = new SessionFiles({
    dir: tempFolder(),
    store,
    writer,
    machine: { desk, saveMode: () => 'downloads', saveFolder: () => '' },
    cacheBytes: () => 2 ** 20,
    render: nowhere,
    measure: nowhere,
    maxFileBytes: () => 2 ** 20,
    logger: silentLogger,
  })
  onTestFinished(async () => {
    files.close()
    await files.settled()
  })
  const sha256 = hashOf('GIF89a')
  const part = files.cache.partPath('p')
  mkdirSync(dirname(part), { recursive: true })
  writeFileSync(part, 'GIF89a')
  must(await files.cache.take(part, { sha256, size: 6 }))
  const content = { name: 'a.gif', url: '/v1/files/f_1', file_id: 'f_1', sha256, size: 6 }
  const { localId } = store.messages.insert(received({ seq: 1, type: 'image', content }))
  expect(files.localFile(store.messages.get(localId)!)?.mediaUrl).toBe(`jim-media://file/${sha256}`)
  const told: LocalId[] = []
  writer.on('committed', ({ messages }) => told.push(...messages))
  expect(must(await files.clear())).toBe(6)
  expect(told).toEqual([localId])
  expect(files.localFile(store.messages.get(localId)!)?.mediaUrl).toBeUndefined()
})
