import { setTimeout as pause } from 'node:timers/promises'
import { atMost, type Row, rowOf } from './measure'
import type { RunningApp } from './measured-app'
import { ALL, SHOWN, title } from './picture-chats'
import { pageCount, proportionalBytes } from './process-memory'
import type { UnwatchedPage } from './unwatched-page'

const MB = 1_000_000
const VIEWED = 50
/** MB that the viewer may leave. */
const MAX_LEFT = 20
/** Milliseconds after which a window that nobody touches has given back what it does not use, and between two looks at others. */
const IDLE_MS = 15_000
const LOOK_MS = 1_000

/** MB, after pictures of which it drew what a screen shows, and after as many that were zoomed until each of their px was drawn. */
export type LeftByViewer = { readonly fitted: number; readonly whole: number }

/**
 * How much more all processes have after the viewer has shown so many pictures and was closed, than after it has shown one.
 * Linux alone tells (PSS); no other Electron may run meanwhile.
 */
export async function leftByViewer({ page, pid }: Pick<RunningApp, 'page' | 'pid'>): Promise<LeftByViewer> {
  await page.run(`${OPTION}.click()`)
  await page.until(`[...document.querySelectorAll('article img[src^="jim-media:"]')].at(-1)?.complete === true`)
  await look(page, 1, false)
  const before = await atRest(pid)
  await look(page, VIEWED, false)
  const fitted = await atRest(pid)
  await look(page, VIEWED, true)
  const whole = await atRest(pid)
  return { fitted: (fitted - before) / MB, whole: (whole - before) / MB }
}

/** Bytes once the page that decodes has nothing to do any more and is gone: what it holds is no page's that stays. */
async function atRest(pid: number): Promise<number> {
  while (pageCount(pid) > 1) await pause(LOOK_MS)
  await pause(IDLE_MS)
  return proportionalBytes(pid)
}

const OPTION = `[...document.querySelectorAll('[role=option]')].find((option) => option.textContent.includes('${title(SHOWN)}'))`
const OPENER = `[...document.querySelectorAll('[role=log] button')].filter((button) => /^Open/.test(button.ariaLabel ?? '')).at(-1)`
const VIEWER = `document.querySelector('[data-testid=viewer]')`

/** Opens the newest picture in the viewer and goes to older ones, each once it is drawn, or all of its px are; then closes it. */
async function look(page: UnwatchedPage, count: number, isWhole: boolean): Promise<void> {
  await page.until(`${OPENER} !== undefined`)
  await page.run(`${OPENER}.click()`)
  for (let i = 0; i < count; i++) {
    if (i > 0) await page.press('Left')
    const picture = `${VIEWER}?.querySelector('[data-testid=viewer-picture][alt="Picture ${ALL - 1 - i}.jpg"]')`
    await page.until(`${picture} != undefined`)
    await page.run(drawn(picture))
    if (!isWhole) continue
    await page.press('1')
    const all = `${VIEWER}.querySelector('[data-testid=viewer-sharp]')`
    await page.until(`${all} != undefined`)
    await page.run(drawn(all))
  }
  await page.press('Escape')
  await page.until(`${VIEWER} === null`)
}

/** Resolves when it is decoded, and a frame has had it. */
const drawn = (image: string): string => `${image}.decode().then(() => new Promise((seen) => requestAnimationFrame(() => seen(0))))`

export function leftRows({ fitted, whole }: LeftByViewer): readonly Row[] {
  const of = { against: `${MAX_LEFT} MB more`, unit: 'MB', goal: atMost(1) }
  const name = `media: memory after ${VIEWED} pictures in the viewer`
  return [
    rowOf({ ...of, name, pairs: [{ value: fitted, baseline: MAX_LEFT }] }),
    rowOf({ ...of, name: `${name}, as many zoomed to their px`, pairs: [{ value: whole, baseline: MAX_LEFT }] }),
  ]
}
