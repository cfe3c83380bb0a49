import { writeSync } from 'node:fs'
import { asCliMid, asConversationId, asMid, asSeq, asUserId } from '@shared/ids'
import { systemClock } from '../../src/main/lib/clock'
import { silentLogger } from '../../src/main/lib/logger'
import type { NewMessage } from '../../src/main/store/message-row'
import { openStore } from '../../src/main/store/open-store'

/**
 * A process of its own for `store.test.ts`: commits one transaction, says so in the middle of the second, and hangs
 * there until it is killed.
 */
const conversationId = asConversationId('c2c:alice:bob')
const opened = openStore({ file: process.argv[2] ?? '', clock: systemClock, logger: silentLogger })
if (!opened.ok) throw opened.error
const store = opened.value

const message = (seq: number, text: string): NewMessage => ({
  conversationId,
  seq: asSeq(seq),
  mid: asMid(`${seq}`),
  senderId: asUserId('bob'),
  senderName: 'Bob',
  senderAvatar: '',
  isMine: false,
  type: 'text',
  content: { content: text },
  mentions: [],
  mentionsMe: false,
  sentAt: seq,
  localAt: seq,
  status: 'received',
})

store.transaction(() => {
  store.messages.insertBatch([1, 2, 3].map((seq) => message(seq, 'kept')))
  store.ranges.add(conversationId, 1, 3)
  const own = {
    ...message(4, 'mine'),
    seq: undefined,
    mid: undefined,
    cliMid: asCliMid('c-1'),
    senderId: asUserId('alice'),
  }
  const { localId } = store.messages.insert({ ...own, isMine: true, status: 'sending' })
  store.outbox.add(localId, conversationId, 4)
})

store.transaction(() => {
  store.messages.insertBatch(Array.from({ length: 2000 }, (_, i) => message(10 + i, `lost ${'x'.repeat(2000)}`)))
  store.ranges.add(conversationId, 10, 2009)
  writeSync(1, 'in the middle\n')
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
})
