import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asConversationId } from '../../../src/shared/ids'
import { samplePicture } from '../../../src/server/seed/samples/sample-pictures'
import { must } from '../../helpers/results'
import { chooseInDialog } from '../given-files'
import type { Screen, Studio } from './studio'

const CHAT = 'c2c:alice:dave'

/** The page of all files stands in the rail's fourth place: its name is another one in each language. */
async function openFiles({ page }: Studio): Promise<void> {
  await page.locator('nav button').nth(3).click()
  await page.getByTestId('library-list').getByRole('option').first().waitFor()
}

async function closeFiles({ page }: Studio): Promise<void> {
  await page.locator('nav button').nth(1).click()
  await page.getByTestId('library-list').waitFor({ state: 'detached' })
}

export const sample = (name: string): Buffer => samplePicture(name)!().bytes

/** A file of this computer, under its own name. */
export function written(name: string, bytes: Buffer | string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'jim-shots-')), name)
  writeFileSync(path, bytes)
  return path
}

/** Sends a file by the system's dialog, and waits until the server has it. */
export async function sendFile({ desktop, page }: Studio, chat: string, path: string): Promise<void> {
  await desktop.openConversation(chat)
  await chooseInDialog(desktop, [path])
  await page.getByRole('button', { name: 'Attach files' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Send', exact: true }).click()
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await desktop.waitForDelivery('sent', 'delivered', 'read')
  // The focus is back at the paper clip: whoever came by mouse is not told what that is called.
  await page.getByRole('tooltip').waitFor({ state: 'hidden' })
}

const RUNBOOK = `# 发布手册 Release runbook

1. 周五 10:00 前合并最后一个改动。
2. npm run package, then sign what comes out of it.
3. 灰度 5 % → 20 % → 100 %，每一步看一小时。

| step      | owner | minutes |
|-----------|-------|---------|
| build     | Bob   | 12      |
| sign      | Dave  | 3       |
| roll out  | Carol | 180     |

${Array.from({ length: 40 }, (_, hour) => `2026-11-${String(1 + (hour % 28)).padStart(2, '0')} 10:${String(hour).padStart(2, '0')} media-store p99 ${120 + 7 * hour} ms`).join('\n')}
`

export async function closeViewer({ page }: Studio): Promise<void> {
  await page.keyboard.press('Escape')
  await page.getByTestId('viewer').waitFor({ state: 'detached' })
}

async function openStickers({ desktop, page }: Studio): Promise<void> {
  await desktop.openConversation(CHAT)
  await page.getByRole('button', { name: 'Emoji' }).click()
  await page.getByRole('tab', { name: 'My stickers' }).click()
  await page.getByRole('button', { name: 'Add…' }).waitFor()
}

async function openOwnPicture({ page }: Studio): Promise<void> {
  await page.keyboard.press('Control+,')
  await page.getByRole('tab', { name: 'Account' }).click()
  await page.getByRole('button', { name: 'Change picture…' }).click()
  await page.getByRole('dialog', { name: 'Your picture' }).waitFor()
}

/** What was sent, found again and looked at; and the pictures of people. */
export const LIBRARY_SCREENS: readonly Screen[] = [
  { name: 'files', open: openFiles, close: closeFiles },
  {
    name: 'files-chosen',
    open: async (studio) => {
      await openFiles(studio)
      await studio.page.getByTestId('library-list').getByRole('option').nth(1).click()
      await studio.page.getByTestId('library-panel').waitFor()
    },
    close: closeFiles,
  },
  {
    name: 'viewer-pdf',
    open: async (studio) => {
      await openFiles(studio)
      await studio.page.keyboard.type('.pdf')
      await studio.page
        .getByTestId('library-list')
        .getByRole('option', { name: /\.(docx|xlsx|zip|png)/ })
        .first()
        .waitFor({ state: 'detached' })
      await studio.page.getByTestId('library-list').getByRole('option', { name: /\.pdf/ }).first().dblclick()
      await studio.page.getByTestId('pdf-page').and(studio.page.locator('[data-state=drawn]')).first().waitFor()
    },
    close: async (studio) => {
      await closeViewer(studio)
      await closeFiles(studio)
    },
  },
  {
    name: 'viewer-text',
    open: async (studio) => {
      await sendFile(studio, CHAT, written('发布手册 release-runbook.md', RUNBOOK))
      await studio.desktop.message('release-runbook').getByRole('button', { name: /^Open/ }).click()
      await studio.page.getByTestId('viewer').getByText('npm run package').waitFor()
    },
    close: closeViewer,
  },
  {
    name: 'gif-at-rest',
    open: async (studio) => {
      await sendFile(studio, CHAT, written('bouncing.gif', sample('bouncing.gif')))
      await studio.page.getByTestId('gif-pill').last().waitFor()
      await studio.page.mouse.move(0, 0)
    },
  },
  {
    // Reduced motion: until it is pressed it rests.
    name: 'gif-that-moves',
    open: ({ desktop }) => desktop.openConversation(CHAT),
    // It rests again after three rounds.
    each: async ({ page }) => {
      await page
        .getByRole('button', { name: /^(Play |播放：)bouncing\.gif$/ })
        .last()
        .click()
      await page.locator('[data-testid=gif-still] + img').last().waitFor()
      await page.mouse.move(0, 0)
    },
    close: ({ page }) => page.mouse.move(0, 0),
  },
  {
    name: 'picture-that-cannot-be-shown',
    open: async (studio) => {
      await sendFile(studio, CHAT, written('whiteboard.png', sample('lake-at-dawn.png').subarray(0, 400)))
      await studio.page.mouse.move(0, 0)
    },
  },
  { name: 'stickers-none', open: openStickers },
  {
    name: 'stickers',
    open: async (studio) => {
      await openStickers(studio)
      const names = ['lake-at-dawn.png', 'bouncing.gif', 'hills-in-may.png', 'clicks-per-page.png', 'harbour-evening.png']
      await chooseInDialog(
        studio.desktop,
        names.map((name) => written(name, sample(name))),
      )
      await studio.page.getByRole('button', { name: 'Add…' }).click()
      await studio.page.getByRole('group', { name: 'My stickers' }).getByRole('button').nth(4).waitFor()
      await studio.page.mouse.move(0, 0)
    },
  },
  {
    name: 'stickers-being-removed',
    open: async (studio) => {
      await openStickers(studio)
      const { page } = studio
      await page.getByRole('group', { name: 'My stickers' }).getByRole('button').nth(4).waitFor()
      await page.getByRole('button', { name: 'Remove stickers' }).click()
      await page.getByRole('button', { name: 'Remove sticker 5 of 5' }).click()
      await page.getByText('Sticker removed').first().waitFor()
      await page.mouse.move(0, 0)
    },
  },
  {
    name: 'sticker-sent',
    open: async (studio) => {
      await openStickers(studio)
      const { page, desktop } = studio
      await page.getByRole('group', { name: 'My stickers' }).getByRole('button').first().click()
      await desktop.timeline.getByRole('group', { name: 'Sticker' }).last().waitFor()
      await desktop.waitForDelivery('sent', 'delivered', 'read')
      await page.mouse.move(0, 0)
    },
  },
  {
    name: 'place-and-card',
    open: async ({ desktop, stage }) => {
      await desktop.openConversation(CHAT)
      const conversationId = asConversationId(CHAT)
      const mapUrl = 'https://uri.amap.com/marker?position=116.397428,39.90923&name=天安门东门'
      await stage.people.dave.say(CHAT, {
        type: 'location',
        content: {
          lat: 22.5329,
          lng: 113.9397,
          desc: '深圳湾创业广场 Shenzhen Bay Startup Plaza',
          map_link: 'https://www.openstreetmap.org/',
        },
      })
      await stage.people.dave.say(CHAT, { type: 'contact', content: { user_id: 'bob', name: '王波 Bob Wang', avatar: '' } })
      const place = { lat: 39.90923, lng: 116.397428 }
      must(await desktop.call('messages:send', { conversationId, content: { kind: 'location', place, name: '天安门东门', mapUrl } }))
      must(await desktop.call('messages:send', { conversationId, content: { kind: 'contact', userId: 'carol', name: '李卡罗 Carol Li' } }))
      await desktop.message('李卡罗').waitFor()
      await desktop.timeline.evaluate((log) => (log.scrollTop = log.scrollHeight))
    },
  },
  { name: 'picture-of-a-person', open: openOwnPicture },
  {
    name: 'picture-of-a-person-cropped',
    open: async (studio) => {
      await openOwnPicture(studio)
      await chooseInDialog(studio.desktop, [written('lake-at-dawn.png', sample('lake-at-dawn.png'))])
      await studio.page.getByRole('button', { name: 'Choose a picture…' }).click()
      await studio.page.getByTestId('cropper').waitFor()
    },
  },
]
