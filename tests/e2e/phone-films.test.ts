import type { Locator } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startServer } from '../../src/server/server'
import { HeldProxy } from '../helpers/held-proxy'
import { must } from '../helpers/results'
import { asConversationId } from '../../src/shared/ids'
import { Desktop } from './desktop'
import { phoneFilm, type PhoneFilm } from './phone-film'
import { playFilm } from './play-film'
import { sayFile } from './strange-files'

const CHAT = asConversationId('c2c:alice:bob')

let server: Awaited<ReturnType<typeof startServer>>
let way: HeldProxy
let bob: Desktop
let film: PhoneFilm

beforeAll(async () => {
  server = await startServer({ host: '127.0.0.1', tcp: 0, ws: 0, http: 0, demo: { messages: 60 } })
  way = await HeldProxy.open(server.ports.http)
  bob = await Desktop.launch()
  await bob.signIn({ ...server, ports: { ...server.ports, http: way.port } }, 'bob')
  must(await bob.call('settings:set', { autoDownload: { images: 8, videos: 0, files: 0, voice: true } }))
  await bob.openConversation(CHAT)
  film = await phoneFilm(bob.page, 50_000)
})
afterAll(async () => {
  way?.release()
  await bob?.close()
  await way?.close()
  await server?.close()
})

/** Of somebody who says nothing of how large or long it is. */
async function sent(name: string, bytes: Buffer): Promise<Locator> {
  await sayFile({ server }, { as: 'alice', to: 'bob' }, 'video', { name, mime: 'video/mp4', bytes })
  const card = bob.timeline.locator('[data-local-id]').filter({ has: bob.page.getByRole('group', { name: new RegExp(name) }) })
  await card.waitFor()
  return card
}

/** What is drawn there: its edges, and whether it is redder than blue above and below its middle. */
function drawnOf(drawn: Locator): Promise<unknown> {
  return drawn.evaluate(async (element) => {
    const isImage = element instanceof HTMLImageElement
    if (isImage) await element.decode()
    const film = element as HTMLImageElement & HTMLVideoElement
    const [width, height] = isImage ? [film.naturalWidth, film.naturalHeight] : [film.videoWidth, film.videoHeight]
    const pen = new OffscreenCanvas(width, height).getContext('2d')!
    pen.drawImage(film, 0, 0)
    const isRed = (share: number): boolean => {
      const [red = 0, , blue = 0] = pen.getImageData(width / 2, Math.floor(height * share), 1, 1).data
      return red > blue
    }
    return { width, height, isRed: [isRed(0.2), isRed(0.8)] }
  })
}

const timeOf = (video: Locator): Promise<number> => video.evaluate((element) => (element as HTMLVideoElement).currentTime)

it('a film of a telephone that was held upright plays from its front while it comes, and stands upright', async () => {
  const hold = way.hold('down', Math.floor(film.bytes.length * 0.45))
  const card = await sent('upright.mp4', film.bytes)
  await card.getByRole('button', { name: /^Download/ }).click()
  await hold
  const video = card.getByTestId('card-video')
  await expect.poll(() => timeOf(video)).toBeGreaterThan(0.3)
  expect(Number(await card.getByRole('progressbar').getAttribute('aria-valuenow'))).toBeLessThan(50)
  expect(await video.getAttribute('src')).toMatch(/^jim-media:\/\/arriving\/\d+$/)
  expect(await video.evaluate((element) => [(element as HTMLVideoElement).videoWidth, (element as HTMLVideoElement).videoHeight])).toEqual([
    film.width,
    film.height,
  ])
  way.release()
  await card.getByRole('progressbar').waitFor({ state: 'detached' })
})

it('its poster stands upright too, and it is told as high as it is seen', async () => {
  const card = bob.timeline.locator('[data-local-id]').filter({ has: bob.page.getByRole('group', { name: /upright/ }) })
  const poster = card.locator('img[src^="jim-media://poster/"]')
  await poster.waitFor()
  expect(await drawnOf(poster)).toEqual({ width: film.width, height: film.height, isRed: [true, false] })
  const content = async () =>
    must(await bob.call('timeline:page', { conversationId: CHAT, anchor: { at: 'end' }, limit: 1 })).messages.at(-1)?.content
  await expect.poll(content).toMatchObject({ kind: 'video', width: film.width, height: film.height, seconds: film.seconds })
  // The window hears of it a little after the store has it.
  const edges = async (): Promise<number> => {
    const { width, height } = (await card.getByRole('group', { name: /upright/ }).boundingBox())!
    return width / height
  }
  await expect.poll(edges).toBeCloseTo(film.width / film.height, 1)
})

it('is sought to wherever one wants, from its file', async () => {
  // Other bytes: another file.
  const card = await sent('whole.mp4', Buffer.concat([film.bytes, Buffer.from('\0\0\0\x08free', 'latin1')]))
  await playFilm(card)
  const video = card.locator('video')
  await expect.poll(() => timeOf(video)).toBeGreaterThan(0)
  const seen = await video.evaluate(async (element) => {
    const film = element as HTMLVideoElement
    film.pause()
    const reached: number[] = []
    for (const at of [7.5, 0.5, 4]) {
      const isThere = new Promise((done) => film.addEventListener('seeked', done, { once: true }))
      film.currentTime = at
      await isThere
      reached.push(film.currentTime)
    }
    return { reached, from: film.seekable.start(0), to: film.seekable.end(0) }
  })
  expect(seen).toEqual({ reached: [7.5, 0.5, 4], from: 0, to: film.seconds })
  expect(await video.evaluate((element) => [(element as HTMLVideoElement).videoWidth, (element as HTMLVideoElement).videoHeight])).toEqual([
    film.width,
    film.height,
  ])
})
