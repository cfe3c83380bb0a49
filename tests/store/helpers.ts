import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asCliMid, asConversationId, asMid, asOrderKey, asSeq, asUserId } from '@shared/ids'
import { onTestFinished } from 'vitest'
import { silentLogger } from '../../src/main/lib/logger'
import type { NewMessage } from '../../src/main/store/message-row'
import { openStore } from '../../src/main/store/open-store'
import type { Store } from '../../src/main/store/store'
import { FakeClock } from '../helpers/fake-clock'

export const ALICE = asUserId('alice')
export const BOB = asUserId('bob')
export const CHAT = asConversationId('c2c:alice:bob')
export const GROUP = asConversationId('c2g:office')
export const T0 = 1_790_000_000_000

/** A folder of its own for one test, removed after it. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'jim-store-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A store that is closed after the test. */
export function openTestStore(file = ':memory:', clock = new FakeClock(T0)): Store {
  const opened = openStore({ file, clock, logger: silentLogger })
  if (!opened.ok) throw opened.error
  const store = opened.value
  onTestFinished(() => store.close())
  return store
}

/** Whatever waits for its entry in the search index gets it. */
export function indexAll({ searchRebuild }: Store): void {
  while (!searchRebuild.isDone) searchRebuild.step()
}

type Overrides = Partial<Omit<NewMessage, 'mid' | 'cliMid' | 'seq' | 'orderKey' | 'senderId' | 'conversationId'>> & {
  readonly conversationId?: string
  readonly senderId?: string
  readonly mid?: string
  readonly cliMid?: string
  readonly seq?: number
  readonly orderKey?: number
  readonly text?: string
}

/** A message of Bob's to Alice, who is signed in; named when it has a seq. */
export function received({ text = 'hello', ...change }: Overrides = {}): NewMessage {
  const seq = change.seq === undefined ? undefined : asSeq(change.seq)
  const conversationId = asConversationId(change.conversationId ?? CHAT)
  return {
    senderName: 'Bob',
    senderAvatar: '',
    isMine: false,
    type: 'text',
    content: { content: text },
    mentions: [],
    mentionsMe: false,
    sentAt: seq === undefined ? undefined : T0 + seq * 1000,
    localAt: T0,
    status: 'received',
    ...change,
    conversationId,
    senderId: asUserId(change.senderId ?? BOB),
    seq,
    mid: change.mid === undefined ? (seq === undefined ? undefined : asMid(`${conversationId}/${seq}`)) : asMid(change.mid),
    cliMid: change.cliMid === undefined ? undefined : asCliMid(change.cliMid),
    orderKey: change.orderKey === undefined ? undefined : asOrderKey(change.orderKey),
  }
}

/** A message that Alice has just written. */
export function composed(cliMid: string, change: Overrides = {}): NewMessage {
  return received({ senderId: ALICE, senderName: 'Alice', isMine: true, status: 'queued', cliMid, ...change })
}
