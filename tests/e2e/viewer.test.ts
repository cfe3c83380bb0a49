import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator } from 'playwright'
import { renditionScale } from '../../src/shared/rendition-size'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Choice } from '../../src/shared/file'
import { asConversationId } from '../../src/shared/ids'
import { fromJson } from '../../src/shared/json-text'
import { must } from '../helpers/results'
import { gif, png } from '../transfers/pictures'
import { copiedPicture } from './copied-picture'
import type { Desktop } from './desktop'
import { chooseInDialog } from './given-files'
import { Office } from './office'
import { playFilm } from './play-film'

const CHAT = 'c2c:alice:bob'
/** A preview is given up after so many ms, and then its picture goes without one. */
const COME = { timeout: 60_000 }
/** Edges by which each is known again; the last is larger than any window. */
const EDGES = [
  [320, 200],
  [240, 260],
  [2400, 1500],
] as const

let office: Office
let alice: Desktop
let bob: Desktop

beforeAll(async () => {
  office = await Office.open({ people: { alice: 'en', bob: 'en' } })
  alice = office.of('alice')
  bob = office.of('bob')
  for (const desktop of [alice, bob]) await desktop.openConversation(CHAT)
  for (const [index, [width, height]] of EDGES.entries()) {
    await send(png(width, height), `picture ${index + 1}`)
    await bob
      .message(`picture ${index + 1}`)
      .locator('img[src^="jim-media:"]')
      .first()
      .waitFor(COME)
  }
})
afterAll(() => office?.close())

/** As the window pastes a picture. */
async function paste(bytes: Buffer): Promise<string> {
  const answer = await alice.page.evaluate(
    (data) => window.jim.call('files:paste', { bytes: new Uint8Array(data), mime: 'image/png' }),
    [...bytes],
  )
  return must(fromJson(answer) as { readonly ok: true; readonly value: Choice }).files[0]!.id
}

async function send(bytes: Buffer, caption: string): Promise<void> {
  const files = [{ id: await paste(bytes), as: 'picture' as const }]
  must(await alice.call('files:send', { conversationId: asConversationId(CHAT), files, caption }))
}

const viewer = (): Locator => bob.page.getByTestId('viewer')
const drawn = (): Locator => viewer().getByTestId('viewer-picture')

/** Its edges as they are, and the box in which it is drawn, once it is. */
async function shown(): Promise<{ readonly edges: readonly number[]; readonly box: DOMRect }> {
  return drawn().evaluate(async (element) => {
    const image = element as HTMLImageElement
    await image.decode()
    await new Promise(requestAnimationFrame)
    await new Promise(requestAnimationFrame)
    return { edges: [image.naturalWidth, image.naturalHeight], box: image.getBoundingClientRect().toJSON() as DOMRect }
  })
}

async function open(n: number): Promise<void> {
  await bob.message(`picture ${n}`).getByRole('button', { name: /^Open/ }).click()
  await viewer().waitFor()
}

describe('the viewer', () => {
  it('shows the picture that was clicked, and goes through the others by keys, no further than there are', async () => {
    await open(3)
    expect((await shown()).edges).toEqual(EDGES[2])
    // The office has pictures of its own in this chat.
    const place = async (): Promise<readonly number[]> =>
      ((await viewer().getByTestId('viewer-count').textContent()) ?? '').split(' of ').map(Number)
    const [last, count] = await place()
    expect(last).toBe(count)
    expect(await viewer().getByRole('button', { name: 'Next' }).count()).toBe(0)
    await bob.page.keyboard.press('ArrowLeft')
    expect((await shown()).edges).toEqual(EDGES[1])
    await bob.page.keyboard.press('ArrowLeft')
    expect((await shown()).edges).toEqual(EDGES[0])
    expect(await place()).toEqual([count! - 2, count])
    await viewer().getByRole('button', { name: 'Next' }).click()
    expect((await shown()).edges).toEqual(EDGES[1])
    await bob.page.keyboard.press('ArrowRight')
    await bob.page.keyboard.press('ArrowRight')
    expect(await place()).toEqual([count, count])
    await bob.page.keyboard.press('ArrowLeft')
    expect((await shown()).edges).toEqual(EDGES[1])
  })

  it('draws a small picture as large as it is, and a large one whole', async () => {
    const small = await shown()
    expect([small.box.width, small.box.height]).toEqual(EDGES[1])
    await bob.page.keyboard.press('ArrowRight')
    const { box } = await shown()
    const stage = (await viewer().getByTestId('viewer-stage').boundingBox())!
    expect(box.width).toBeLessThanOrEqual(stage.width + 0.5)
    expect(box.height).toBeLessThanOrEqual(stage.height + 0.5)
    expect(Math.max(box.width / stage.width, box.height / stage.height)).toBeCloseTo(1, 2)
    expect(box.width / box.height).toBeCloseTo(2400 / 1500, 2)
  })

  it('zooms by one notch of the wheel where the pointer is, and moves by a drag', async () => {
    const before = (await shown()).box
    const at = { x: before.left + before.width / 2, y: before.top + before.height * 0.3 }
    await bob.page.mouse.move(at.x, at.y)
    await bob.page.mouse.wheel(0, -100)
    await expect.poll(async () => (await shown()).box.width / before.width).toBeCloseTo(1.25, 2)
    const near = (await shown()).box
    // What lay under the pointer lies there still.
    expect(near.top + near.height * 0.3).toBeCloseTo(at.y, 0)
    expect(near.left + near.width / 2).toBeCloseTo(at.x, 0)
    await bob.page.mouse.down()
    await bob.page.mouse.move(at.x, at.y + 30)
    await bob.page.mouse.up()
    const moved = (await shown()).box
    expect(moved.top - near.top).toBeCloseTo(30, 2)
    expect(moved.width).toBeCloseTo(near.width, 2)
  })

  it('goes back to the whole of it, to its own size, and a quarter on its side, by keys', async () => {
    await bob.page.keyboard.press('0')
    const fit = (await shown()).box
    expect(await viewer().getByTestId('viewer-zoom').textContent()).toContain('Fit')
    await bob.page.keyboard.press('1')
    expect((await shown()).box.width).toBeCloseTo(2400, 0)
    expect(await viewer().getByTestId('viewer-zoom').textContent()).toContain('100%')
    await bob.page.keyboard.press('0')
    await bob.page.keyboard.press('r')
    const turned = (await shown()).box
    expect(turned.width / turned.height).toBeCloseTo(fit.height / fit.width, 2)
    await bob.page.keyboard.press('ArrowLeft')
    await bob.page.keyboard.press('ArrowRight')
    expect((await shown()).box.width).toBeCloseTo(fit.width, 0)
  })

  it('copies the picture itself, as large as it is', async () => {
    await bob.app.evaluate(({ clipboard }) => void clipboard.clear())
    await bob.page.keyboard.press('c')
    await expect.poll(() => copiedPicture(bob)).toEqual({ width: 2400, height: 1500 })
  })

  it('is left by Escape, and the picture that opened it has the focus', async () => {
    await bob.page.keyboard.press('Escape')
    await viewer().waitFor({ state: 'detached' })
    const focused = await bob.page.evaluate(() => document.activeElement?.closest('article')?.textContent)
    expect(focused).toContain('picture 3')
  })

  it('opens by Enter, and goes to the message of another picture', async () => {
    await bob.page.keyboard.press('Enter')
    await viewer().waitFor()
    await bob.page.keyboard.press('ArrowLeft')
    expect((await shown()).edges).toEqual(EDGES[1])
    await bob.page.keyboard.press('j')
    await viewer().waitFor({ state: 'detached' })
    await bob.page.locator('article.is-flashing', { hasText: 'picture 2' }).waitFor()
  })

  it('lets what stands over it have the keys, and stays', async () => {
    await open(1)
    await bob.page.keyboard.press('f')
    const dialog = bob.page.getByRole('dialog', { name: 'Forward to' })
    await dialog.waitFor()
    await bob.page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    expect(await viewer().isVisible()).toBe(true)
    expect((await shown()).edges).toEqual(EDGES[0])
    await bob.page.keyboard.press('Escape')
    await viewer().waitFor({ state: 'detached' })
  })
})

describe('a film', () => {
  it('plays in the chat and is sought in, at once', async () => {
    const bytes = await alice.page.evaluate(async () => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 160, height: 120 })
      const pen = canvas.getContext('2d')!
      const recorder = new MediaRecorder(canvas.captureStream(30), { mimeType: 'video/mp4;codecs=avc1.42E01E' })
      const parts: Blob[] = []
      recorder.ondataavailable = ({ data }) => parts.push(data)
      const isDone = new Promise((done) => (recorder.onstop = done))
      recorder.start()
      const from = performance.now()
      while (performance.now() - from < 1500) {
        pen.fillStyle = `hsl(${(performance.now() - from) / 5} 80% 50%)`
        pen.fillRect(0, 0, 160, 120)
        await new Promise(requestAnimationFrame)
      }
      recorder.stop()
      await isDone
      return [...new Uint8Array(await new Blob(parts).arrayBuffer())]
    })
    const path = join(mkdtempSync(join(tmpdir(), 'jim-e2e-film-')), 'film.mp4')
    writeFileSync(path, Buffer.from(bytes))
    await chooseInDialog(alice, [path])
    await alice.page.getByRole('button', { name: 'Attach files' }).click()
    await alice.page.getByRole('dialog').getByRole('textbox', { name: 'Caption' }).fill('a short film')
    await alice.page.getByRole('dialog').getByRole('button', { name: 'Send', exact: true }).click()
    const card = bob.message('a short film')
    await card.getByRole('button', { name: /^(Download|Play)/ }).waitFor(COME)
    await playFilm(card)
    const sought = await card.locator('video').evaluate(async (element) => {
      const video = element as HTMLVideoElement
      if (video.readyState < 1) await new Promise((done) => video.addEventListener('loadedmetadata', done, { once: true }))
      video.pause()
      const isSought = new Promise((done) => video.addEventListener('seeked', done, { once: true }))
      video.currentTime = 1
      await isSought
      return { at: video.currentTime, until: video.seekable.end(0), edges: [video.videoWidth, video.videoHeight] }
    })
    expect(sought.at).toBeCloseTo(1, 2)
    expect(sought.until).toBeGreaterThan(1)
    expect(sought.edges).toEqual([160, 120])
  })
})

describe('what was sent', () => {
  it('stands beside the chat by month, and opens from there', async () => {
    await bob.page.getByRole('button', { name: 'Media and files' }).click()
    const shelf = bob.page.getByTestId('shelf')
    await shelf.getByRole('button', { name: /^film\.mp4/ }).waitFor()
    await shelf.locator('li button').nth(1).click()
    expect((await shown()).edges).toEqual(EDGES[2])
    await bob.page.keyboard.press('Escape')
    await viewer().waitFor({ state: 'detached' })
    await shelf.getByRole('button', { name: 'Close' }).click()
    await shelf.waitFor({ state: 'detached' })
  })
})

describe('an album', () => {
  it('is one row of the other window, each picture of it as large as a screen needs it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'jim-e2e-album-'))
    const paths = EDGES.map(([width, height]) => {
      const path = join(folder, `${width}.png`)
      // Each of other bytes than those that came before: what is known by its hash is not sent again.
      writeFileSync(path, png(width + 2, height + 2))
      return path
    })
    await chooseInDialog(alice, paths)
    await alice.page.getByRole('button', { name: 'Attach files' }).click()
    const sheet = alice.page.getByRole('dialog')
    await sheet.getByRole('textbox', { name: 'Caption' }).fill('three of one day')
    await sheet.getByRole('button', { name: 'Send', exact: true }).click()
    const album = bob.message('three of one day').getByTestId('album')
    const cells = album.getByRole('listitem')
    await cells.nth(EDGES.length - 1).waitFor(COME)
    for (const [index, [width, height]] of EDGES.entries()) {
      // Its small one lies under the picture itself, and is there before it.
      const edges = (): Promise<readonly number[]> =>
        cells
          .nth(index)
          .locator('img')
          .last()
          .evaluate((image: HTMLImageElement) => [image.naturalWidth, image.naturalHeight])
      const scale = renditionScale({ width: width + 2, height: height + 2 }, 'screen')
      await expect.poll(edges, COME).toEqual([Math.round((width + 2) * scale), Math.round((height + 2) * scale)])
    }
    expect(await cells.count()).toBe(EDGES.length)
    expect(await album.count()).toBe(1)
  })
})

describe('a GIF', () => {
  it('rests on its first frame after three rounds, and moves again when it is pressed', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'jim-e2e-gif-')), 'blink.gif')
    writeFileSync(path, gif(200, 150, [200, 200]))
    await chooseInDialog(alice, [path])
    await alice.page.getByRole('button', { name: 'Attach files' }).click()
    const sheet = alice.page.getByRole('dialog')
    await sheet.getByRole('textbox', { name: 'Caption' }).fill('it blinks')
    await sheet.getByRole('button', { name: 'Send', exact: true }).click()
    const card = bob.message('it blinks')
    await card.getByTestId('gif-pill').waitFor(COME)
    const still = card.getByTestId('gif-still')
    // Its small one lies under it, of the same colour; the second frame is blue.
    await card.locator('img').evaluateAll((images) => {
      for (const image of images) image.style.visibility = 'hidden'
    })
    const [red, green, blue] = await colourOf(await still.screenshot())
    expect([Math.abs(red! - 0xe0), Math.abs(green! - 0x30), Math.abs(blue! - 0x20)].every((off) => off <= 4)).toBe(true)
    const moving = card.evaluate(
      (element) =>
        new Promise<boolean>((done) =>
          new MutationObserver((changes) => {
            if (changes.some(({ addedNodes }) => [...addedNodes].some((node) => node instanceof HTMLImageElement))) done(true)
          }).observe(element, { childList: true, subtree: true }),
        ),
    )
    await card.getByRole('button', { name: 'Play blink.gif' }).click()
    expect(await moving).toBe(true)
    await card.getByRole('button', { name: 'Play blink.gif' }).waitFor()
  })

  it('stands still where it is looked at when it is told to, and at first for whoever wants less motion', async () => {
    const isDrawn = (): Promise<boolean> =>
      viewer()
        .getByTestId('viewer-still')
        .evaluate((canvas) => (canvas as HTMLCanvasElement).getContext('2d')!.getImageData(100, 75, 1, 1).data[3] === 255)
    const open = async (): Promise<void> => {
      await bob.page.getByRole('button', { name: 'Media and files' }).click()
      await bob.page
        .getByTestId('shelf')
        .getByRole('button', { name: /^blink\.gif/ })
        .click()
    }
    await open()
    await viewer().getByRole('button', { name: 'Pause' }).waitFor()
    await viewer().getByTestId('viewer-picture').waitFor()
    await bob.page.keyboard.press('Space')
    await viewer().getByTestId('viewer-picture').waitFor({ state: 'detached' })
    await expect.poll(isDrawn).toBe(true)
    await viewer().getByRole('button', { name: 'Play' }).click()
    await viewer().getByTestId('viewer-picture').waitFor()
    await bob.page.keyboard.press('Escape')
    await bob.page.emulateMedia({ reducedMotion: 'reduce' })
    await bob.page
      .getByTestId('shelf')
      .getByRole('button', { name: /^blink\.gif/ })
      .click()
    await expect.poll(isDrawn).toBe(true)
    expect(await viewer().getByTestId('viewer-picture').count()).toBe(0)
    await bob.page.emulateMedia({ reducedMotion: null })
    await bob.page.keyboard.press('Escape')
  })
})

/** Of the middle of a picture: red, green and blue. */
function colourOf(picture: Buffer): Promise<readonly number[]> {
  return bob.app.evaluate(
    ({ nativeImage }, bytes) => {
      const image = nativeImage.createFromBuffer(Buffer.from(bytes))
      const { width, height } = image.getSize()
      const at = (Math.floor(height / 2) * width + Math.floor(width / 2)) * 4
      const bitmap = image.toBitmap()
      return [bitmap[at + 2]!, bitmap[at + 1]!, bitmap[at]!]
    },
    [...picture],
  )
}
