import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { asConversationId, asMid, asSeq, asUserId } from '@shared/ids'
import { Jim1Link } from '../../src/main/kinds/jim1/jim1-link'
import { Jim1Connection } from '../../src/main/kinds/jim1/link/jim1-connection'
import type { ChatMessage } from '../../src/main/kinds/kind/facts'
import { silentLogger } from '../../src/main/lib/logger'
import { SyncParts } from '../../src/main/sync/sync-parts'
import { FakeClock } from '../helpers/fake-clock'
import { FakeNetwork } from '../helpers/fake-transport'
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
let parts: SyncParts
/** How many messages each transaction has stored. */
let commits: number[]

beforeEach(() => {
  clock = new FakeClock(T0)
  const deps = { clock, random: () => 0.5, logger: silentLogger }
  const nothing = (): undefined => undefined
  const link = new Jim1Link({
    ...deps,
    connection: new Jim1Connection({ ...deps, openTransport: new FakeNetwork().openTransport }),
    http: { request: () => new Promise(() => undefined) },
    httpBase: () => '',
    token: () => '',
    me: ALICE.userId,
  })
  parts = new SyncParts(
    {
      ...deps,
      link,
      store: openTestStore(':memory:', clock),
      me: ALICE,
      newCliMid: () => '',
    },
    {
      me: () => ALICE,
      session: () => undefined,
      onStuck: nothing,
      onCatchUp: nothing,
      onTyping: nothing,
      onPresence: nothing,
      onOwnPresence: nothing,
      onNotice: nothing,
      onReset: nothing,
    },
  )
  commits = []
  parts.writer.on('committed', ({ messages }) => void commits.push(messages.size))
})

afterEach(() => {
  parts.close()
  expect(clock.pending).toBe(0)
})

/** What one read of the socket brings: messages `from`–`to`, one after the other. */
async function read(from: number, to: number): Promise<void> {
  for (let seq = from; seq <= to; seq++) {
    parts.intake.accept({ fact: 'message', message: { ...MESSAGE, mid: asMid(String(seq)), seq: asSeq(seq) } })
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
    parts.writer.on('committed', () => parts.intake.flush())
    await read(1, 1200)
    expect(commits).toEqual([500, 500, 200])
  })

  it('is not stored after the end', async () => {
    await read(1, 200)
    parts.close()
    clock.advance(1)
    expect(commits).toEqual([])
  })
})
