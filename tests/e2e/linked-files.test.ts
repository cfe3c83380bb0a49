import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Locator } from 'playwright'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type RunningServer, startServer } from '../../src/server/server'
import { must } from '../helpers/results'
import { startConnectProxy, type TestProxy } from '../helpers/test-proxies'
import { png } from '../transfers/pictures'
import { Colleague } from './colleague'
import { Desktop } from './desktop'
import { drawnFrames, webm } from './drawn-film'

/*
 * Films and pictures that are only a link, as people of plain servers and programs send them. The web is beyond a proxy: what
 * seems to be an address of the public network is a server of the test.
 */

const CHAT = 'c2c:alice:bob'
/** An address of the public network. */
const PUBLIC = '93.184.216.34'

let server: RunningServer
let site: Server
let proxy: TestProxy
let alice: Colleague
let bob: Desktop
let film: Buffer
/** What was asked of the site. */
const asked: string[] = []
let answer: RequestListener = () => undefined

beforeAll(async () => {
  server = await startServer({ host: '127.0.0.1', tcp: 0, ws: 0, http: 0, demo: { messages: 60 } })
  site = createServer((request, response) => {
    asked.push(request.url ?? '')
    answer(request, response)
  })
  site.listen(0, '127.0.0.1')
  await once(site, 'listening')
  proxy = await startConnectProxy({ names: { [PUBLIC]: '127.0.0.1' } })
  bob = await Desktop.launch()
  must(await bob.call('network:set-proxy', { kind: 'http', host: '127.0.0.1', port: proxy.port, user: '' }))
  await bob.signIn(server, 'bob')
  await bob.openConversation(CHAT)
  alice = await Colleague.enter(server, 'alice')
  film = webm(await drawnFrames(bob.page, 100), 40_000)
})
afterAll(async () => {
  await bob?.close()
  alice?.close()
  await proxy?.close()
  site?.closeAllConnections()
  site?.close()
  await server?.close()
})
beforeEach(() => void asked.splice(0))

/** Alice's message with a link to this path of the site, as Bob sees it. */
async function linked(kind: 'video' | 'image', path: string, told: object): Promise<Locator> {
  const url = `http://${PUBLIC}:${(site.address() as AddressInfo).port}${path}`
  await alice.say('bob', kind, { [kind === 'image' ? 'big_url' : 'url']: url, name: path.slice(1), ...told })
  const card = bob.timeline.locator('[data-local-id]').last()
  await card.getByRole('button', { name: `Download ${path.slice(1)}` }).waitFor()
  return card
}

const fetchIt = (card: Locator): Promise<void> => card.getByRole('button', { name: /^Download/ }).click()
const timeOf = (video: Locator): Promise<number> => video.evaluate((element) => (element as HTMLVideoElement).currentTime)
/** What is said under it. */
const failure = (card: Locator): Locator => card.getByTestId('file-failure')

it('a film by link is asked for by a click alone, plays while it comes, and on to its end', async () => {
  const half = Math.floor(film.length / 2)
  let release = (): void => undefined
  answer = (_, response) => {
    response.writeHead(200, { 'content-length': film.length, 'content-type': 'video/webm' })
    response.write(film.subarray(0, half))
    release = () => void response.end(film.subarray(half))
  }
  const card = await linked('video', '/talk.webm', { size: film.length, seconds: 4, width: 640, height: 480 })
  expect(await card.getByTestId('video-pill').textContent()).toMatch(/^0:04 · \d\.\d MB$/)
  expect(asked).toEqual([])

  await fetchIt(card)
  const video = card.getByTestId('card-video')
  await video.waitFor()
  await expect.poll(() => timeOf(video)).toBeGreaterThan(0.3)
  expect(Number(await card.getByRole('progressbar').getAttribute('aria-valuenow'))).toBeLessThanOrEqual(50)
  release()
  await video.evaluate(async (element) => {
    const player = element as HTMLVideoElement
    if (!player.ended) await new Promise((done) => player.addEventListener('ended', done, { once: true }))
  })
  await card.getByRole('progressbar').waitFor({ state: 'detached' })
  expect(asked).toEqual(['/talk.webm'])
})

it('a picture by link is asked for by a click alone, and then drawn', async () => {
  const bytes = png(320, 200)
  answer = (_, response) => response.writeHead(200, { 'content-type': 'image/png' }).end(bytes)
  const card = await linked('image', '/wall.png', { size: bytes.length, width: 320, height: 200 })
  expect(asked).toEqual([])
  await fetchIt(card)
  await card.locator('img[src^="jim-media://file/"]').waitFor()
  expect(asked).toEqual(['/wall.png'])
})

it('a dead link says so, and opens in the browser', async () => {
  answer = (_, response) => response.writeHead(404).end()
  const card = await linked('video', '/gone.webm', { size: 5000 })
  await fetchIt(card)
  await failure(card).getByText('Not downloaded: the server no longer has it').waitFor()
  expect(await failure(card).getByRole('button').allTextContents()).toEqual(['Retry', 'Open in browser'])
  await bob.app.evaluate(({ shell }) => {
    const main = globalThis as { opened?: string[] }
    main.opened = []
    shell.openExternal = (url) => Promise.resolve(void main.opened?.push(url))
  })
  await failure(card).getByRole('button', { name: 'Open in browser' }).click()
  await expect
    .poll(() => bob.app.evaluate(() => (globalThis as { opened?: string[] }).opened))
    .toEqual([expect.stringMatching(/^http:\/\/93\.184\.216\.34:\d+\/gone\.webm$/)])
})

it('a link to more than was promised is left, and says that it is too large', async () => {
  answer = (_, response) => response.writeHead(200).end(film)
  const card = await linked('video', '/long.webm', { size: 5000 })
  await fetchIt(card)
  await failure(card).getByText('Not downloaded: it is too large to be downloaded here').waitFor()
})

it('a link to a page that is called a film plays nowhere and is no film', async () => {
  const page = '<!doctype html><title>Please sign in</title>'
  answer = (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(page)
  const card = await linked('video', '/page.mp4', { size: page.length })
  await fetchIt(card)
  await card.getByText('Its name says one thing, its content is another.').waitFor()
  expect(await card.getByTestId('card-video').count()).toBe(0)
})
