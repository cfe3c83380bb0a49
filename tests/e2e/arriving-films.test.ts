import type { Locator } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startServer } from '../../src/server/server'
import { HeldProxy } from '../helpers/held-proxy'
import { must } from '../helpers/results'
import { Desktop } from './desktop'
import { drawnFrames, webm } from './drawn-film'
import { sayFile } from './strange-files'

const CHAT = 'c2c:alice:bob'
const MiB = 1024 * 1024

let server: Awaited<ReturnType<typeof startServer>>
let way: HeldProxy
let bob: Desktop
let film: Buffer

beforeAll(async () => {
  server = await startServer({ host: '127.0.0.1', tcp: 0, ws: 0, http: 0, demo: { messages: 60 } })
  way = await HeldProxy.open(server.ports.http)
  bob = await Desktop.launch()
  const ports = { ...server.ports, http: way.port }
  await bob.signIn({ ...server, ports }, 'bob')
  // Films come when they are asked for.
  must(await bob.call('settings:set', { autoDownload: { images: 8, videos: 0, files: 0, voice: true } }))
  await bob.openConversation(CHAT)
  // Eight seconds and eight megabytes.
  film = webm(await drawnFrames(bob.page, 200), 40_000)
})
afterAll(async () => {
  way?.release()
  await bob?.close()
  await way?.close()
  await server?.close()
})

/** A film of Alice's, of which no more than so many bytes come until they are let go. */
async function sent(name: string, bytes: Buffer, held: number): Promise<Locator> {
  await sayFile(
    { server },
    { as: 'alice', to: 'bob' },
    'video',
    { name, mime: 'video/webm', bytes },
    { seconds: 8, width: 640, height: 480 },
  )
  const card = bob.timeline.locator('[data-local-id]').filter({ has: bob.page.getByRole('group', { name: new RegExp(name) }) })
  const hold = way.hold('down', held)
  await card.getByRole('button', { name: /^Download/ }).click()
  await hold
  return card
}

const timeOf = (video: Locator): Promise<number> => video.evaluate((element) => (element as HTMLVideoElement).currentTime)
/** Of a hundred. */
const doneOf = async (card: Locator): Promise<number> => Number(await card.getByRole('progressbar').getAttribute('aria-valuenow'))

it('a film plays from its front while less than half of it is here, and on to its end when the rest has come', async () => {
  const card = await sent('front.webm', film, Math.floor(film.length * 0.45))
  // It was asked for, and begins by itself.
  const video = card.getByTestId('card-video')
  await video.waitFor()
  await expect.poll(() => timeOf(video)).toBeGreaterThan(0.5)
  expect(await doneOf(card)).toBeLessThan(50)
  const address = await video.getAttribute('src')
  expect(address).toMatch(/^jim-media:\/\/arriving\/\d+$/)

  // What is not here yet is waited for, and seen to be.
  await video.evaluate(async (element) => {
    const film = element as HTMLVideoElement
    const isSeeking = new Promise((done) => film.addEventListener('seeking', done, { once: true }))
    film.currentTime = 6
    await isSeeking
  })
  await card.getByTestId('picture-pill').waitFor()
  expect(await video.evaluate((element) => (element as HTMLVideoElement).seeking)).toBe(true)
  expect(await doneOf(card)).toBeLessThan(50)

  way.release()
  await video.evaluate(async (element) => {
    const film = element as HTMLVideoElement
    if (!film.ended) await new Promise((done) => film.addEventListener('ended', done, { once: true }))
  })
  // The same player, at the same address, though the film lies in the cache now.
  await card.getByRole('progressbar').waitFor({ state: 'detached' })
  expect(await video.getAttribute('src')).toBe(address)

  await bob.conversations.locator(`[role=option]:not([data-id="${CHAT}"])`).first().click()
  await video.waitFor({ state: 'detached' })
  await bob.openConversation(CHAT)
  await card.getByRole('button', { name: /^Play/ }).click()
  await expect.poll(() => timeOf(video)).toBeGreaterThan(0)
  expect(await video.getAttribute('src')).toMatch(/^jim-media:\/\/file\/[0-9a-f]{64}$/)
})

it('a film whose download is taken back plays no longer', async () => {
  const card = await sent('dropped.webm', Buffer.concat([film, Buffer.from([1])]), Math.floor(film.length * 0.45))
  const video = card.getByTestId('card-video')
  await expect.poll(() => timeOf(video)).toBeGreaterThan(0)
  await card.getByRole('button', { name: /^Cancel/ }).click()
  await video.waitFor({ state: 'detached' })
  await card.getByRole('button', { name: /^Download/ }).waitFor()
  way.release()
})

it('what is called a film and is none waits with its ring, and plays nowhere', async () => {
  const card = await sent('noise.webm', Buffer.alloc(6 * MiB, 'no film '), 3 * MiB)
  await card.getByRole('progressbar').waitFor()
  expect(await card.getByRole('button', { name: /^Play/ }).count()).toBe(0)
  way.release()
  // Whole, it was tried, and is said to be none.
  await card.getByTestId('video-broken').waitFor()
  expect(await card.getByTestId('card-video').count()).toBe(0)
})
