import { setTimeout as pause } from 'node:timers/promises'
import type { Desktop } from '../tests/e2e/desktop'
import { atMost, type Row, rowOf } from './measure'
import { ALL, openPictures } from './picture-chats'
import { proportionalBytes } from './process-memory'

const MB = 1_000_000
const VIEWED = 50
/** MB that the viewer may leave. */
const MAX_LEFT = 20
/** Milliseconds after which the page that decodes has closed, and a window that nobody touches has given back what it does not use. */
const IDLE_MS = 45_000

/**
 * MB that all processes have more after the viewer has shown so many pictures and was closed, than after it has shown one.
 * Linux alone tells (PSS); no other Electron may run meanwhile.
 */
export async function leftByViewer(desktop: Desktop): Promise<number> {
  const pid = desktop.app.process().pid ?? 0
  await openPictures(desktop)
  await look(desktop, 1)
  await pause(IDLE_MS)
  const before = proportionalBytes(pid)
  await look(desktop, VIEWED)
  await pause(IDLE_MS)
  return (proportionalBytes(pid) - before) / MB
}

/** Opens the newest picture in the viewer and goes to older ones, each once it is drawn; then closes it. */
async function look({ page, timeline }: Desktop, count: number): Promise<void> {
  await timeline.getByRole('button', { name: /^Open/ }).last().click()
  const viewer = page.getByTestId('viewer')
  for (let i = 0; i < count; i++) {
    if (i > 0) await page.keyboard.press('ArrowLeft')
    const picture = viewer.getByTestId('viewer-picture').and(viewer.getByRole('img', { name: `Picture ${ALL - 1 - i}.jpg` }))
    await picture.evaluate((image: HTMLImageElement) => image.decode())
  }
  await page.keyboard.press('Escape')
  await viewer.waitFor({ state: 'detached' })
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
