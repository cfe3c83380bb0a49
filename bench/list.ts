import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { chatId, fillChatStore } from './chat-store'
import { addGroup, mainThreadMs, makeProfile, withDesktop } from './desktop-profile'
import { atMost, extremes, median, msRow, percentile, type Row } from './measure'

const CONVERSATIONS = 10_000
/** A line of text and its neighbours in each. */
const MESSAGES = 5
const FRAMES = 240
const RUNS = 3
const MAX_FRAME_MS = 20
/** px of a frame: three rows, a fast turn of the wheel. */
const STEP = 180

/**
 * Scrolling through 10,000 conversations in the real app, and its start with them. Beside it the same window scrolls a
 * page of the same height that has nothing to draw: on a machine without a graphics card that is what a frame costs.
 */
export async function list(): Promise<readonly Row[]> {
  const dirs = [CONVERSATIONS, 10].map((count) => ({ count, dir: mkdtempSync(join(tmpdir(), 'jim-bench-list-')) }))
  try {
    for (const { count, dir } of dirs) {
      makeProfile(dir, (store) => {
        fillChatStore(store, count * MESSAGES, count, true)
        for (let i = 0; i < count; i++) addGroup(store, chatId(i), `Chat ${i}`, MESSAGES, i)
      })
    }
    const [many, few] = dirs.map(({ dir }) => dir)
    const { frames, bare, startMs, busyMs } = await withDesktop(many!, async ({ page }, startMs) => {
      const frames: number[] = []
      const bare: number[] = []
      let busyMs = 0
      for (let run = 0; run < RUNS; run++) {
        busyMs += await mainThreadMs(page, async () => void frames.push(...(await scroll(page, false))))
        bare.push(...(await scroll(page, true)))
      }
      return { frames, bare, startMs, busyMs }
    })
    const starts = [startMs]
    const fewStarts: number[] = []
    for (let run = 0; run < RUNS; run++) {
      fewStarts.push(await withDesktop(few!, (_, ms) => Promise.resolve(ms)))
      if (run > 0) starts.push(await withDesktop(many!, (_, ms) => Promise.resolve(ms)))
    }
    return [frameRow(frames), bareRow(frames, bare), busyRow(busyMs / frames.length), startRow(starts, fewStarts)]
  } finally {
    for (const { dir } of dirs) rmSync(dir, { recursive: true, force: true })
  }
}

/** Milliseconds from frame to frame while the list, or an empty page of its height, is scrolled down. */
async function scroll(page: Page, isBare: boolean): Promise<readonly number[]> {
  return page.evaluate(
    async ({ isBare, frames, step }) => {
      const list = document.querySelector<HTMLElement>('[role=listbox]')
      if (list === null) throw new Error('there is no list')
      const bare = document.createElement('div')
      bare.style.cssText = 'position: fixed; inset: 0; overflow-y: auto; z-index: 1000; background: Canvas'
      bare.append(document.createElement('div'))
      bare.firstElementChild!.setAttribute('style', `height: ${list.scrollHeight}px`)
      if (isBare) document.body.append(bare)
      const view = isBare ? bare : list
      view.scrollTop = 0
      const times: number[] = []
      let before = await new Promise<number>(requestAnimationFrame)
      for (let i = 0; i < frames; i++) {
        view.scrollTop += step
        const now = await new Promise<number>(requestAnimationFrame)
        times.push(now - before)
        before = now
      }
      const isMoved = view.scrollTop >= step * (frames - 1) - view.clientHeight
      bare.remove()
      if (!isMoved) throw new Error('the list did not scroll')
      return times
    },
    { isBare, frames: FRAMES, step: STEP },
  )
}

function frameRow(frames: readonly number[]): Row {
  const spread = extremes(frames, MAX_FRAME_MS)
  return msRow({ name: 'list: a frame, p95', value: percentile(frames, 95), baseline: MAX_FRAME_MS, spread, goal: atMost(1) })
}

function bareRow(frames: readonly number[], bare: readonly number[]): Row {
  return msRow({
    name: 'list: a frame, p95',
    against: 'an empty page of that height',
    value: percentile(frames, 95),
    baseline: percentile(bare, 95),
    spread: [median(frames) / median(bare), percentile(frames, 99) / percentile(bare, 99)],
  })
}

/** A frame leaves 16.7 ms; half of it is for painting and whatever else goes on. */
function busyRow(value: number): Row {
  const [name, against] = ['list: work of the window a frame, mean', 'a sixtieth of a second']
  return msRow({ name, against, value, baseline: 1000 / 60, goal: atMost(0.5) })
}

function startRow(many: readonly number[], few: readonly number[]): Row {
  const [name, against, baseline] = ['list: start to first row', 'a start with 10 conversations', median(few)]
  return msRow({ name, against, value: median(many), baseline, spread: extremes(many, baseline) })
}
