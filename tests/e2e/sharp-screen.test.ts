import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { png } from '../transfers/pictures'
import { copiedPicture } from './copied-picture'
import type { Desktop } from './desktop'
import { saveWhereItIsAsked } from './given-files'
import { openFileChat } from './office'
import { leaveBy, regionPageAfter } from './region-page'
import { sayFile } from './strange-files'

/** px of the screen for one of the page. */
const RATIO = 2

let alice: Desktop
let bob: Desktop
let dir: string
let close: (() => Promise<void>) | undefined

beforeAll(async () => {
  const chat = await openFileChat([`--force-device-scale-factor=${RATIO}`])
  ;({ alice, bob, dir, close } = chat)
  for (const [name, width, height] of [['small.png', 320, 200] as const, ['large.png', 2400, 1500] as const]) {
    const bytes = png(width, height)
    await sayFile(chat.office, { as: 'alice', to: 'bob' }, 'image', { name, mime: 'image/png', bytes }, { width, height })
    await pictureOf(name).waitFor()
  }
})
afterAll(() => close?.())

const cardOf = (name: string): Locator =>
  bob.timeline.locator('[data-local-id]').filter({ has: bob.page.getByRole('button', { name: new RegExp(`^Open.*${name}`) }) })
const pictureOf = (name: string): Locator => cardOf(name).locator('img[src^="jim-media:"]').last()

/** Its box in the window, px of the page, and px of what is drawn in it. */
async function drawn(name: string): Promise<{ readonly width: number; readonly height: number; readonly has: number }> {
  const image = bob.page.getByTestId('viewer').getByRole('img', { name })
  return image.evaluate(async (element) => {
    const image = element as HTMLImageElement
    await image.decode()
    await new Promise(requestAnimationFrame)
    await new Promise(requestAnimationFrame)
    const { width, height } = image.getBoundingClientRect()
    return { width, height, has: image.naturalWidth }
  })
}

it('a picture in the timeline has as many px as the screen shows of it', async () => {
  const { width, has } = await pictureOf('large.png').evaluate((one: HTMLImageElement) =>
    one.decode().then(() => ({ width: one.getBoundingClientRect().width, has: one.naturalWidth })),
  )
  expect(has).toBeGreaterThanOrEqual(width * RATIO)
})

it('a picture that is looked at has a px of the screen for each of its own, and that is its 100 %', async () => {
  await cardOf('small.png').getByRole('button', { name: /^Open/ }).click()
  expect(await drawn('small.png')).toEqual({ width: 160, height: 100, has: 320 })
  await bob.page.keyboard.press('ArrowRight')
  await drawn('large.png')
  await bob.page.keyboard.press('1')
  expect(await bob.page.getByTestId('viewer-zoom').textContent()).toContain('100%')
  const { width } = await drawn('large.png')
  expect(width).toBeCloseTo(2400 / RATIO, 0)
  await bob.app.evaluate(({ clipboard }) => void clipboard.clear())
  await bob.page.keyboard.press('c')
  await expect.poll(() => copiedPicture(bob)).toEqual({ width: 2400, height: 1500 })
  await bob.page.keyboard.press('Escape')
})

it('a part of the screen is what lies under it, with all of its px', async () => {
  /** DIP: its left half is red, its right one blue. */
  const place = { x: 60, y: 40, width: 200, height: 120 }
  await alice.app.evaluate(({ BaseWindow, View }, bounds) => {
    const window = new BaseWindow({ ...bounds, frame: false, show: false, hasShadow: false })
    for (const [index, colour] of ['#e02020', '#2040e0'].entries()) {
      const half = new View()
      half.setBackgroundColor(colour)
      half.setBounds({ x: (index * bounds.width) / 2, y: 0, width: bounds.width / 2, height: bounds.height })
      window.contentView.addChildView(half)
    }
    Object.assign(globalThis, { known: window })
    window.setAlwaysOnTop(true)
    window.show()
  }, place)
  const overlay = await regionPageAfter(alice, () => alice.page.getByRole('button', { name: 'Screenshot', exact: true }).click())
  await leaveBy(overlay, async () => {
    await overlay.mouse.move(place.x + 80, place.y + 20)
    await overlay.mouse.down()
    await overlay.mouse.move(place.x + 120, place.y + 70, { steps: 4 })
    await overlay.mouse.up()
  })
  const editor = alice.page.getByTestId('picture-editor')
  await editor.waitFor()
  await editor.getByRole('button', { name: 'Done' }).click()
  const sheet = alice.page.getByRole('dialog')
  await sheet.getByRole('textbox', { name: 'Caption' }).fill('a part')
  await sheet.getByRole('button', { name: 'Send', exact: true }).click()
  const card = bob.message('a part')
  await card.locator('img[src^="jim-media:"]').first().waitFor()
  const target = join(dir, 'part.png')
  await saveWhereItIsAsked(bob, target)
  await bob.choose(card, 'Save as…')
  await expect.poll(() => existsSync(target)).toBe(true)
  const seen = await bob.app.evaluate(({ nativeImage }, bytes) => {
    const image = nativeImage.createFromBuffer(Buffer.from(bytes, 'base64'))
    const { width, height } = image.getSize()
    const bitmap = image.toBitmap()
    const colours = [0, width / 2 - 1, width / 2, width - 1].map((x) => {
      const at = (Math.floor(height / 2) * width + x) * 4
      return [bitmap[at + 2], bitmap[at + 1], bitmap[at]]
    })
    return { width, height, colours }
  }, readFileSync(target).toString('base64'))
  const [red, blue] = [
    [0xe0, 0x20, 0x20],
    [0x20, 0x40, 0xe0],
  ]
  expect(seen).toEqual({ width: 40 * RATIO, height: 50 * RATIO, colours: [red, red, blue, blue] })
})
