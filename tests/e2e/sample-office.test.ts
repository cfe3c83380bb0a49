import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Desktop } from './desktop'
import { saveWhereItIsAsked } from './given-files'

/* Whoever tries the app out opens and plays whatever they find in its office: nothing there is only a name. */

let dir: string
let desktop: Desktop
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'jim-e2e-office-'))
  desktop = await Desktop.launch()
  await desktop.page.getByRole('button', { name: desktop.names.tryLocal }).click()
  await desktop.conversations.waitFor()
})
afterAll(async () => {
  await desktop.close()
  rmSync(dir, { recursive: true, force: true })
})

const viewer = (): Locator => desktop.page.getByTestId('viewer')
const panel = (): Locator => desktop.page.getByTestId('library-panel')

/** The newest of this name on the page of files, chosen. */
async function choose(name: string): Promise<Locator> {
  const { page } = desktop
  await page.getByRole('searchbox', { name: 'Search names and captions' }).fill(name)
  const found = page
    .getByTestId('library-list')
    .getByRole('option', { name: new RegExp(name.replaceAll('.', '\\.')) })
    .first()
  await found.waitFor()
  await found.click()
  return found
}

async function open(name: string): Promise<void> {
  await (await choose(name)).dblclick()
}

async function closeViewer(): Promise<void> {
  await desktop.page.keyboard.press('Escape')
  await viewer().waitFor({ state: 'detached' })
}

/** Resolves once it looks otherwise than it did. */
async function moves(target: Locator): Promise<void> {
  const before = await target.screenshot()
  while ((await target.screenshot()).equals(before));
}

describe('in the files of the sample office', () => {
  beforeAll(() => desktop.page.getByRole('navigation').getByRole('button', { name: 'Files' }).click())

  it.each([
    ['a picture', 'harbour-evening.png', [720, 960]],
    ['a chart', 'clicks-per-page.png', [900, 640]],
    ['a GIF', 'bouncing.gif', [160, 120]],
  ])('%s opens as large as it is', async (_, name, edges) => {
    await open(name)
    const picture = viewer().getByTestId('viewer-picture')
    const drawn = await picture.evaluate(async (element) => {
      const image = element as HTMLImageElement
      await image.decode()
      return [image.naturalWidth, image.naturalHeight]
    })
    expect(drawn).toEqual(edges)
    if (name.endsWith('.gif')) await moves(picture)
    await closeViewer()
  })

  it('a film plays, from wherever one wants', async () => {
    await open('walk-through.mp4')
    const film = viewer().getByTestId('viewer-video')
    const played = await film.evaluate(async (element) => {
      const video = element as HTMLVideoElement
      const heard = (name: string): Promise<unknown> => new Promise((done) => video.addEventListener(name, done, { once: true }))
      if (video.readyState < 2) await heard('loadeddata')
      const isMoving = heard('timeupdate')
      await video.play()
      await isMoving
      const isSought = heard('seeked')
      video.currentTime = video.duration / 2
      await isSought
      return { at: video.currentTime, half: video.duration / 2, width: video.videoWidth, seekable: video.seekable.length }
    })
    expect(played.at).toBeCloseTo(played.half, 1)
    expect(played.seekable).toBe(1)
    expect(played.width).toBeGreaterThan(100)
    await closeViewer()
  })

  it('a voice is heard', async () => {
    await open('voice-31.wav')
    const time = desktop.page.getByTestId('player-time')
    await time.filter({ hasText: /^0:0[1-9]/ }).waitFor()
    await desktop.page.getByTestId('voice-player').getByRole('button', { name: 'Stop playing' }).click()
  })

  it('a PDF and a table of plain text are read', async () => {
    await open('.pdf')
    await viewer().getByTestId('pdf-page').and(desktop.page.locator('[data-state=drawn]')).first().waitFor()
    await closeViewer()
    await open('.csv')
    await viewer().getByTestId('viewer-text').getByText(/,/).first().waitFor()
    await closeViewer()
  })

  it.each(['.docx', '.xlsx', '.zip'])('a file that ends in %s is fetched and saved as what it is', async (ending) => {
    await choose(ending)
    await panel().getByRole('button', { name: 'Download' }).click()
    await panel().getByRole('button', { name: 'Save as…' }).waitFor()
    const path = join(dir, `saved${ending}`)
    await saveWhereItIsAsked(desktop, path)
    await panel().getByRole('button', { name: 'Save as…' }).click()
    await panel().getByRole('button', { name: 'Show in folder' }).waitFor()
    const bytes = readFileSync(path)
    expect(bytes.toString('latin1', 0, 4)).toBe('PK\u0003\u0004')
    // A ZIP ends with the record of its directory.
    expect(bytes.lastIndexOf('PK\u0005\u0006')).toBe(bytes.length - 22)
  })
})

describe('in the chats of the sample office', () => {
  beforeAll(() =>
    desktop.page
      .getByRole('navigation')
      .getByRole('button', { name: /^Chats/ })
      .click(),
  )

  it('a place can be taken to a map', async () => {
    // Among what was written for the last hours: what is made up for the year before differs with the time of day.
    await desktop.openConversation('c2g:marketing')
    await desktop.timeline.getByRole('button', { name: 'Copy coordinates' }).last().click()
    await desktop.page.getByText('Coordinates copied', { exact: true }).waitFor()
    expect(await desktop.app.evaluate(({ clipboard }) => clipboard.readText())).toMatch(/^\d+\.\d{5}, \d+\.\d{5}$/)
    expect(await desktop.timeline.getByRole('button', { name: 'Map', exact: true }).count()).toBeGreaterThan(0)
  })

  it('a card leads to whoever it is of', async () => {
    await desktop.openConversation('c2g:marketing')
    await desktop.timeline
      .getByRole('button', { name: /^Contact .*Laura Weber/ })
      .last()
      .click()
    await desktop.page.locator('header').filter({ hasText: 'Laura Weber' }).last().waitFor()
  })
})
