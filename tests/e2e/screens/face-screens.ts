import type { MessageContent } from '../../../src/shared/message'
import { failed, feignFiles, file, forgetFiles, here, known, LINK, MB, picture, running, type Shown, SMALL, tried } from './feign-files'
import type { Screen, Studio } from './studio'

export const film = (change: object = {}): MessageContent => ({
  kind: 'video',
  url: '',
  name: '发布会 launch.mp4',
  size: 18.4 * MB,
  seconds: 84,
  width: 1280,
  height: 420,
  thumbHash: '1QcSHQRnh493V4dIh4eXh1h4kJUI',
  ...change,
})
export const voice = (change: object = {}): MessageContent => ({
  kind: 'sound',
  url: '',
  size: 0.1 * MB,
  seconds: 19,
  wave: 'BEKQVaefdcZTKFBEIOUZbdfecaYVQMJHFEDCBGLPTXcefdcbaYUQMIEBADHMRVZb',
  ...change,
})
const sticker = (change: object = {}): MessageContent =>
  picture({ isSticker: true, width: 110, height: 110, name: '', thumbHash: '', ...change })

const album = (shown: readonly Shown[]): readonly Shown[] =>
  shown.map(({ content, ...rest }) => ({
    ...rest,
    content: { ...content, album: '5f0c9a52-3b7e-4d51-8a55-0c3f6d1b2e47' } as MessageContent,
  }))

async function leaveViewer(studio: Studio): Promise<void> {
  await studio.page.keyboard.press('Escape')
  await studio.page.getByTestId('viewer').waitFor({ state: 'detached' })
  await forgetFiles(studio)
}

/** What is over the window is dark in either theme. */
const TWO_LANGUAGES = [
  { theme: 'light', language: 'zh-CN' },
  { theme: 'light', language: 'en' },
] as const

/** Media that are not here, on their way, not to be had, not to be shown: each kind beside its like. */
export const FACE_SCREENS: readonly Screen[] = [
  {
    name: 'faces-films-coming',
    open: (studio) =>
      feignFiles(studio, [
        { content: film({ url: LINK }), file: known('video') },
        { content: film({ thumbUrl: SMALL }), file: known('video'), way: { progress: running(2.1, 5), done: 7.9 } },
        { content: film({ height: 200 }), file: known('video'), way: { progress: { step: 'paused' }, done: 7.9 } },
        { content: film({ url: LINK }), file: known('video'), way: { progress: tried('link_failed'), done: 0 } },
        { content: film({ thumbUrl: SMALL }), file: here('video'), isMine: true },
      ]),
    close: forgetFiles,
  },
  {
    name: 'faces-films-lacking',
    open: (studio) =>
      feignFiles(studio, [
        { content: film(), file: known('video', { lack: 'gone' }) },
        { content: film({ url: LINK, height: 200 }), file: known('video', { lack: 'refused' }) },
        { content: film({ thumbUrl: SMALL }), file: here('video', { fault: 'broken' }) },
        { content: film({ thumbHash: '' }), file: known('video', { lack: 'damaged' }) },
        { content: film({ url: LINK }), file: known('video'), way: { progress: failed('link_failed'), done: 0 } },
      ]),
    close: forgetFiles,
  },
  {
    name: 'faces-album',
    open: (studio) =>
      feignFiles(
        studio,
        album([
          { content: film({ url: LINK }), file: known('video', { lack: 'gone' }) },
          { content: picture(), file: known('picture', { lack: 'refused' }) },
          { content: film(), file: here('video', { fault: 'broken' }) },
          { content: picture({ thumbUrl: SMALL }), file: here('picture', { fault: 'unknown_kind' }) },
          { content: film(), file: known('video'), way: { progress: failed('too_large'), done: 0 } },
          { content: picture(), file: known('picture'), way: { progress: running(1, 2), done: 1.1 } },
          { content: film(), file: known('video') },
          { content: picture({ thumbHash: '' }), file: here('picture', { fault: 'crashed' }) },
          { content: picture(), file: known('picture'), way: { progress: tried('disk_full'), done: 1.1 } },
        ]),
      ),
    close: forgetFiles,
  },
  {
    name: 'faces-voices',
    open: (studio) =>
      feignFiles(studio, [
        { content: voice(), file: here('sound', { isUnheard: true }) },
        {
          content: voice({ seconds: 3 }),
          file: known('sound'),
          isMine: true,
          way: { progress: { step: 'waiting', why: 'link' }, done: 0 },
        },
        { content: voice(), file: known('sound'), way: { progress: running(0.1, 2), done: 0.05 } },
        { content: voice(), file: known('sound'), way: { progress: failed('gone'), done: 0 } },
        { content: voice(), file: known('sound', { lack: 'refused' }) },
        { content: voice(), file: known('sound', { lack: 'damaged' }) },
        { content: voice({ url: LINK }), file: known('sound', { lack: 'gone' }), isMine: true },
      ]),
    close: forgetFiles,
  },
  {
    name: 'faces-stickers',
    open: (studio) =>
      feignFiles(studio, [
        { content: sticker({ thumbUrl: SMALL }), file: here('picture') },
        { content: sticker(), file: known('picture') },
        { content: sticker(), file: known('picture', { lack: 'gone' }), isMine: true },
        { content: sticker({ width: 60, height: 60 }), file: known('picture', { lack: 'gone' }) },
        { content: sticker(), file: here('picture', { fault: 'unknown_kind' }) },
        { content: sticker(), file: known('picture'), way: { progress: failed('not_found'), done: 0 } },
      ]),
    close: forgetFiles,
  },
  {
    name: 'faces-cards',
    open: (studio) => {
      const place = { lat: 31.23041, lng: 121.47371 }
      const map = { mapUrl: 'https://maps.example.com/' }
      return feignFiles(studio, [
        { content: { kind: 'location', name: '外滩 The Bund', place, coverUrl: `${LINK}/map.png`, ...map } },
        { content: { kind: 'location', name: '三号会议室 Room 3', place, coverUrl: SMALL, ...map }, isMine: true },
        {
          content: {
            kind: 'link',
            url: LINK,
            title: '季度报告 Quarterly report',
            desc: '十二页 Twelve pages',
            pictureUrl: `${LINK}/cover.png`,
          },
        },
      ])
    },
    close: forgetFiles,
  },
  {
    name: 'faces-viewer',
    looks: TWO_LANGUAGES,
    open: async (studio) => {
      await feignFiles(studio, [{ content: picture({ url: LINK, name: '白板 wall.jpg' }), file: known('picture', { lack: 'refused' }) }])
      await studio.page.getByRole('button', { name: 'Open 白板 wall.jpg' }).click()
      await studio.page.getByTestId('viewer-note').waitFor()
    },
    close: leaveViewer,
  },
  {
    name: 'faces-viewer-document',
    looks: TWO_LANGUAGES,
    open: async (studio) => {
      await feignFiles(studio, [{ content: file('报价单 quote.pdf', 2.4), file: here('pdf') }])
      await studio.page.locator('article').last().getByRole('button', { name: 'Open', exact: true }).click()
      await studio.page.getByTestId('viewer-note').waitFor()
    },
    close: leaveViewer,
  },
]
