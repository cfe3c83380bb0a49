import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { buildWhenStale } from '../scripts/lib/build.mjs'
import { openDisplay } from '../scripts/lib/display.mjs'
import { createReport } from '../scripts/lib/report.mjs'
import { withDesktop } from './desktop-profile'
import { atMost, type Pair, type Row, rowOf, RUNS } from './measure'
import { launchMeasured } from './measured-app'
import { proportionalBytes } from './process-memory'
import { MANY_MESSAGES, makeChatProfile } from './start'

/** Milliseconds after which a window that nobody touches has read ahead and collected its garbage. */
const IDLE_MS = 15_000
/** Milliseconds after which a collected heap has given its pages back. */
const SETTLE_MS = 3_000
const SWITCHES = 100
/** MB that switching around may leave. */
const MAX_GROWTH = 10
const MB = 1_000_000

/**
 * What all processes together hold of the memory, shared pages divided among those that share them (PSS): idle with
 * 1,000,000 messages beside an idle bare window, in turn; then what 100 switches between conversations add to
 * one that is open, once the page's garbage is collected. Linux only, which alone tells that figure of other processes; no
 * other Electron may run meanwhile, since whatever it shares with ours would count less.
 */
export async function memory(): Promise<readonly Row[]> {
  if (process.platform !== 'linux') throw new Error('the memory of several processes together is known on Linux only (PSS)')
  await buildWhenStale(createReport())
  const root = mkdtempSync(join(tmpdir(), 'jim-bench-memory-'))
  const display = await openDisplay()
  const many = join(root, 'many')
  const idle = async (app: 'ours' | 'bare', profileDir: string): Promise<number> => {
    const running = await launchMeasured({ app, profileDir, display: display.env['DISPLAY'] ?? '' })
    await pause(IDLE_MS)
    const bytes = proportionalBytes(running.pid)
    await running.close()
    return bytes / MB
  }
  try {
    makeChatProfile(many, MANY_MESSAGES)
    const pairs: Pair[] = []
    for (let run = 0; run < RUNS; run++) pairs.push({ value: await idle('ours', many), baseline: await idle('bare', join(root, 'bare')) })
    const row = rowOf({ name: 'memory, idle', against: 'a bare window', unit: 'MB', goal: atMost(1.3), pairs })
    return [row, await growthRow(many)]
  } finally {
    display.close()
    rmSync(root, { recursive: true, force: true })
  }
}

async function growthRow(profileDir: string): Promise<Row> {
  const grown: number[] = []
  for (let run = 0; run < RUNS; run++) {
    await withDesktop(profileDir, async ({ app, page }) => {
      const pid = app.process().pid ?? 0
      const session = await page.context().newCDPSession(page)
      const step = async (): Promise<void> => {
        await page.keyboard.press('Alt+ArrowDown')
        await page.getByRole('log').locator('article').last().waitFor()
      }
      const kept = async (): Promise<number> => {
        await session.send('HeapProfiler.collectGarbage')
        await pause(SETTLE_MS)
        return proportionalBytes(pid)
      }
      await step()
      const before = await kept()
      for (let i = 0; i < SWITCHES; i++) await step()
      grown.push(((await kept()) - before) / MB)
    })
  }
  return rowOf({
    name: `memory, after ${SWITCHES} switches`,
    against: `${MAX_GROWTH} MB more`,
    unit: 'MB',
    goal: atMost(1),
    pairs: grown.map((value) => ({ value, baseline: MAX_GROWTH })),
  })
}
