import { v7 as uuidV7 } from 'uuid'
import { attachment } from '../../../src/server/seed/attachments'
import { createSeededRandom } from '../../../src/server/seed/random'
import { nameOf } from '../../../src/server/seed/people'
import type { RunningServer } from '../../../src/server/server'
import { mustBeStored } from '../../../src/server/store/must-be-stored'
import type { MessageDraft } from '../../../src/server/store/server-store'

const MINUTE_MS = 60_000
const CAST = ['alice', 'bob', 'carol', 'dave'] as const

type Said = { readonly type: string; readonly content: Readonly<Record<string, unknown>> }

/** What somebody says in a group: who (a letter of the cast), what, and how many minutes before now. */
type Line = {
  readonly by: 'A' | 'B' | 'C' | 'D'
  readonly ago: number
  /** A text, a kind of attachment and what it takes, or a message as it goes over the wire. */
  readonly say: string | readonly [kind: string, text: string] | Said
  readonly mentions?: readonly string[]
  /** Which line of the same group it answers, from 1. */
  readonly answers?: number
}

const DAY = 24 * 60

/** Groups in which every kind of message stands, in two languages; they exist beside the sample office. */
export const GALLERY = {
  media: 'c2g:launch-media',
  cards: 'c2g:launch-cards',
  texts: 'c2g:office-abroad',
} as const

const AGENDA = [
  '首页 2.0：导航改到左侧，先在两成用户中试用，看两周的数据再决定是否全部切换。',
  'Search: the new index is live in Berlin. Singapore follows once the disks have been doubled.',
  '值班表从下月起按周轮换，交接统一在周一上午十点，文档写在运维手册里。',
  'Travel: book trains before flights where the trip takes less than five hours; receipts within a week.',
  '会议室：三号和五号的屏幕已更换，转接头放在前台，用完请放回原处。',
]

/** Longer than a text may be before it folds. */
const MINUTES = Array.from({ length: 90 }, (_, index) => `${index + 1}. ${AGENDA[index % AGENDA.length]!}`).join('\n')

/** A picture that lies on a server: nothing fetches it. */
const ELSEWHERE = 'https://files.example.com/2026/whiteboard.jpg'

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
  {
    id: GALLERY.texts,
    title: '海外办公室 Offices abroad',
    notice: '',
    lines: [
      { by: 'D', ago: DAY + 400, say: `办公会纪要 Minutes of the office meeting\n\n${MINUTES}` },
      { by: 'A', ago: DAY + 380, say: '收到，谢谢整理' },
      { by: 'B', ago: 52, say: 'صباح الخير، الاجتماع يوم الجمعة الساعة 15:00 في القاعة 3.' },
      { by: 'B', ago: 51, say: 'يرجى مراجعة الملف report_v3.docx قبل الغد 👍' },
      { by: 'A', ago: 40, say: 'حسنًا، سأرسل الأرقام قبل الظهر.\nThe English summary follows.', answers: 3 },
      {
        by: 'C',
        ago: 21,
        say: { type: 'image', content: { size: 418_233, width: 1440, height: 900, icon_url: ELSEWHERE, big_url: ELSEWHERE } },
      },
      { by: 'C', ago: 20, say: 'שלום, זה הלוח מאתמול. 白板照片在上面' },
      { by: 'A', ago: 6, say: '1. سطر أول\n2. שורה שנייה\n3. Third line 第三行' },
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
      const content = contentOf(line.say, staging)
      const [stored] = mustBeStored(await server.store.messages.append([draftOf(id, line, content, sentAt, mids)]))
      mids.push(stored!.message.mid)
    }
    for (const { userId } of members) {
      for (const mark of ['read', 'delivered'] as const) await server.store.conversations.raiseMark(id, userId, mark, lines.length, now)
    }
  }
}

function contentOf(say: Line['say'], staging: Parameters<typeof attachment>[2]): Said {
  if (typeof say === 'string') return { type: 'text', content: { content: say } }
  return 'type' in say ? say : attachment(...say, staging)
}

function draftOf(conversationId: string, line: Line, { type, content }: Said, sentAt: number, mids: readonly string[]): MessageDraft {
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
