import { setTimeout as pause } from 'node:timers/promises'
import type { Desktop } from '../tests/e2e/desktop'
import { chatId } from './chat-store'
import { blanksOfFling } from './fling'
import { atMost, extremes, median, msRow, percentile, type Row } from './measure'
import { switchTo } from './open'

/** Two conversations of the same length: one of texts, one of pictures. */
export const [TEXTS, SHOWN] = [0, 1]
const PICTURES = 200
/** Older ones, at which the fling does not arrive. */
const OLDER = 10
export const ALL = PICTURES + OLDER
const MAX_BLANK_MS = 50
const WARM_UP = 12
const MAX_OPEN_MS = 100
/** Milliseconds after which a chat that was opened is at rest. */
const REST_MS = 3_000

export const title = (chat: number): string => (chat === TEXTS ? 'Texts' : 'Pictures')

/** Goes to and fro between a chat of texts and one of pictures: each is opened as often as the other. */
export async function openings({ page, conversations }: Desktop, count: number): Promise<readonly Row[]> {
  const options = conversations.getByRole('option')
  const shown = await options.evaluateAll((all) => all.map((option) => option.getAttribute('data-id')))
  const titles = shown.map((id) => title(Number(id?.split('-').at(-1))))
  await options.first().click()
  await page.getByRole('main', { name: titles[0]! }).waitFor()
  const times = { texts: [] as number[], pictures: [] as number[] }
  let [at, step] = [0, 1]
  for (let i = 0; i < WARM_UP + 2 * count; i++) {
    if (titles[at + step] === undefined) step = -step
    at += step
    const wanted = titles[at]!
    const ms = await switchTo(page, step === 1 ? 'Alt+ArrowDown' : 'Alt+ArrowUp', wanted)
    if (i >= WARM_UP) times[wanted === title(TEXTS) ? 'texts' : 'pictures'].push(ms)
  }
  const value = percentile(times.pictures, 99)
  const name = 'media: open a chat of pictures, p99'
  const spread = extremes(times.pictures, MAX_OPEN_MS)
  const texts = percentile(times.texts, 99)
  return [
    msRow({ name, value, baseline: MAX_OPEN_MS, spread, goal: atMost(1) }),
    msRow({ name, against: 'a chat of texts', value, baseline: texts }),
  ]
}

export async function openPictures(desktop: Desktop): Promise<void> {
  await desktop.openConversation(chatId(SHOWN))
  const newest = desktop.timeline.locator('article img[src^="jim-media:"]').last()
  await newest.evaluate((image: HTMLImageElement) => image.decode())
}

/** The longest time without a picture of one fling. */
export async function fling(desktop: Desktop): Promise<number> {
  await openPictures(desktop)
  await pause(REST_MS)
  const { blanks, frames } = await blanksOfFling(desktop, `Picture ${OLDER}.jpg`)
  if (frames < PICTURES) throw new Error(`${frames} frames of a fling past ${PICTURES} pictures`)
  return Math.max(0, ...blanks)
}

export function blankRow(blanks: readonly number[]): Row {
  const spread = extremes(blanks, MAX_BLANK_MS)
  return msRow({
    name: 'media: a picture blank in a fling, longest',
    value: median(blanks),
    baseline: MAX_BLANK_MS,
    spread,
    goal: atMost(1),
  })
}
