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

/**
 * MB that all processes have more after the viewer has shown so many pictures and was closed, than after it has shown one.
 * Linux alone tells (PSS); no other Electron may run meanwhile.
 */
export async function leftByViewer({ page, pid }: Pick<RunningApp, 'page' | 'pid'>): Promise<number> {
  await page.run(`${OPTION}.click()`)
  await page.until(`[...document.querySelectorAll('article img[src^="jim-media:"]')].at(-1)?.complete === true`)
  await look(page, 1)
  const before = await atRest(pid)
  await look(page, VIEWED)
  return ((await atRest(pid)) - before) / MB
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

/** Opens the newest picture in the viewer and goes to older ones, each once it is drawn; then closes it. */
async function look(page: UnwatchedPage, count: number): Promise<void> {
  await page.until(`${OPENER} !== undefined`)
  await page.run(`${OPENER}.click()`)
  for (let i = 0; i < count; i++) {
    if (i > 0) await page.press('Left')
    const picture = `${VIEWER}?.querySelector('[data-testid=viewer-picture][alt="Picture ${ALL - 1 - i}.jpg"]')`
    await page.until(`${picture} != undefined`)
    await page.run(`${picture}.decode().then(() => new Promise((seen) => requestAnimationFrame(() => seen(0))))`)
  }
  await page.press('Escape')
  await page.until(`${VIEWER} === null`)
}

export function leftRow(left: number): Row {
  return rowOf({
    name: `media: memory after ${VIEWED} pictures in the viewer`,
    against: `${MAX_LEFT} MB more`,
    unit: 'MB',
    goal: atMost(1),
    pairs: [{ value: left, baseline: MAX_LEFT }],
  })
}
