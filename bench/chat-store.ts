import { asConversationId, asMid, asSeq, asUserId } from '@shared/ids'
import { systemClock } from '../src/main/lib/clock'
import { silentLogger } from '../src/main/lib/logger'
import type { NewMessage } from '../src/main/store/message-row'
import { openStore } from '../src/main/store/open-store'
import type { Store } from '../src/main/store/store'
import { below, seededRandom } from '../tests/fuzz/random'
import { ChatCorpus } from './chat-corpus'

/** Rows of one commit; nothing else waits for the event loop here. */
const BATCH = 5_000
export const CONVERSATIONS = 200
const SENDERS = 300
const T0 = 1_700_000_000_000
/** A million messages then span three years. */
const STEP_MS = 94_600

/** What was written, for whoever checks an answer by looking at everything. Ascending by time. */
export type ChatLine = {
  readonly localId: number
  readonly text: string
  readonly at: number
  readonly conversation: number
  readonly sender: number
  readonly type: 'text' | 'file' | 'link'
}

export const chatId = (conversation: number): string => `c2g:chat-${conversation}`
export const senderId = (sender: number): string => `person-${sender}`

export function openChatStore(file: string): Store {
  const opened = openStore({ file, clock: systemClock, logger: silentLogger })
  if (!opened.ok) throw opened.error
  return opened.value
}

/**
 * Fills a store with messages, newest last, through the very calls that the app makes.
 * @param inTurn each conversation gets as many; else some are busy and most are not
 */
export function fillChatStore(store: Store, count: number, conversations = CONVERSATIONS, inTurn = false): readonly ChatLine[] {
  const corpus = new ChatCorpus(7)
  const random = seededRandom(11)
  const seqs = new Map<number, number>()
  const lines: ChatLine[] = []
  const uneven = (limit: number): number => Math.floor(limit * random() ** 2.5)
  while (lines.length < count) {
    const batch = Array.from({ length: Math.min(BATCH, count - lines.length) }, (_, i): Omit<ChatLine, 'localId'> => {
      const dice = random()
      const type = dice < 0.96 ? 'text' : dice < 0.98 ? 'file' : 'link'
      const at = T0 + (lines.length + i) * STEP_MS + below(random, STEP_MS)
      const conversation = inTurn ? (lines.length + i) % conversations : uneven(conversations)
      return { text: corpus.next(), at, conversation, sender: uneven(SENDERS), type }
    })
    const results = store.messages.insertBatch(
      batch.map((line) => {
        const seq = (seqs.get(line.conversation) ?? 0) + 1
        seqs.set(line.conversation, seq)
        return messageOf(line, seq)
      }),
    )
    batch.forEach((line, i) => lines.push({ ...line, localId: results[i]!.localId }))
  }
  return lines
}

function messageOf({ text, at, conversation, sender, type }: Omit<ChatLine, 'localId'>, seq: number): NewMessage {
  const content = { text: { content: text }, file: { url: 'u', name: text }, link: { url: '', title: text } }[type]
  return {
    conversationId: asConversationId(chatId(conversation)),
    seq: asSeq(seq),
    mid: asMid(`${conversation}/${seq}`),
    senderId: asUserId(senderId(sender)),
    senderName: `Person ${sender}`,
    senderAvatar: '',
    isMine: sender === 0,
    type,
    content,
    mentions: [],
    mentionsMe: false,
    sentAt: at,
    localAt: at,
    status: sender === 0 ? 'sent' : 'received',
  }
}
