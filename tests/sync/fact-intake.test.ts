import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { asConversationId, asMid, asSeq, asUserId } from '@shared/ids'
import type { ChatMessage } from '../../src/main/kinds/kind/facts'
import { silentLogger } from '../../src/main/lib/logger'
import type { Store } from '../../src/main/store/store'
import { StoreWriter } from '../../src/main/store/store-writer'
import { FactIntake } from '../../src/main/sync/intake/fact-intake'
import { Inbox } from '../../src/main/sync/intake/inbox'
import { TypingSync } from '../../src/main/sync/signals/typing-sync'
import { FakeClock } from '../helpers/fake-clock'
import { openTestStore, T0 } from '../store/helpers'

const ALICE = { userId: asUserId('alice'), name: 'Alice', avatar: '' }

const MESSAGE: ChatMessage = {
  conversationId: asConversationId('c2c:alice:bob'),
  senderId: asUserId('bob'),
  senderName: 'Bob',
  senderAvatar: '',
  isMine: false,
  type: 'text',
  content: { content: 'hi' },
  mentions: [],
  mentionsMe: false,
  localAt: T0,
  status: 'received',
}

let clock: FakeClock
let store: Store
let writer: StoreWriter
let intake: FactIntake
/** How many messages each transaction has stored. */
let commits: number[]

beforeEach(() => {
  clock = new FakeClock(T0)
  store = openTestStore(':memory:', clock)
  const base = { clock, store, logger: silentLogger, me: () => ALICE }
  writer = new StoreWriter(base)
  // Messages alone arrive here: nobody else is told anything.
  const nobody = undefined as never
  const others = { answers: nobody, receipts: nobody, roster: nobody, presence: nobody, onNotice: nobody }
  const typing = new TypingSync({ clock, nameOf: String, onChange: () => undefined })
  intake = new FactIntake({ ...base, ...others, writer, typing, inbox: new Inbox(base) })
  commits = []
  writer.on('committed', ({ messages }) => void commits.push(messages.size))
})

afterEach(() => {
  intake.close()
  writer.close()
  expect(clock.pending).toBe(0)
  store.close()
})

/** What one read of the socket brings: messages `from`–`to`, one after the other. */
async function read(from: number, to: number): Promise<void> {
  for (let seq = from; seq <= to; seq++) {
    intake.accept({ fact: 'message', message: { ...MESSAGE, mid: asMid(String(seq)), seq: asSeq(seq) } })
  }
  await Promise.resolve()
}

describe('what arrives', () => {
  it('in one read is stored at once, together', async () => {
    await read(1, 3)
    await read(4, 4)
    expect(commits).toEqual([3, 1])
  })

  it('in a flood is stored in transactions of 500, and the rest right behind it', async () => {
    await read(1, 190)
    await read(191, 380)
    expect(commits).toEqual([])
    await read(381, 570)
    expect(commits).toEqual([500])
    await read(571, 1700)
    expect(commits).toEqual([500, 500, 500])
    clock.advance(1)
    expect(commits).toEqual([500, 500, 500, 200])
  })

  it('is stored once when somebody who hears of a commit asks for the rest', async () => {
    writer.on('committed', () => intake.flush())
    await read(1, 1200)
    expect(commits).toEqual([500, 500, 200])
  })

  it('is not stored after the end', async () => {
    await read(1, 200)
    intake.close()
    clock.advance(1)
    expect(commits).toEqual([])
  })
})
