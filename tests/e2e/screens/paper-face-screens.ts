import type { ChosenFile, RefusedFile } from '../../../src/shared/file'
import { must } from '../../helpers/results'
import { smallPdf } from '../../helpers/small-pdf'
import { feignAnswers, tell } from './feign'
import { feignFiles, forgetFiles, MB, SMALL } from './feign-files'
import { GALLERY } from './gallery'
import { closeViewer, sendFile, written } from './library-screens'
import type { Look, Screen, Studio } from './studio'

const CHAT = 'c2c:alice:dave'
const PASSWORD = 's3cret'

/** What is over the window is dark in either theme. */
const TWO_LANGUAGES: readonly Look[] = [
  { theme: 'light', language: 'zh-CN' },
  { theme: 'light', language: 'en' },
]

async function openSent(studio: Studio, name: string, bytes: Buffer | string): Promise<void> {
  await sendFile(studio, CHAT, written(name, bytes))
  await studio.desktop
    .message(name.replace(/\.\w+$/, ''))
    .getByRole('button', { name: /^Open/ })
    .click()
}

const field = ({ page }: Studio) => page.getByTestId('viewer-pdf').locator('input')

const LOG = Array.from(
  { length: 30_000 },
  (_, n) => `2026-11-27 10:${String(n % 60).padStart(2, '0')} 导航 nav-${n} clicks ${120 + (n % 7)}`,
).join('\n')

const given = (name: string, change: Partial<ChosenFile> = {}): ChosenFile => ({
  id: name,
  name,
  size: 2.4 * MB,
  mime: 'application/octet-stream',
  family: 'other',
  ...change,
})
const pictureGiven = (name: string, previewUrl: string): ChosenFile =>
  given(name, { mime: 'image/heic', family: 'picture', picture: { width: 4032, height: 3024, previewUrl } })
const REFUSED: readonly RefusedFile[] = [
  { name: '全员会议录像 all-hands_recording_2026-11-27_final_final.mov', code: 'too_large' },
  { name: 'salaries.xlsx', code: 'no_access' },
  { name: '设计稿 Drafts', code: 'is_folder' },
  { name: 'empty.txt', code: 'empty' },
  { name: 'IMG_2044.HEIC', code: 'not_found' },
  { name: 'backup.sock', code: 'not_a_file' },
  { name: 'one-more.png', code: 'too_many' },
]

/** A file that this server does not have. */
const LOST = '/v1/files/f_aaaaaaaaaaaaaaaaaaaaaaaaaa'
const PICTURES = [SMALL, LOST, 'https://pictures.example.com/me.png', '']

/** Documents over the window, what cannot be sent, and pictures of people: each where something is in the way. */
export const PAPER_FACE_SCREENS: readonly Screen[] = [
  {
    name: 'faces-viewer-locked',
    looks: TWO_LANGUAGES,
    open: async (studio) => {
      await openSent(studio, '薪资表 salaries.pdf', smallPdf('Salaries', { password: PASSWORD }))
      await field(studio).waitFor()
    },
    close: closeViewer,
  },
  {
    name: 'faces-viewer-wrong-password',
    looks: TWO_LANGUAGES,
    open: async (studio) => {
      await openSent(studio, '合同 contract.pdf', smallPdf('Contract', { password: PASSWORD }))
      await field(studio).fill('swordfish')
      await studio.page.keyboard.press('Enter')
      await studio.page.getByText('That is not its password').waitFor()
    },
    close: closeViewer,
  },
  {
    name: 'faces-viewer-damaged',
    looks: TWO_LANGUAGES,
    open: async (studio) => {
      await openSent(studio, '扫描件 scan.pdf', smallPdf('Scan').subarray(0, 60))
      await studio.page.getByTestId('viewer-note').waitFor()
    },
    close: closeViewer,
  },
  {
    name: 'faces-viewer-text-cut',
    looks: TWO_LANGUAGES,
    open: async (studio) => {
      await openSent(studio, '导航日志 navigation.log', LOG)
      await studio.page.getByTestId('viewer').getByText('nav-12 ').waitFor()
    },
    close: closeViewer,
  },
  {
    name: 'faces-sheet',
    open: async (studio) => {
      const files = [
        pictureGiven('IMG_2043 会议室的白板 whiteboard.HEIC', 'jim-media://chosen/none'),
        given('wall.png', {
          mime: 'image/png',
          family: 'picture',
          picture: {
            width: 80,
            height: 60,
            previewUrl: `jim-media://inline/${SMALL.split(',')[1]!.replaceAll('+', '-').replaceAll('/', '_')}`,
          },
        }),
        given('replica_check.exe', { danger: 'program' }),
      ]
      await feignAnswers(studio, { 'files:choose': { files, refused: REFUSED } })
      await studio.desktop.openConversation(GALLERY.media)
      await studio.page.getByRole('button', { name: 'Attach files' }).click()
      await studio.page.locator('[data-chosen]').nth(2).waitFor()
    },
    close: discard,
  },
  {
    name: 'faces-sheet-none',
    open: async (studio) => {
      await feignAnswers(studio, { 'files:choose': { files: [], refused: REFUSED.slice(0, 2) } })
      await studio.desktop.openConversation(GALLERY.media)
      await studio.page.getByRole('button', { name: 'Attach files' }).click()
      await studio.page.getByRole('dialog').getByText('2 cannot be sent').waitFor()
    },
    close: discard,
  },
  {
    name: 'faces-avatars',
    open: async (studio) => {
      const listed = must(await studio.desktop.call('conversations:list'))
      await tell(
        studio,
        'conversations',
        listed.map((conversation, index) => ({ ...conversation, avatar: PICTURES[index % PICTURES.length]! })),
      )
      const names = ['李卡罗 Carol Li', '张伟 Frank Zhang', 'Ivan Petrov', '林宁 Nina Lin'] as const
      await feignFiles(
        studio,
        names.map((name, index) => ({
          content: { kind: 'text', text: `${index + 1}. ${['在这里', 'lost', 'elsewhere', '没有'][index]!}` },
          from: { id: `person-${index}`, name, avatar: PICTURES[index]! },
        })),
      )
    },
    close: async (studio) => {
      await tell(studio, 'conversations', must(await studio.desktop.call('conversations:list')))
      await forgetFiles(studio)
    },
  },
]

async function discard(studio: Studio): Promise<void> {
  const { page } = studio
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  const question = page.getByRole('dialog').getByRole('button', { name: 'Discard' })
  await question.or(page.locator('body:not(:has([role=dialog]))')).first().waitFor()
  if (await question.isVisible()) await question.click()
  await feignAnswers(studio, {})
}
