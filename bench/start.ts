import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildWhenStale } from '../scripts/lib/build.mjs'
import { openDisplay } from '../scripts/lib/display.mjs'
import { createReport } from '../scripts/lib/report.mjs'
import { chatId, fillChatStore } from './chat-store'
import { addGroup, makeProfile } from './desktop-profile'
import { atMost, type Row, rowOf, RUNS } from './measure'
import { launchMeasured, type Start } from './measured-app'

export const CONVERSATIONS = 2_000
export const MANY_MESSAGES = 1_000_000
export const FEW_MESSAGES = 10_000
/** Chromium keeps what V8 made of the page from the second start on, and uses it from the third. */
const WARM_UP = 3

/**
 * From the moment when the process is asked for: to the window with something in it, and to the first row of the list
 * that would get a click. Everything in turn, bare window, ours without an account, with few messages, with many.
 */
export async function start(): Promise<readonly Row[]> {
  await buildWhenStale(createReport())
  const root = mkdtempSync(join(tmpdir(), 'jim-bench-start-'))
  const display = await openDisplay()
  const at = (name: string): string => join(root, name)
  const measure = async (app: 'ours' | 'bare', profile: string, selector?: string): Promise<Start> => {
    const running = await launchMeasured({ app, profileDir: at(profile), display: display.env['DISPLAY'] ?? '', selector })
    await running.close()
    return running.start
  }
  try {
    makeChatProfile(at('few'), FEW_MESSAGES)
    makeChatProfile(at('many'), MANY_MESSAGES)
    const rounds: Readonly<Record<'bare' | 'nobody' | 'few' | 'many', Start[]>> = { bare: [], nobody: [], few: [], many: [] }
    for (let round = 0; round < WARM_UP + RUNS; round++) {
      const starts = {
        bare: await measure('bare', 'bare'),
        nobody: await measure('ours', 'nobody', 'form button[type=submit]'),
        few: await measure('ours', 'few'),
        many: await measure('ours', 'many'),
      }
      if (round < WARM_UP) continue
      for (const name of ['bare', 'nobody', 'few', 'many'] as const) rounds[name].push(starts[name])
    }
    const pairs = (key: keyof Start, value: keyof typeof rounds, baseline: keyof typeof rounds) =>
      rounds[value].map((start, index) => ({ value: start[key], baseline: rounds[baseline][index]![key] }))
    const against = 'a bare window'
    return [
      rowOf({ name: 'start: first window visible', against, unit: 'ms', goal: atMost(1.2), pairs: pairs('visibleMs', 'nobody', 'bare') }),
      rowOf({ name: 'start: list of 1 M clickable', against, unit: 'ms', goal: atMost(1.5), pairs: pairs('clickableMs', 'many', 'bare') }),
      rowOf({
        name: 'start: list of 1 M clickable',
        against: 'a list of 10 k',
        unit: 'ms',
        goal: atMost(1.1),
        pairs: pairs('clickableMs', 'many', 'few'),
      }),
    ]
  } finally {
    display.close()
    rmSync(root, { recursive: true, force: true })
  }
}

/** A profile whose messages are spread over the conversations, most in a few. */
export function makeChatProfile(dir: string, messages: number): void {
  makeProfile(dir, (store) => {
    const lines = fillChatStore(store, messages, CONVERSATIONS)
    const newest = new Map<number, { count: number; at: number }>()
    for (const { conversation, at } of lines) newest.set(conversation, { count: (newest.get(conversation)?.count ?? 0) + 1, at })
    for (const [conversation, { count, at }] of newest) addGroup(store, chatId(conversation), `Chat ${conversation}`, count, at)
  })
}
