import type { Choice } from '../../../src/shared/file'
import { asConversationId } from '../../../src/shared/ids'
import { fromJson } from '../../../src/shared/json-text'
import { must } from '../../helpers/results'
import type { Screen, Studio } from './studio'

const CHAT = 'c2c:alice:bob'

/** Edges of the pictures that are drawn, in px. */
const EDGES = [
  [2400, 1600],
  [1200, 1600],
  [1800, 1200],
  [1600, 1600],
  [2000, 900],
] as const

/** A landscape in the page's own canvas, as a picture that is pasted. */
async function drawn(studio: Studio, index: number): Promise<string> {
  const [width, height] = EDGES[index % EDGES.length]!
  const answer = await studio.page.evaluate(
    async ([w, h, n]) => {
      const canvas = Object.assign(document.createElement('canvas'), { width: w, height: h })
      const pen = canvas.getContext('2d')!
      const hue = (n * 47 + 190) % 360
      const sky = pen.createLinearGradient(0, 0, 0, h)
      sky.addColorStop(0, `hsl(${hue} 60% 34%)`)
      sky.addColorStop(1, `hsl(${(hue + 40) % 360} 80% 78%)`)
      pen.fillStyle = sky
      pen.fillRect(0, 0, w, h)
      pen.fillStyle = `hsl(${(hue + 70) % 360} 90% 88%)`
      pen.beginPath()
      pen.arc(w * (0.3 + 0.1 * n), h * 0.34, h * 0.08, 0, 2 * Math.PI)
      pen.fill()
      for (let ridge = 0; ridge < 4; ridge += 1) {
        pen.fillStyle = `hsl(${(hue + 20) % 360} ${38 - ridge * 6}% ${38 - ridge * 9}%)`
        pen.beginPath()
        pen.moveTo(0, h)
        for (let x = 0; x <= w; x += 8) {
          const wave = Math.sin(x / (w * 0.07) + ridge * 2 + n) + Math.sin(x / (w * 0.023) + ridge * 5 + n) * 0.4
          pen.lineTo(x, h * (0.52 + ridge * 0.12) + wave * h * 0.05)
        }
        pen.lineTo(w, h)
        pen.fill()
      }
      const jpeg = await new Promise<Blob>((done) => canvas.toBlob((blob) => done(blob!), 'image/jpeg', 0.9))
      return window.jim.call('files:paste', { bytes: new Uint8Array(await jpeg.arrayBuffer()), mime: 'image/jpeg' })
    },
    [width, height, index] as const,
  )
  return must(fromJson(answer) as { readonly ok: true; readonly value: Choice }).files[0]!.id
}

/** Sends pictures in one go, and waits until they are drawn. */
async function sendPictures(studio: Studio, count: number, caption: string): Promise<void> {
  await studio.desktop.openConversation(CHAT)
  const ids: string[] = []
  for (let index = 0; index < count; index += 1) ids.push(await drawn(studio, index))
  const files = ids.map((id) => ({ id, as: 'picture' as const }))
  must(await studio.desktop.call('files:send', { conversationId: asConversationId(CHAT), files, caption }))
  await studio.page.locator('[data-testid=caption]', { hasText: caption }).waitFor()
  // A preview that cannot be made is given up after a while; until then its picture is not sent.
  studio.page.setDefaultTimeout(60_000)
  await studio.desktop.waitForDelivery('sent', 'delivered', 'read')
  studio.page.setDefaultTimeout(15_000)
}

async function closeShelf({ page }: Studio): Promise<void> {
  await page.getByTestId('shelf').locator('header button').last().click()
  await page.getByTestId('shelf').waitFor({ state: 'detached' })
}

/** Pictures and films over the window, and beside the chat. */
export const MEDIA_SCREENS: readonly Screen[] = [
  {
    name: 'album',
    open: async (studio) => {
      await sendPictures(studio, 5, '周末团建，先挑五张 Five from the weekend')
      await sendPictures(studio, 4, '工作坊之后 After the workshop')
      await studio.desktop.timeline.evaluate((log) => (log.scrollTop = log.scrollHeight))
    },
  },
  {
    name: 'viewer',
    open: async (studio) => {
      await studio.desktop.openConversation(CHAT)
      await studio.page
        .getByTestId('album')
        .last()
        .getByRole('button', { name: /^Open / })
        .last()
        .click()
      await studio.page.getByTestId('viewer-picture').waitFor()
      await studio.page.keyboard.press('ArrowLeft')
      await studio.page.keyboard.press('ArrowLeft')
    },
  },
  {
    name: 'shelf-media',
    open: async (studio) => {
      await studio.desktop.openConversation(CHAT)
      await studio.page.getByRole('button', { name: 'Media and files' }).click()
      await studio.page.getByTestId('shelf').locator('li img').first().waitFor()
    },
    close: closeShelf,
  },
  {
    name: 'shelf-files',
    open: async (studio) => {
      await studio.desktop.openConversation('c2g:launch-media')
      await studio.page.getByRole('button', { name: 'Media and files' }).click()
      await studio.page.getByRole('tab', { name: 'Files' }).click()
      await studio.page.getByTestId('shelf').getByText('launch-assets').waitFor()
    },
    close: closeShelf,
  },
]
