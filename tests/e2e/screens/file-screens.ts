import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LocalFile } from '../../../src/shared/file'
import { asConversationId, asLocalId, asTransferId, asUserId } from '../../../src/shared/ids'
import type { Message, MessageContent } from '../../../src/shared/message'
import type { Transfer, TransferProgress } from '../../../src/shared/transfer'
import { png } from '../../transfers/pictures'
import { chooseInDialog } from '../given-files'
import { tell } from './feign'
import { GALLERY } from './gallery'
import type { Screen, Studio } from './studio'

const MB = 1024 * 1024
const CHAT = GALLERY.media
/** Beyond all that a real account has. */
const FIRST_ID = 9_000_000

type Shown = {
  readonly content: MessageContent
  readonly file: LocalFile
  readonly isMine?: boolean
  readonly way?: { readonly progress: TransferProgress; readonly done: number }
}

const file = (name: string, size: number, change: object = {}): MessageContent => ({
  kind: 'file',
  url: '',
  name,
  size: size * MB,
  ...change,
})
const picture = (change: object = {}): MessageContent => ({
  kind: 'image',
  url: '',
  name: 'wall.jpg',
  size: 2.9 * MB,
  width: 1600,
  height: 1200,
  thumbHash: '1QcSHQRnh493V4dIh4eXh1h4kJUI',
  ...change,
})
const known = (family: LocalFile['family'], change: Partial<LocalFile> = {}): LocalFile => ({ family, isSaved: false, ...change })
const here = (family: LocalFile['family'], change: Partial<LocalFile> = {}): LocalFile =>
  known(family, { mediaUrl: 'jim-media://none', ...change })

/** Faces whose causes are not to be had at will: main tells of such messages, and of their way. */
async function feignFiles(studio: Studio, shown: readonly Shown[]): Promise<void> {
  await studio.desktop.openConversation(CHAT)
  const at = Date.now()
  const conversationId = asConversationId(CHAT)
  const messages = shown.map(({ content, file: kept, isMine = false, way }, index): Message => ({
    localId: asLocalId(FIRST_ID + index),
    conversationId,
    position: FIRST_ID + index,
    senderId: asUserId(isMine ? 'alice' : 'frank'),
    senderName: isMine ? '陈晨 Alice Chen' : '张伟 Frank Zhang',
    senderAvatar: '',
    isMine,
    content,
    file: kept,
    mentions: [],
    mentionsMe: false,
    at,
    status: !isMine ? 'received' : way?.progress.step === 'failed' ? 'failed' : way === undefined ? 'sent' : 'queued',
  }))
  const transfers = shown.flatMap(({ content, file: { family }, isMine = false, way }, index): Transfer[] =>
    way === undefined || !('size' in content)
      ? []
      : [
          {
            id: asTransferId(FIRST_ID + index),
            direction: isMine ? 'up' : 'down',
            conversationId,
            localId: asLocalId(FIRST_ID + index),
            name: 'name' in content ? (content.name ?? '') : '',
            family,
            size: content.size ?? 0,
            done: way.done * MB,
            progress: way.progress,
          },
        ],
  )
  await tell(studio, 'messages', { upserted: messages, removed: [] })
  await tell(studio, 'transfers', { upserted: transfers, removed: [], isPaused: false })
  await studio.page.locator(`[data-local-id="${FIRST_ID + shown.length - 1}"]`).waitFor()
  await studio.desktop.timeline.evaluate((log) => (log.scrollTop = log.scrollHeight))
}

/** Real ones take their place again. */
async function forgetFiles(studio: Studio): Promise<void> {
  const removed = Array.from({ length: 20 }, (_, index) => asTransferId(FIRST_ID + index))
  await tell(studio, 'transfers', { upserted: [], removed, isPaused: false })
  await studio.desktop.openConversation(GALLERY.cards)
}

const running = (bytesPerSecond: number, secondsLeft: number): TransferProgress => ({
  step: 'running',
  bytesPerSecond: bytesPerSecond * MB,
  secondsLeft,
})
const failed = (code: string): TransferProgress => ({ step: 'failed', code, message: '' })

/** It waits for its next try. */
const tried = (code: string): TransferProgress => ({
  step: 'waiting',
  why: 'retry',
  retryAt: Date.now() + 24_000,
  cause: { code, message: '' },
})
/** It waits until something can be stored again. */
const unkept = (code: string): TransferProgress => ({ step: 'waiting', why: 'store', cause: { code, message: '' } })

/** What the sender made of a picture that this computer cannot draw. */
const SMALL = `data:image/png;base64,${png(80, 60).toString('base64')}`

const ON_THEIR_WAY: readonly Shown[] = [
  { content: file('全员会议录像 all-hands_recording.mp4', 560), file: known('video'), way: { progress: running(6.2, 26), done: 397 } },
  { content: file('首页标注稿_v2.fig', 18.4), file: known('other'), isMine: true, way: { progress: running(3.2, 2), done: 11.8 } },
  { content: file('brand-kit.zip', 33.6), file: known('archive'), isMine: true, way: { progress: { step: 'paused' }, done: 5.8 } },
  { content: file('budget.xlsx', 3.4), file: known('sheet'), isMine: true, way: { progress: { step: 'waiting', why: 'link' }, done: 0 } },
  { content: file('导航点击_2026-11.xlsx', 7.9), file: known('sheet'), isMine: true, way: { progress: failed('changed'), done: 3.1 } },
]

/** Files as they are given: a folder of real ones, for the sheet. */
function givenFiles(): readonly string[] {
  const dir = mkdtempSync(join(tmpdir(), 'jim-shots-'))
  const made = (name: string, bytes: number, begin = ''): string => {
    const path = join(dir, name)
    writeFileSync(path, Buffer.concat([Buffer.from(begin), Buffer.alloc(bytes)]))
    return path
  }
  return [
    made('首页 2.0 评审纪要 Home page 2.0 – review notes for everybody.pdf', 2.4 * MB, '%PDF-1.7\n'),
    made('navigation_clicks_2026-11.xlsx', 0.6 * MB),
    made('replica_check.exe', 0.2 * MB, 'MZ'),
    made('empty.txt', 0),
  ]
}

/** Files in the chat, on their way, and about to be sent. */
export const FILE_SCREENS: readonly Screen[] = [
  {
    name: 'files-here',
    open: (studio) =>
      feignFiles(studio, [
        { content: file('Home page 2.0 – review notes for everybody who comes on Friday.pdf', 2.4), file: here('pdf') },
        {
          content: file('首页 2.0 评审纪要（定稿）.docx', 1.2, { caption: '周五前请看第 4 页 See page 4' }),
          file: here('document', { isSaved: true }),
        },
        { content: file('replica_check.exe', 4.1), file: here('other', { danger: 'program' }) },
        { content: file('office_photos.zip', 33.6), file: known('archive') },
        { content: file('roadmap.key', 8.1), file: here('slides'), isMine: true },
      ]),
    close: forgetFiles,
  },
  {
    name: 'files-lacking',
    open: (studio) =>
      feignFiles(
        studio,
        (['gone', 'refused', 'too_large', 'unsafe_link', 'damaged'] as const).map((lack) => ({
          content: file(`report_${lack}.pdf`, 2.4),
          file: known('pdf', { lack }),
        })),
      ),
    close: forgetFiles,
  },
  { name: 'files-on-their-way', open: (studio) => feignFiles(studio, ON_THEIR_WAY), close: forgetFiles },
  {
    name: 'files-pictures',
    open: (studio) =>
      feignFiles(studio, [
        { content: picture({ height: 700 }), file: known('picture') },
        {
          content: picture({ height: 600, caption: '工作坊之后的白板 The wall after the workshop' }),
          file: known('picture'),
          way: { progress: running(1, 2), done: 1.1 },
        },
        {
          content: picture({ height: 500 }),
          file: known('picture'),
          isMine: true,
          way: { progress: { step: 'waiting', why: 'link' }, done: 0 },
        },
        { content: picture({ height: 500, thumbHash: '' }), file: known('picture', { lack: 'gone' }) },
        { content: picture({ height: 500 }), file: known('picture'), isMine: true, way: { progress: failed('too_large'), done: 0 } },
      ]),
    close: forgetFiles,
  },
  {
    name: 'files-strange-pictures',
    open: (studio) =>
      feignFiles(studio, [
        { content: picture({ height: 400, thumbHash: '' }), file: here('picture', { fault: 'broken' }) },
        { content: picture({ height: 500, thumbUrl: SMALL }), file: here('picture', { fault: 'unknown_kind' }) },
        { content: picture({ width: 600, height: 900, thumbUrl: SMALL }), file: here('picture', { fault: 'too_large' }), isMine: true },
        { content: picture({ height: 400 }), file: here('picture', { fault: 'timed_out' }), isMine: true },
        { content: picture({ height: 400, thumbHash: '' }), file: known('picture', { lack: 'damaged' }) },
      ]),
    close: forgetFiles,
  },
  {
    name: 'files-without-room',
    open: (studio) =>
      feignFiles(studio, [
        {
          content: file('全员会议录像 all-hands_recording.mp4', 560),
          file: known('video'),
          way: { progress: tried('disk_full'), done: 397 },
        },
        { content: picture({ height: 500 }), file: known('picture'), way: { progress: tried('disk_full'), done: 1.1 } },
        {
          content: file('首页标注稿_v2.fig', 18.4),
          file: known('other'),
          isMine: true,
          way: { progress: tried('server_full'), done: 11.8 },
        },
        { content: file('brand-kit.zip', 33.6), file: known('archive'), isMine: true, way: { progress: unkept('disk_full'), done: 33.6 } },
        { content: file('budget.xlsx', 3.4), file: known('sheet'), isMine: true, way: { progress: unkept('busy'), done: 0 } },
      ]),
    close: forgetFiles,
  },
  {
    name: 'transfers',
    open: async (studio) => {
      await feignFiles(studio, [
        ...ON_THEIR_WAY,
        {
          content: file('Supplier contract_v3 (signed).docx', 1.2),
          file: here('document'),
          way: { progress: { step: 'done', at: Date.now(), tookMs: 400 }, done: 1.2 },
        },
      ])
      await studio.page.getByTestId('transfer-foot').click()
      await studio.page.locator('li[data-step=done]').waitFor()
    },
    close: async (studio) => {
      await studio.page.getByTestId('transfer-foot').click()
      await forgetFiles(studio)
    },
  },
  {
    name: 'files-given',
    open: async ({ desktop, page }) => {
      const argv = ['electron', '/', ...givenFiles()]
      await desktop.app.evaluate(({ app }, words) => app.emit('second-instance', {}, words, '/'), argv)
      await page.getByRole('dialog', { name: 'Send 3 files' }).waitFor()
    },
  },
  {
    name: 'files-sheet',
    open: async (studio) => {
      await studio.desktop.openConversation(CHAT)
      await chooseInDialog(studio.desktop, givenFiles())
      await studio.page.getByRole('button', { name: 'Attach files' }).click()
      await studio.page.locator('[data-chosen]').nth(2).waitFor()
      await studio.page.getByRole('button', { name: 'Remove navigation_clicks_2026-11.xlsx' }).click()
    },
  },
  {
    name: 'files-kept',
    open: async ({ page, desktop }) => {
      await desktop.openConversation(CHAT)
      await page.getByTestId('composer-files').waitFor()
    },
    close: async ({ page }) => {
      await page.getByTestId('composer-files').getByRole('button', { name: 'Discard' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click()
      await page.getByRole('dialog').waitFor({ state: 'hidden' })
    },
  },
  {
    name: 'files-held-over-the-chat',
    open: async ({ page, desktop }) => {
      await desktop.openConversation(CHAT)
      await desktop.timeline.evaluate((log) => {
        const data = new DataTransfer()
        data.items.add(new File(['x'], 'x.txt'))
        log.dispatchEvent(new DragEvent('dragover', { bubbles: true, cancelable: true, dataTransfer: data }))
      })
      await page.getByTestId('drop-face').waitFor()
    },
    close: ({ page }) => page.evaluate(() => window.dispatchEvent(new DragEvent('dragleave'))),
  },
]
