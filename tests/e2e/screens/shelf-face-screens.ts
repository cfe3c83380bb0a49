import type { MessageContent } from '../../../src/shared/message'
import type { Shelf } from '../../../src/shared/shelf'
import { film, voice } from './face-screens'
import { feignAnswers, feignFailure, holdCalls } from './feign'
import {
  failed,
  feignedMessages,
  file,
  forgetTransfers,
  here,
  known,
  LINK,
  picture,
  running,
  type Shown,
  SMALL,
  tellTransfers,
  tried,
} from './feign-files'
import { GALLERY } from './gallery'
import type { Screen, Studio } from './studio'

/** Pictures and films: here, not here, on their way, not to be had, not to be shown. */
export const MEDIA: readonly Shown[] = [
  { content: picture({ thumbUrl: SMALL, name: '白板 wall.jpg' }), file: here('picture') },
  { content: picture({ thumbUrl: SMALL }), file: known('picture') },
  { content: picture(), file: known('picture') },
  { content: picture(), file: known('picture'), way: { progress: running(1, 2), done: 1.1 } },
  { content: picture({ thumbUrl: SMALL }), file: known('picture'), way: { progress: failed('link_failed'), done: 0 } },
  { content: picture({ thumbHash: '' }), file: known('picture', { lack: 'gone' }) },
  { content: picture({ url: LINK }), file: known('picture', { lack: 'refused' }) },
  { content: picture({ thumbHash: '' }), file: known('picture', { lack: 'too_large' }) },
  { content: picture({ thumbHash: '' }), file: here('picture', { fault: 'broken' }) },
  { content: picture({ thumbUrl: SMALL }), file: here('picture', { fault: 'unknown_kind' }) },
  { content: film({ thumbUrl: SMALL }), file: here('video') },
  { content: film(), file: known('video') },
  { content: film({ thumbHash: '' }), file: here('video', { fault: 'broken' }) },
  { content: film({ thumbHash: '' }), file: known('video', { lack: 'gone' }) },
  { content: film(), file: known('video'), isMine: true, way: { progress: tried('server_full'), done: 7.9 } },
]

const FILES: readonly Shown[] = [
  { content: file('首页 2.0 评审纪要 Review notes.pdf', 2.4), file: here('pdf', { isSaved: true }) },
  { content: file('roadmap_2027.key', 8.1), file: known('slides') },
  { content: file('全员会议录像 all-hands_recording.mp4', 560), file: known('video'), way: { progress: running(6.2, 26), done: 397 } },
  { content: file('budget.xlsx', 3.4), file: known('sheet'), isMine: true, way: { progress: { step: 'waiting', why: 'link' }, done: 0 } },
  { content: file('Supplier contract_v3 (signed).docx', 1.2), file: known('document'), way: { progress: failed('link_failed'), done: 0 } },
  { content: file('brand-kit.zip', 33.6), file: known('archive', { lack: 'gone' }) },
  { content: file('会议纪要_2026-11.docx', 0.4, { url: LINK }), file: known('document', { lack: 'refused' }) },
  { content: file('office_tour_4k.mov', 2900, { url: LINK }), file: known('video', { lack: 'too_large' }) },
  { content: file('replica_check.exe', 4.1), file: here('other', { danger: 'program' }) },
]

const VOICES: readonly Shown[] = [
  { content: voice(), file: here('sound', { isUnheard: true }) },
  { content: voice({ seconds: 3 }), file: known('sound') },
  { content: voice(), file: known('sound'), way: { progress: running(0.1, 2), done: 0.05 } },
  { content: voice(), file: known('sound'), way: { progress: failed('gone'), done: 0 } },
  { content: voice(), file: known('sound', { lack: 'refused' }) },
  { content: voice(), file: known('sound', { lack: 'damaged' }), isMine: true },
]

const link = (change: object): MessageContent => ({ kind: 'link', url: LINK, title: '', desc: '', ...change }) as MessageContent
const LINKS: readonly Shown[] = [
  { content: link({ title: '季度报告 Quarterly report' }) },
  { content: link({ title: 'A title so long that two lines of the shelf do not hold it, 而且还有中文，需要在两行之后截断' }) },
  { content: { kind: 'text', text: `see ${LINK} there` }, isMine: true },
]

const ALL_LINES: readonly Shown[] = [...VOICES, ...FILES]

const newestFirst = (shown: readonly Shown[]) => feignedMessages(shown).toReversed()
const NO_COUNTS = { pictures: 0, videos: 0, documents: 0, voice: 0, links: 0, others: 0 }

/** The page of all files stands in the rail's fourth place: its name is another one in each language. It keeps what it has: it is asked anew. */
async function openLibrary({ page }: Studio, kind: 'Everything' | 'Pictures' | 'Documents' = 'Everything'): Promise<void> {
  await page.locator('nav button').nth(3).click()
  const kinds = page.getByRole('list', { name: 'Kinds' })
  for (const each of ['Links', kind]) await kinds.getByRole('button', { name: each }).click()
}

async function leaveLibrary(studio: Studio): Promise<void> {
  await feignAnswers(studio, {})
  await forgetTransfers(studio)
  await openLibrary(studio)
  await studio.page.getByTestId('library-list').getByRole('option').first().waitFor()
  await studio.page.locator('nav button').nth(1).click()
  await studio.desktop.conversations.waitFor()
}

async function showLibrary(studio: Studio, kind: 'Pictures' | 'Documents', shown: readonly Shown[]): Promise<void> {
  await feignAnswers(studio, {
    'library:page': { messages: newestFirst(shown) },
    'library:counts': { ...NO_COUNTS, [kind.toLowerCase()]: shown.length },
  })
  await openLibrary(studio, kind)
  await studio.page.getByText(`${shown.length} items`).waitFor()
  await studio.page.getByTestId('library-list').getByRole('option', { name: /Frank/ }).first().waitFor()
  await tellTransfers(studio, shown)
}

async function openShelf(studio: Studio, shelf: Shelf): Promise<void> {
  const { desktop, page } = studio
  await desktop.openConversation(GALLERY.cards)
  await page.getByRole('button', { name: 'Media and files' }).click()
  const names = { media: 'Media', files: 'Files', links: 'Links', voice: 'Voice' } as const
  await page.getByRole('tab', { name: names[shelf], exact: true }).click()
}

async function showShelf(studio: Studio, shelf: Shelf, shown: readonly Shown[]): Promise<void> {
  await feignAnswers(studio, {
    'shelf:page': { messages: feignedMessages(shown), older: 0, newer: 0 },
    'shelf:counts': [shown.length],
  })
  await openShelf(studio, shelf)
  await studio.page.getByTestId('shelf').locator('li').first().waitFor()
  await tellTransfers(studio, shown)
}

async function leaveShelf(studio: Studio): Promise<void> {
  await feignAnswers(studio, {})
  await forgetTransfers(studio)
  await studio.page.getByTestId('shelf').locator('header button').last().click()
  await studio.page.getByTestId('shelf').waitFor({ state: 'detached' })
}

const SHELVES = [
  ['media', MEDIA],
  ['files', FILES],
  ['links', LINKS],
  ['voice', VOICES],
] as const satisfies readonly (readonly [Shelf, readonly Shown[]])[]

/** All files, and those of one chat, in every face. */
export const SHELF_FACE_SCREENS: readonly Screen[] = [
  {
    name: 'faces-library-lines',
    each: (studio) => tellTransfers(studio, ALL_LINES),
    open: async (studio) => {
      await showLibrary(studio, 'Documents', ALL_LINES)
      // By keys: where the focus is can be seen.
      await studio.page.getByTestId('library-list').focus()
      await studio.page.keyboard.press('ArrowDown')
      await studio.page.keyboard.press('ArrowDown')
      await studio.page.keyboard.press('ArrowDown')
      await studio.page.getByTestId('library-panel').waitFor()
    },
    close: leaveLibrary,
  },
  {
    name: 'faces-library-tiles',
    each: (studio) => tellTransfers(studio, MEDIA),
    open: async (studio) => {
      await showLibrary(studio, 'Pictures', MEDIA)
      await studio.page.getByTestId('library-list').getByRole('option').nth(6).click()
      await studio.page.getByTestId('library-panel').waitFor()
    },
    close: leaveLibrary,
  },
  {
    name: 'faces-library-pictures-in-lines',
    each: (studio) => tellTransfers(studio, MEDIA),
    open: async (studio) => {
      await showLibrary(studio, 'Pictures', MEDIA)
      await studio.page.getByRole('button', { name: 'Everything in lines' }).click()
      await studio.page.getByTestId('library-list').getByRole('option').nth(10).click()
      await studio.page.getByTestId('library-panel').waitFor()
    },
    close: async (studio) => {
      await studio.page.getByRole('button', { name: 'Pictures as tiles' }).click()
      await leaveLibrary(studio)
    },
  },
  {
    name: 'faces-library-none',
    open: async (studio) => {
      await feignAnswers(studio, { 'library:page': { messages: [] }, 'library:counts': NO_COUNTS })
      await openLibrary(studio)
      await studio.page.getByText('No files yet').waitFor()
    },
    close: leaveLibrary,
  },
  {
    name: 'faces-library-nothing-found',
    open: async (studio) => {
      await openLibrary(studio)
      await studio.page.getByLabel('Search names and captions').fill('没有这样的文件')
      await studio.page.getByText('Nothing fits').waitFor()
    },
    close: async (studio) => {
      await studio.page.getByRole('button', { name: 'Show everything' }).click()
      await leaveLibrary(studio)
    },
  },
  {
    name: 'faces-library-failed',
    open: async (studio) => {
      await feignFailure(studio, 'library:page', 'busy')
      await openLibrary(studio)
      await studio.page.getByText('It could not be read').waitFor()
    },
    close: leaveLibrary,
  },
  {
    name: 'faces-library-loading',
    open: async (studio) => {
      await feignAnswers(studio, { 'library:page': { messages: [] }, 'library:counts': NO_COUNTS })
      await openLibrary(studio)
      await studio.page.getByText('No files yet').waitFor()
      await holdCalls(studio, ['library:page'])
      await openLibrary(studio)
      await studio.page.locator('main .skeleton').first().waitFor()
    },
    close: leaveLibrary,
  },
  ...SHELVES.map(([shelf, shown]): Screen => ({
    name: `faces-shelf-${shelf}`,
    open: (studio) => showShelf(studio, shelf, shown),
    each: (studio) => tellTransfers(studio, shown),
    close: leaveShelf,
  })),
  ...SHELVES.map(([shelf]): Screen => ({
    name: `faces-shelf-${shelf}-none`,
    open: async (studio) => {
      await feignAnswers(studio, { 'shelf:page': { messages: [], older: 0, newer: 0 }, 'shelf:counts': [] })
      await openShelf(studio, shelf)
      await studio.page
        .getByTestId('shelf')
        .getByText(/^No .* yet$/)
        .waitFor()
    },
    close: leaveShelf,
  })),
  {
    name: 'faces-shelf-failed',
    open: async (studio) => {
      await feignFailure(studio, 'shelf:page', 'busy')
      await openShelf(studio, 'files')
      await studio.page.getByTestId('shelf').getByText('It could not be read').waitFor()
    },
    close: leaveShelf,
  },
]
