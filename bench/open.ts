import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { chatId, fillChatStore } from './chat-store'
import { addGroup, mainThreadMs, makeProfile, withDesktop } from './desktop-profile'
import { type Stopwatch, timeOfKey } from './key-time'
import { atMost, extremes, median, msRow, percentile, type Row } from './measure'

const CONVERSATIONS = 3
const PER_CONVERSATION = 50_000
const WARM_UP = 12
const SWITCHES = 240
const MAX_MS = 100
const ROWS = 30

const title = (conversation: number): string => `Chat ${conversation}`

/**
 * Switching between long conversations by keyboard, in the real app: from the key event's own time until the task after
 * the frame in which the newest message of the right conversation is in view. Beside it the least that any page must do:
 * the same window draws thirty ready-made lines on a key press.
 */
export async function open(): Promise<readonly Row[]> {
  const dir = mkdtempSync(join(tmpdir(), 'jim-bench-open-'))
  try {
    makeProfile(dir, (store) => {
      const lines = fillChatStore(store, CONVERSATIONS * PER_CONVERSATION, CONVERSATIONS, true)
      for (let i = 0; i < CONVERSATIONS; i++) addGroup(store, chatId(i), title(i), PER_CONVERSATION, lines.at(-1)!.at)
    })
    return await withDesktop(dir, async ({ page, conversations }) => {
      const shown = await conversations
        .getByRole('option')
        .evaluateAll((options) => options.map((option) => option.getAttribute('data-id')))
      const titles = shown.map((id) => title(Number(id?.split('-').at(-1))))
      await conversations.getByRole('option').first().click()
      await page.getByRole('main', { name: titles[0]! }).waitFor()
      let [at, step] = [0, 1]
      const times: number[] = []
      const switchAround = async (count: number): Promise<void> => {
        for (let i = 0; i < count; i++) {
          if (titles[at + step] === undefined) step = -step
          at += step
          times.push(await switchTo(page, step === 1 ? 'Alt+ArrowDown' : 'Alt+ArrowUp', titles[at]!))
        }
      }
      await switchAround(WARM_UP)
      times.length = 0
      const busyMs = await mainThreadMs(page, () => switchAround(SWITCHES))
      const bare: number[] = []
      for (let i = 0; i < WARM_UP + SWITCHES; i++) {
        const ms = await drawBare(page)
        if (i >= WARM_UP) bare.push(ms)
      }
      return [limitRow(times), bareRow(times, bare), busyRow(busyMs / SWITCHES)]
    })
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** Opens the conversation `wanted` by a key. Milliseconds until its newest message is painted. */
export async function switchTo(page: Page, key: string, wanted: string): Promise<number> {
  await page.evaluate((title) => {
    const isShown = (): boolean => {
      const main = document.querySelector('main')
      const log = main?.getAttribute('aria-label') === title ? main.querySelector('[role=log]') : undefined
      const newest = log === undefined || log === null ? undefined : [...log.querySelectorAll('article')].at(-1)
      if (log === undefined || log === null || newest === undefined) return false
      const [view, row] = [log.getBoundingClientRect(), newest.getBoundingClientRect()]
      return row.height > 0 && row.top < view.bottom && row.bottom > view.top && row.bottom < view.bottom + 1
    }
    const measure = async (): Promise<number> => {
      const start = await new Promise<number>((resolve) =>
        addEventListener('keydown', (event) => event.key.startsWith('Arrow') && resolve(event.timeStamp), { capture: true }),
      )
      do await new Promise(requestAnimationFrame)
      while (!isShown())
      await new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = resolve
        port2.postMessage(0)
      })
      return performance.now() - start
    }
    ;(globalThis as Stopwatch).stopwatch = measure()
  }, wanted)
  return timeOfKey(page, key)
}

async function drawBare(page: Page): Promise<number> {
  await page.evaluate((rows) => {
    const place = document.createElement('div')
    place.style.cssText = 'position: fixed; inset: 0; z-index: 1000; background: Canvas'
    const measure = async (): Promise<number> => {
      const start = await new Promise<number>((resolve) =>
        addEventListener(
          'keydown',
          (event) => {
            for (let i = 0; i < rows; i++) {
              const line = place.appendChild(document.createElement('p'))
              line.textContent = `Line ${i} of a page that was never anything else`
            }
            document.body.append(place)
            resolve(event.timeStamp)
          },
          { capture: true, once: true },
        ),
      )
      await new Promise(requestAnimationFrame)
      await new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = resolve
        port2.postMessage(0)
      })
      const ms = performance.now() - start
      place.remove()
      return ms
    }
    ;(globalThis as Stopwatch).stopwatch = measure()
  }, ROWS)
  return timeOfKey(page, 'Shift')
}

function limitRow(times: readonly number[]): Row {
  return msRow({ name: 'open, p99', value: percentile(times, 99), baseline: MAX_MS, spread: extremes(times, MAX_MS), goal: atMost(1) })
}

function bareRow(times: readonly number[], bare: readonly number[]): Row {
  const baseline = median(bare)
  const spread = [percentile(times, 5) / baseline, percentile(times, 95) / baseline] as const
  return msRow({ name: 'open, p50', against: `${ROWS} ready-made lines`, value: median(times), baseline, spread })
}

function busyRow(value: number): Row {
  return msRow({ name: 'open: work of the window, mean', value, baseline: MAX_MS, goal: atMost(0.75) })
}
