import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { asConversationId } from '@shared/ids'
import { accountFile, databasePath } from '../src/main/app/account/account-file'
import type { Store } from '../src/main/store/store'
import { buildWhenStale } from '../scripts/lib/build.mjs'
import { openDisplay } from '../scripts/lib/display.mjs'
import { createReport } from '../scripts/lib/report.mjs'
import { Desktop } from '../tests/e2e/desktop'
import { openChatStore } from './chat-store'
import { must } from '../tests/helpers/results'

const SERVER = { kind: 'sync', host: '127.0.0.1', port: 9, tls: false, httpBase: '', caFile: '' } as const
const USER = 'person-0'

/** The database of such a profile. */
export const databaseOf = (dir: string): string => databasePath(join(dir, 'accounts'), SERVER, USER, false)

/** A profile that is signed in without a token: the app shows what it holds and dials nobody. */
export function makeProfile(dir: string, fill: (store: Store) => void): void {
  mkdirSync(join(dir, 'accounts'), { recursive: true })
  must(accountFile(dir).save({ server: SERVER, userId: USER, name: 'Person 0', avatar: '', isLocalTrial: false, isSignedIn: true }))
  const store = openChatStore(databaseOf(dir))
  fill(store)
  store.close()
}

/** A group whose messages up to `lastSeq` are all held and read. */
export function addGroup(store: Store, id: string, title: string, lastSeq: number, updatedAt: number): void {
  const conversationId = asConversationId(id)
  store.conversations.upsert({ conversationId, kind: 'c2g', title, membersCount: 300, lastSeq, readSeq: lastSeq, updatedAt })
  if (lastSeq > 0) store.ranges.add(conversationId, 1, lastSeq)
}

/**
 * Milliseconds that the window's main thread works while `run` does: what another machine, or this one when nobody else
 * uses it, would have to wait for at least. Layout and style are part of it, painting is not.
 */
export async function mainThreadMs(page: Page, run: () => Promise<void>): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const busy = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics')
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000
  }
  const before = await busy()
  await run()
  const ms = (await busy()) - before
  await session.detach()
  return ms
}

/** Runs with the built app on that profile, on a display of its own where there is none. */
export async function withDesktop<T>(profileDir: string, run: (desktop: Desktop, startMs: number) => Promise<T>): Promise<T> {
  await buildWhenStale(createReport())
  const display = await openDisplay()
  const start = performance.now()
  const desktop = await Desktop.launch({ profileDir, env: { DISPLAY: display.env['DISPLAY'] ?? '' } })
  try {
    // tsx marks functions with this; a page that gets one must know it.
    await desktop.page.evaluate('globalThis.__name = (value) => value')
    await desktop.conversations.getByRole('option').first().waitFor()
    return await run(desktop, performance.now() - start)
  } finally {
    await desktop.close()
    display.close()
  }
}
