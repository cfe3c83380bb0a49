import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { must } from '../helpers/results'
import type { Desktop } from './desktop'
import { saveWhereItIsAsked } from './given-files'
import { openFileChat } from './office'
import { leaveBy, regionPageAfter } from './region-page'
import { showXWindow } from './x-window'

let alice: Desktop
let bob: Desktop
let dir: string
let close: (() => Promise<void>) | undefined

beforeAll(async () => {
  ;({ alice, bob, dir, close } = await openFileChat())
  await showColours(alice)
  await keepShortcut(alice)
})
afterAll(() => close?.())

type Rgb = readonly [number, number, number]
const [RED, GREEN, BLUE, YELLOW]: readonly [Rgb, Rgb, Rgb, Rgb] = [
  [224, 32, 32],
  [32, 192, 64],
  [32, 64, 224],
  [224, 224, 32],
]
/** On the screen, px: four quarters, in this order. */
const KNOWN = { x: 100, y: 80, width: 400, height: 300 }
/** The first of the editor's colours. */
const ARROW: Rgb = [229, 72, 77]

/** What is on the screen is known: a window over all others, without a page in it. */
async function showColours(desktop: Desktop): Promise<void> {
  await desktop.app.evaluate(
    ({ BaseWindow, View }, { place, colours }) => {
      const window = new BaseWindow({ ...place, frame: false, show: false, hasShadow: false })
      for (const [index, colour] of colours.entries()) {
        const quarter = new View()
        quarter.setBackgroundColor(`rgb(${colour.join()})`)
        const [width, height] = [place.width / 2, place.height / 2]
        quarter.setBounds({ x: (index % 2) * width, y: Math.floor(index / 2) * height, width, height })
        window.contentView.addChildView(quarter)
      }
      Object.assign(globalThis, { knownColours: window })
      window.setAlwaysOnTop(true)
      window.show()
    },
    { place: KNOWN, colours: [RED, GREEN, BLUE, YELLOW] },
  )
}

/** In the middle of each quarter of what is known. */
function coloursOnScreen(desktop: Desktop): Promise<unknown> {
  return desktop.app.evaluate(async ({ desktopCapturer, screen }, { x, y, width, height }) => {
    const [whole] = await desktopCapturer.getSources({ types: ['screen'], thumbnailSize: screen.getPrimaryDisplay().size })
    const bitmap = whole!.thumbnail.toBitmap()
    const { width: stride } = whole!.thumbnail.getSize()
    return [0, 1, 2, 3].map((quarter) => {
      const [column, row] = [x + width * (quarter % 2 === 0 ? 0.25 : 0.75), y + height * (quarter < 2 ? 0.25 : 0.75)]
      const [b, g, r] = bitmap.subarray(4 * (row * stride + column))
      return [r, g, b]
    })
  }, KNOWN)
}

/** Whatever keys are registered from now on are pressed by `press`: a machine for tests has no keyboard of its own. */
async function keepShortcut(desktop: Desktop): Promise<void> {
  await desktop.app.evaluate(({ globalShortcut }) => {
    globalShortcut.register = (accelerator, pressed) => {
      Object.assign(globalThis, { pressed: { accelerator, pressed } })
      return true
    }
  })
  must(await desktop.call('settings:set', { screenshotKeys: 'Ctrl+Alt+S' }))
}

async function press(desktop: Desktop): Promise<string> {
  return desktop.app.evaluate(() => {
    const { pressed } = globalThis as unknown as { readonly pressed: { readonly accelerator: string; pressed(): void } }
    pressed.pressed()
    return pressed.accelerator
  })
}

const isOverlay = (page: Page): boolean => page.url().startsWith('jim-media://screenshots/')

async function drag(page: Page, from: readonly [number, number], to: readonly [number, number]): Promise<void> {
  await page.mouse.move(...from)
  await page.mouse.down()
  await page.mouse.move(...to, { steps: 4 })
  await page.mouse.up()
}

/** Colours of a picture that Bob saved, at places of it. */
async function coloursOf(path: string, places: readonly (readonly [number, number])[]): Promise<unknown> {
  const bytes = readFileSync(path).toString('base64')
  return bob.page.evaluate(
    async ([base64, points]) => {
      const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(base64), (each) => each.charCodeAt(0))]))
      const { width, height } = bitmap
      const context = new OffscreenCanvas(width, height).getContext('2d')!
      context.drawImage(bitmap, 0, 0)
      return { width, height, colours: points.map(([x, y]) => [...context.getImageData(x, y, 1, 1).data.slice(0, 3)]) }
    },
    [bytes, places] as const,
  )
}

describe('a screenshot', () => {
  it('by its keys, of a part, with an arrow, is at the other end what was on the screen', async () => {
    await expect.poll(() => coloursOnScreen(alice)).toEqual([RED, GREEN, BLUE, YELLOW])
    let accelerator = ''
    const overlay = await regionPageAfter(alice, async () => (accelerator = await press(alice)))
    expect(accelerator).toBe('Control+Alt+S')
    // From the middle of red to the middle of yellow, but for a few px.
    await leaveBy(overlay, () => drag(overlay, [KNOWN.x + 90, KNOWN.y + 70], [KNOWN.x + 330, KNOWN.y + 250]))
    const editor = alice.page.getByTestId('picture-editor')
    await editor.waitFor()
    const canvas = editor.getByTestId('editor-canvas')
    const box = (await canvas.boundingBox())!
    const scale = box.width / 240
    await drag(alice.page, [box.x + 20 * scale, box.y + 150 * scale], [box.x + 220 * scale, box.y + 150 * scale])
    await editor.getByRole('button', { name: 'Done' }).click()
    const sheet = alice.page.getByRole('dialog')
    await sheet.getByRole('textbox', { name: 'Caption' }).fill('a known screen')
    await sheet.getByRole('button', { name: 'Send', exact: true }).click()
    const card = bob.message('a known screen')
    await card.locator('img[src^="jim-media:"]').first().waitFor()
    const target = join(dir, 'shot.png')
    await saveWhereItIsAsked(bob, target)
    await bob.choose(card, 'Save as…')
    await expect.poll(() => existsSync(target)).toBe(true)
    // The border between the quarters lies 110 px from the left and 80 from the top.
    expect(
      await coloursOf(target, [
        [5, 5],
        [109, 79],
        [110, 79],
        [109, 80],
        [110, 80],
        [235, 175],
        [100, 150],
      ]),
    ).toEqual({
      width: 240,
      height: 180,
      colours: [RED, RED, GREEN, BLUE, YELLOW, YELLOW, ARROW],
    })
  })

  it('by its button and by keys alone goes to the clipboard, to the px', async () => {
    const overlay = await regionPageAfter(alice, () => alice.page.getByRole('button', { name: 'Screenshot', exact: true }).click())
    const { width, height } = await overlay.evaluate(() => ({ width: innerWidth, height: innerHeight }))
    // The first key lays the area in the middle; it is moved, and made larger.
    for (const key of ['ArrowLeft', 'ArrowLeft', 'ArrowUp', 'Shift+ArrowRight', 'Control+ArrowDown']) await overlay.keyboard.press(key)
    const size = [Math.ceil(width / 2) + 1, Math.ceil(height / 2)]
    expect(await overlay.locator('[data-area] .size').textContent()).toBe(`${size.join(' × ')}`)
    expect(await overlay.getByRole('status').textContent()).toBe(
      `${size.join(' × ')}, ${Math.floor(width / 4) - 1}, ${Math.floor(height / 4) - 1 + 10}`,
    )
    await leaveBy(overlay, () => overlay.keyboard.press('Control+c'))
    await alice.page.getByText('Paste the screenshot where it belongs.').first().waitFor()
    expect(await alice.page.getByTestId('picture-editor').count()).toBe(0)
    await alice.composer.focus()
    await alice.page.keyboard.press('Control+v')
    const pasted = alice.page.getByRole('dialog').locator('li img')
    await pasted.waitFor()
    expect(
      await pasted.evaluate((image: HTMLImageElement) => image.decode().then(() => [image.naturalWidth, image.naturalHeight])),
    ).toEqual(size)
    await alice.page.keyboard.press('Escape')
    await alice.page.getByRole('button', { name: 'Discard' }).click()
    await alice.page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click()
  })

  // Elsewhere windows of other programs are there by themselves, and nobody knows which.
  it.runIf(process.platform === 'linux')(
    'of a window has all of that and nothing of what lies over it; of the screen, all of it',
    async () => {
      const closeOther = await showXWindow({
        title: 'A sheet of another program',
        x: 300,
        y: 200,
        width: 420,
        height: 260,
        colour: 0x2060c0,
      })
      const open = () => regionPageAfter(alice, () => alice.page.getByRole('button', { name: 'Screenshot', exact: true }).click())
      /** Edges of the one that is taken, and its colour left above and right below. */
      const taken = async (overlay: Page, button: Locator) => {
        await leaveBy(overlay, () => button.click())
        const editor = alice.page.getByTestId('picture-editor')
        await editor.waitFor()
        await editor.getByRole('button', { name: 'Done' }).click()
        const image = alice.page.getByRole('dialog').locator('li img')
        const seen = await image.evaluate(async (one: HTMLImageElement) => {
          await one.decode()
          const [width, height] = [one.naturalWidth, one.naturalHeight]
          const pen = new OffscreenCanvas(width, height).getContext('2d')!
          pen.drawImage(one, 0, 0)
          const at = (x: number, y: number): number[] => [...pen.getImageData(x, y, 1, 1).data.slice(0, 3)]
          return { width, height, corners: [at(2, 2), at(width - 3, height - 3)] }
        })
        await alice.page.keyboard.press('Escape')
        await alice.page.getByRole('button', { name: 'Discard' }).click()
        await alice.page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click()
        return seen
      }
      const overlay = await open()
      await overlay.locator('button[aria-expanded]').click()
      const { width, height, corners } = await taken(overlay, overlay.getByRole('button', { name: 'A sheet of another program' }))
      // It is as large as the display at most, whatever it was (adr/033).
      expect(width / height).toBeCloseTo(420 / 260, 2)
      const off = corners.flatMap((corner) => corner.map((value, index) => Math.abs(value - [0x20, 0x60, 0xc0][index]!)))
      expect(Math.max(...off)).toBeLessThanOrEqual(4)
      const whole = await alice.app.evaluate(({ screen }) => screen.getPrimaryDisplay().size)
      const again = await open()
      expect(await taken(again, again.getByRole('button', { name: 'Whole screen' }))).toMatchObject(whole)
      closeOther()
    },
  )

  it('that nobody wants leaves nothing behind, and the window where it was', async () => {
    must(await alice.call('settings:set', { screenshotHides: true }))
    const overlay = await regionPageAfter(alice, () => alice.page.getByRole('button', { name: 'Screenshot', exact: true }).click())
    expect(await alice.inWindow((window) => window.isVisible())).toBe(false)
    await leaveBy(overlay, () => overlay.keyboard.press('Escape'))
    await expect.poll(() => alice.inWindow((window) => window.isVisible())).toBe(true)
    expect(alice.app.windows().filter(isOverlay)).toEqual([])
    expect(await alice.page.getByRole('dialog').count()).toBe(0)
    must(await alice.call('settings:set', { screenshotHides: false }))
  })

  it('is no longer offered, nor taken, when the setting says so', async () => {
    must(await alice.call('settings:set', { screenshots: false }))
    await alice.page.getByRole('button', { name: 'Screenshot', exact: true }).waitFor({ state: 'hidden' })
    expect(await alice.call('screenshots:take', { to: 'sheet' })).toMatchObject({ ok: false, error: { code: 'screenshots_off' } })
    expect(await alice.call('screenshots:state')).toMatchObject({ value: { shortcut: 'none' } })
    must(await alice.call('settings:set', { screenshots: true }))
  })
})
