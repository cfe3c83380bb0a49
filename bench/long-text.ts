import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asConversationId, asMid, asSeq, asUserId } from '@shared/ids'
import type { Store } from '../src/main/store/store'
import { addGroup, makeProfile, withDesktop } from './desktop-profile'
import { median, percentile, type Row } from './measure'
import { switchTo } from './open'

const LETTERS = 1_000_000
const MESSAGES = 40
const WARM_UP = 4
const SWITCHES = 40
/** Milliseconds that one message may cost. */
const MOST_MS = 50

/** In the order of the list: from the middle one it is one key to either. */
const CHATS = ['long', 'middle', 'plain'] as const

/**
 * What one text of a million letters costs whoever opens its chat, in the real app: from the key event's own time until
 * its newest messages are painted, beside the same chat with a short text in that place.
 */
export async function longText(): Promise<readonly Row[]> {
  const dir = mkdtempSync(join(tmpdir(), 'jim-bench-long-text-'))
  try {
    makeProfile(dir, (store) => CHATS.forEach((chat, place) => fill(store, chat, CHATS.length - place)))
    return await withDesktop(dir, async ({ page }) => {
      await page.locator('[role=option][data-id="c2g:middle"]').click()
      await page.getByRole('main', { name: 'middle' }).waitFor()
      const [long, plain]: [number[], number[]] = [[], []]
      for (let i = 0; i < WARM_UP + SWITCHES; i++) {
        const [toLong] = [await switchTo(page, 'Alt+ArrowUp', 'long'), await switchTo(page, 'Alt+ArrowDown', 'middle')]
        const [toPlain] = [await switchTo(page, 'Alt+ArrowDown', 'plain'), await switchTo(page, 'Alt+ArrowUp', 'middle')]
        if (i < WARM_UP) continue
        long.push(toLong)
        plain.push(toPlain)
      }
      return [rowOf(long, plain)]
    })
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

function fill(store: Store, chat: (typeof CHATS)[number], updatedAt: number): void {
  const conversationId = asConversationId(`c2g:${chat}`)
  store.messages.insertBatch(
    Array.from({ length: MESSAGES }, (_, i) => ({
      conversationId,
      seq: asSeq(i + 1),
      mid: asMid(`${chat}/${i}`),
      senderId: asUserId('person-1'),
      senderName: 'Person 1',
      senderAvatar: '',
      isMine: false,
      type: 'text',
      content: { content: chat === 'long' && i === MESSAGES - 2 ? 'A'.repeat(LETTERS) : `line ${i} of many` },
      mentions: [],
      mentionsMe: false,
      sentAt: updatedAt * 1000 + i,
      localAt: updatedAt * 1000 + i,
      status: 'received' as const,
    })),
  )
  addGroup(store, `c2g:${chat}`, chat, MESSAGES, updatedAt)
}

function rowOf(long: readonly number[], plain: readonly number[]): Row {
  const [value, baseline] = [median(long), median(plain)]
  return {
    name: 'long-text: open, p50',
    against: 'the same chat with a short one',
    value,
    unit: 'ms',
    baseline,
    ratio: value / baseline,
    spread: [percentile(long, 5) / baseline, percentile(long, 95) / baseline],
    goal: `≤ ${MOST_MS} ms more`,
    met: value - baseline <= MOST_MS,
  }
}
