import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { asConversationId } from '@shared/ids'
import { chatId, fillChatStore } from './chat-store'
import { addGroup, mainThreadMs, makeProfile, withDesktop } from './desktop-profile'
import { type Stopwatch, timeOfKey } from './key-time'
import { atMost, extremes, median, msRow, type Row } from './measure'
import type { Desktop } from '../tests/e2e/desktop'

const CHARACTERS = 1_000_000
const RUNS = 7
const BARE_RUNS = 3
const MAX_MS = 100

const filled = (part: string): string => part.repeat(Math.ceil(CHARACTERS / part.length)).slice(0, CHARACTERS)

/** A million characters each: lines as of a log, one word, Chinese without a break, and all of it with emoji. */
const TEXTS: Readonly<Record<string, string>> = {
  lines: filled('2026-01-05 09:41:07 gateway: session 4711 is closed, heartbeat was missed\n'),
  'one word': filled('abcdefghij'),
  Chinese: filled('今天下午三点在三号会议室开评审会请大家提前看材料'),
  mixed: filled('Release 发布前检查 👍🏽 https://example.com/build/4711?from=mail\n\n\tمرحبا بالعالم, see you 明天见！\n'),
}

const LONG_DRAFT = filled('2026-01-05 09:41:07 gateway: session 4711 is closed, heartbeat was missed\n')

/**
 * A million characters in the composer of the real app, by real keys: from the key event's own time until the task after
 * the frame that shows it. Beside it a bare textarea of the same size that gets the same text in the same window.
 */
export async function paste(): Promise<readonly Row[]> {
  const dir = mkdtempSync(join(tmpdir(), 'jim-bench-paste-'))
  try {
    makeProfile(dir, (store) => {
      const lines = fillChatStore(store, 200, 2, true)
      for (const i of [0, 1]) addGroup(store, chatId(i), `Chat ${i}`, 100, lines.at(-1)!.at)
      store.conversations.setDraft(asConversationId(chatId(1)), { draft: LONG_DRAFT })
    })
    return await withDesktop(dir, async (desktop) => {
      const rows: Row[] = []
      await desktop.openConversation(chatId(0))
      for (const [name, text] of Object.entries(TEXTS)) rows.push(...(await pasteRows(desktop, name, text)))
      rows.push(...(await draftRows(desktop)))
      return rows
    })
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

async function pasteRows({ app, page }: Desktop, name: string, text: string): Promise<readonly Row[]> {
  await app.evaluate(({ clipboard }, value) => clipboard.writeText(value), text)
  const [pastes, letters, works, bare]: [number[], number[], number[], number[]] = [[], [], [], []]
  for (let run = 0; run <= RUNS; run++) {
    let ms = 0
    await watchKey(page, 'v')
    const busyMs = await mainThreadMs(page, async () => void (ms = await timeOfKey(page, 'Control+v')))
    await watchKey(page, 'x')
    const letterMs = await timeOfKey(page, 'x')
    await page.keyboard.press('Control+z')
    await page.keyboard.press('Control+z')
    // The first run warms up.
    if (run > 0) {
      pastes.push(ms)
      works.push(busyMs)
      letters.push(letterMs)
    }
  }
  for (let run = 0; run < BARE_RUNS; run++) bare.push(await pasteBare(page, text))
  return [
    ...[limitRow(`paste 1 MB, ${name}`, pastes), limitRow(`paste 1 MB, ${name}: work of the window`, works)],
    bareRow(`paste 1 MB, ${name}`, pastes, bare),
    limitRow(`a letter in 1 MB, ${name}`, letters),
  ]
}

/** To a chat whose draft is a megabyte, and back to one whose draft is a word. */
async function draftRows({ page, conversations }: Desktop): Promise<readonly Row[]> {
  const ids = await conversations.getByRole('option').evaluateAll((options) => options.map((option) => option.getAttribute('data-id')))
  const isBelow = ids.indexOf(chatId(1)) > ids.indexOf(chatId(0))
  const [there, back] = isBelow ? (['ArrowDown', 'ArrowUp'] as const) : (['ArrowUp', 'ArrowDown'] as const)
  await page.keyboard.type('short')
  const [long, short, works]: [number[], number[], number[]] = [[], [], []]
  for (let run = 0; run <= RUNS; run++) {
    let ms = 0
    await watchKey(page, there)
    const busyMs = await mainThreadMs(page, async () => void (ms = await timeOfKey(page, `Alt+${there}`)))
    await watchKey(page, back)
    const backMs = await timeOfKey(page, `Alt+${back}`)
    if (run === 0) continue
    long.push(ms)
    works.push(busyMs)
    short.push(backMs)
  }
  const name = 'open a chat with a draft of 1 MB'
  return [limitRow(name, long), limitRow(`${name}: work of the window`, works), bareRow(name, long, short, 'a draft of a word')]
}

/** Starts the stopwatch with the next press of this key; it stops in the task after the frame that shows a text. */
async function watchKey(page: Page, key: string): Promise<void> {
  await page.evaluate((wanted) => {
    const isShown = (): boolean =>
      [...document.querySelectorAll<HTMLElement>('.composer textarea, .composer [role=textbox]')].some((field) =>
        field instanceof HTMLTextAreaElement ? field.value !== '' : field.textContent !== '',
      )
    const measure = async (): Promise<number> => {
      const start = await new Promise<number>((resolve) => {
        const listen = (event: KeyboardEvent): void => {
          if (event.key !== wanted) return
          removeEventListener('keydown', listen, true)
          resolve(event.timeStamp)
        }
        addEventListener('keydown', listen, true)
      })
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
  }, key)
}

/** A textarea that no script ever touched, as large as the composer, with the text that is in the clipboard. */
async function pasteBare(page: Page, text: string): Promise<number> {
  await page.evaluate((value) => {
    const field = document.createElement('textarea')
    field.style.cssText = 'position: fixed; z-index: 1000; inset: auto 0 0 auto; width: 600px; height: 196px; font: inherit'
    document.body.append(field)
    const measure = async (): Promise<number> => {
      const start = await new Promise<number>((resolve) =>
        addEventListener(
          'keydown',
          (event) => {
            field.value = value
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
      field.remove()
      return ms
    }
    ;(globalThis as Stopwatch).stopwatch = measure()
  }, text)
  return timeOfKey(page, 'Shift')
}

function limitRow(name: string, times: readonly number[]): Row {
  const value = Math.max(...times)
  return msRow({ name: `${name}, longest`, value, baseline: MAX_MS, spread: extremes(times, MAX_MS), goal: atMost(1) })
}

function bareRow(name: string, times: readonly number[], bare: readonly number[], against = 'a bare textarea'): Row {
  const baseline = median(bare)
  return msRow({ name: `${name}, p50`, against, value: median(times), baseline, spread: extremes(times, baseline) })
}
