import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chooseInDialog } from '../given-files'
import {
  failed,
  feignFiles,
  file,
  forgetFiles,
  here,
  known,
  LINK,
  MB,
  picture,
  running,
  type Shown,
  SMALL,
  tried,
  unkept,
} from './feign-files'
import { GALLERY } from './gallery'
import type { Screen } from './studio'

const CHAT = GALLERY.media

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
        (
          [
            ['gone', ''],
            ['refused', ''],
            ['damaged', ''],
            ['gone', LINK],
            ['refused', LINK],
            ['too_large', LINK],
            ['unsafe_link', LINK],
            ['unresolved_link', LINK],
          ] as const
        ).map(([lack, url]) => ({
          content: file(`会议纪要_report_${lack}.pdf`, 2.4, { url }),
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
