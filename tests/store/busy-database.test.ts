import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { silentLogger } from '../../src/main/lib/logger'
import { openStore } from '../../src/main/store/open-store'
import type { Store } from '../../src/main/store/store'
import { StoreError } from '../../src/main/store/store-error'
import { FakeClock } from '../helpers/fake-clock'
import { must } from '../helpers/results'

let folder: string
const open = (): ReturnType<typeof openStore> => openStore({ file: join(folder, 'a.db'), clock: new FakeClock(), logger: silentLogger })

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jim-busy-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
})

/** Another process begins to write to the database and stops there; the returned function ends it. */
async function holdElsewhere(): Promise<() => Promise<void>> {
  const script = join(folder, 'holder.cjs')
  const sqlite = JSON.stringify(createRequire(import.meta.url).resolve('better-sqlite3'))
  writeFileSync(
    script,
    `new (require(${sqlite}))(${JSON.stringify(join(folder, 'a.db'))}).exec('BEGIN IMMEDIATE')
     process.send('held'); process.on('disconnect', () => process.exit())`,
  )
  const holder = fork(script)
  await once(holder, 'message')
  return async () => {
    const exit = once(holder, 'exit')
    holder.disconnect()
    await exit
  }
}

const failureOf = (work: () => void): unknown => {
  try {
    work()
    return undefined
  } catch (error) {
    return error
  }
}

describe('a database that another process holds', () => {
  it('holds up nothing here for longer than a commit takes', () => {
    const pragma = vi.spyOn(Sqlite.prototype, 'pragma')
    onTestFinished(() => pragma.mockRestore())
    must(open()).close()
    const store = must(open())
    const connections = pragma.mock.contexts as readonly Sqlite.Database[]
    const waits = connections.filter(({ open: isOpen }) => isOpen).map((connection) => connection.pragma('busy_timeout', { simple: true }))
    store.close()
    expect(waits.length).toBeGreaterThan(0)
    for (const waitMs of waits) expect(waitMs).toBe(20)
  })

  it('is not opened, nor taken for damaged, and opens once it is free', async () => {
    must(open()).close()
    const letGo = await holdElsewhere()
    expect(open()).toMatchObject({ ok: false, error: { code: 'busy' } })
    await letGo()
    const store = must(open())
    expect(store.quarantine).toBeUndefined()
    store.close()
  })

  it('is read as ever, and a write fails as a whole and can be made again', async () => {
    const store: Store = must(open())
    const letGo = await holdElsewhere()
    const write = (): void => store.transaction(() => store.settings.set('a', 1))
    const failure = failureOf(write)
    expect(failure).toBeInstanceOf(StoreError)
    expect(failure).toMatchObject({ code: 'busy', isTransient: true })
    expect(store.settings.get('a')).toBeUndefined()
    await letGo()
    write()
    expect(store.settings.get('a')).toBe(1)
    store.close()
  })
})
