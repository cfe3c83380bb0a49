import { v7 as uuidV7 } from 'uuid'
import { attachment } from '../../../src/server/seed/attachments'
import { createSeededRandom } from '../../../src/server/seed/random'
import { nameOf } from '../../../src/server/seed/people'
import type { RunningServer } from '../../../src/server/server'
import type { MessageDraft } from '../../../src/server/store/server-store'

const MINUTE_MS = 60_000
const CAST = ['alice', 'bob', 'carol', 'dave'] as const

/** What somebody says in a group: who (a letter of the cast), what, and how many minutes before now. */
type Line = {
  readonly by: 'A' | 'B' | 'C' | 'D'
  readonly ago: number
  /** A text, or a kind of attachment and what it takes. */
  readonly say: string | readonly [kind: string, text: string]
  readonly mentions?: readonly string[]
  /** Which line of the same group it answers, from 1. */
  readonly answers?: number
}

const DAY = 24 * 60

/** Groups in which every kind of message stands, in two languages; they exist beside the sample office. */
export const GALLERY = {
  media: 'c2g:launch-media',
  cards: 'c2g:launch-cards',
} as const

const GROUPS: readonly { readonly id: string; readonly title: string; readonly notice: string; readonly lines: readonly Line[] }[] = [
  {
    id: GALLERY.cards,
    title: '发布准备 Launch',
    notice: '',
    lines: [
      {
        by: 'B',
        ago: DAY + 60,
        say: ['bundle', '周会纪要 Weekly notes; A: 首页 2.0 周五评审; C: 图标换成 1.5 线宽; D: The rollout starts at 5 %'],
      },
      { by: 'A', ago: DAY + 52, say: '收到，我照着排期 👍' },
      { by: 'C', ago: DAY + 50, say: ['contact', 'D'] },
      { by: 'D', ago: 44, say: ['location', ''] },
      { by: 'D', ago: 43, say: ['red_packet', '大家辛苦了，下午茶'] },
      { by: 'B', ago: 30, say: ['custom', 'alert; ALERT media-store p99 940 ms for 5 minutes'] },
      { by: 'B', ago: 29, say: ['poll', '午饭; 酸菜鱼; 煲仔饭'] },
      { by: 'A', ago: 20, say: 'Looking into it: https://status.example.com/incidents/42', answers: 6 },
      { by: 'C', ago: 15, say: ['face', 'ok'] },
      { by: 'D', ago: 12, say: '@陈晨 Alice Chen 发布说明今天能定稿吗？', mentions: ['alice'] },
    ],
  },
  {
    id: GALLERY.media,
    title: '发布素材 Launch media',
    notice: '素材周四定稿，周五上午打包。Final cut on Thursday.',
    lines: [
      { by: 'C', ago: DAY + 200, say: 'The first cut is below, colours are not final' },
      { by: 'C', ago: DAY + 199, say: ['video', ''] },
      { by: 'A', ago: DAY + 190, say: ['image', ''] },
      { by: 'A', ago: DAY + 189, say: '这张做封面可以吗' },
      { by: 'B', ago: 33, say: ['sound', ''] },
      { by: 'B', ago: 32, say: ['file', '发布说明_v3.docx'] },
      { by: 'A', ago: 28, say: ['sound', ''] },
      { by: 'A', ago: 27, say: ['file', 'launch-assets-2026-autumn-final.zip'] },
      { by: 'D', ago: 11, say: ['link', 'launch/checklist; 发布检查清单 Launch checklist; 十二项，还差三项 Twelve items, three to go'] },
      { by: 'A', ago: 9, say: ['link', 'launch/faq; Frequently asked questions; For support, in both languages'] },
    ],
  },
]

/** Writes the groups into the server's store, everything in them read by everyone. */
export async function addGallery(server: RunningServer): Promise<void> {
  const now = Date.now()
  const random = createSeededRandom(11)
  for (const { id, title, notice, lines } of GROUPS) {
    const createdAt = now - 3 * DAY * MINUTE_MS
    const members = CAST.map((userId, index) => ({ userId, role: index === 0 ? ('owner' as const) : ('member' as const) }))
    await server.store.conversations.createGroup(id, { title, avatar: '', notice, members }, createdAt)
    const mids: string[] = []
    for (const line of lines) {
      const sentAt = now - line.ago * MINUTE_MS
      const staging = { cast: CAST, language: 'zh' as const, slot: { startsAt: sentAt, lengthMs: 0 }, random, sentAt }
      const content = typeof line.say === 'string' ? { type: 'text', content: { content: line.say } } : attachment(...line.say, staging)
      const [stored] = await server.store.messages.append([draftOf(id, line, content, sentAt, mids)])
      mids.push(stored!.message.mid)
    }
    for (const { userId } of members) {
      for (const mark of ['read', 'delivered'] as const) await server.store.conversations.raiseMark(id, userId, mark, lines.length, now)
    }
  }
}

function draftOf(
  conversationId: string,
  line: Line,
  { type, content }: { readonly type: string; readonly content: Readonly<Record<string, unknown>> },
  sentAt: number,
  mids: readonly string[],
): MessageDraft {
  const senderId = CAST[line.by.charCodeAt(0) - 65]!
  const data = {
    sender_name: nameOf(senderId),
    sender_avatar: '',
    receiver_id: conversationId.slice('c2g:'.length),
    ...content,
    ...(line.mentions === undefined ? {} : { mentions: line.mentions }),
    ...(line.answers === undefined ? {} : { reply_to: mids[line.answers - 1] }),
  }
  return { conversationId, senderId, cliMid: uuidV7({ msecs: sentAt }), type, data, sentAt }
}
