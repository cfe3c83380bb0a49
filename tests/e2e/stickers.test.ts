import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { samplePicture } from '../../src/server/seed/samples/sample-pictures'
import { twoColours } from '../transfers/pictures'
import type { Desktop } from './desktop'
import { chooseInDialog } from './given-files'
import { type Office, openFileChat } from './office'

const [RED, BLUE] = [
  [220, 40, 30],
  [30, 60, 210],
] as const

let office: Office
let alice: Desktop
let bob: Desktop
let dir: string
let close: (() => Promise<void>) | undefined
beforeAll(async () => {
  ;({ office, alice, bob, dir, close } = await openFileChat())
})
afterAll(() => close?.())

const cells = ({ page }: Desktop): Locator => page.getByRole('group', { name: 'My stickers' }).getByRole('button')
const sent = ({ timeline, page }: Desktop): Locator =>
  timeline.getByRole('article').filter({ has: page.getByRole('group', { name: 'Sticker' }) })
/** What moves has its first frame under it. */
const addresses = (desktop: Desktop): Promise<readonly (string | null)[]> =>
  cells(desktop).evaluateAll((all) =>
    all.map((cell) => (cell.querySelector('canvas') === null ? cell.querySelector('img')!.getAttribute('src') : 'moves')),
  )

async function openStickers({ page }: Desktop): Promise<void> {
  await page.getByRole('button', { name: 'Emoji' }).click()
  await page.getByRole('tab', { name: 'My stickers' }).click()
}

/** Colours a quarter from the start and the end of a picture on screen. */
async function coloursOf(desktop: Desktop, target: Locator): Promise<readonly (readonly number[])[]> {
  const image = target.locator('img').last()
  await image.evaluate((element: HTMLImageElement) => element.decode())
  const shot = (await image.screenshot({ animations: 'disabled' })).toString('base64')
  return desktop.app.evaluate(({ nativeImage }, base64) => {
    const picture = nativeImage.createFromBuffer(Buffer.from(base64, 'base64'))
    const { width, height } = picture.getSize()
    const bitmap = picture.toBitmap()
    return [0.25, 0.75].map((part) => {
      const at = 4 * (Math.floor(height / 2) * width + Math.floor(width * part))
      const [b = 0, g = 0, r = 0] = bitmap.subarray(at, at + 3)
      return [r, g, b]
    })
  }, shot)
}

function expectColours(found: readonly (readonly number[])[], wanted: readonly (readonly number[])[]): void {
  for (const [place, colour] of wanted.entries())
    for (const [index, value] of colour.entries()) expect(Math.abs((found[place]?.[index] ?? 0) - value)).toBeLessThan(30)
}

it('a picture that came is kept by its menu, and sent on as a sticker that both sides show as one', async () => {
  writeFileSync(join(dir, 'cat.png'), twoColours(800, 400, RED, BLUE))
  await chooseInDialog(alice, [join(dir, 'cat.png')])
  await alice.page.getByRole('button', { name: 'Attach files' }).click()
  await alice.page.getByRole('dialog').getByRole('button', { name: 'Send', exact: true }).click()
  const picture = bob.timeline.getByRole('article').filter({ has: bob.page.getByRole('button', { name: 'Open cat.png' }) })
  await picture.locator('img[src^="jim-media://file/"]').first().waitFor()
  await bob.choose(picture, 'Keep as sticker')
  await bob.page.getByText('Kept as sticker').first().waitFor()

  await openStickers(bob)
  await cells(bob).first().waitFor()
  expect(await cells(bob).count()).toBe(1)
  expectColours(await coloursOf(bob, cells(bob).first()), [RED, BLUE])
  // From the field into the grid, and sent, by keys alone; then one writes on.
  await bob.page.getByRole('textbox', { name: 'Find an emoji' }).focus()
  await bob.page.keyboard.press('ArrowDown')
  await bob.page.keyboard.press('Enter')
  await cells(bob).waitFor({ state: 'detached' })
  expect(await bob.composer.evaluate((field) => field === document.activeElement)).toBe(true)

  for (const desktop of [bob, alice]) {
    const shown = sent(desktop)
    await shown.locator('img[src^="jim-media:"]').last().waitFor()
    const box = (await shown.getByRole('group', { name: 'Sticker' }).boundingBox())!
    expect([Math.round(box.width), Math.round(box.height)]).toEqual([160, 80])
    expectColours(await coloursOf(desktop, shown.getByRole('group', { name: 'Sticker' })), [RED, BLUE])
    await desktop.row('c2c:alice:bob').getByText('[Sticker]').waitFor()
  }
})

it('a sticker that came is kept as it is, and one of this computer that moves', async () => {
  await alice.choose(sent(alice), 'Keep as sticker')
  await alice.page.getByText('Kept as sticker').first().waitFor()
  writeFileSync(join(dir, 'ball.gif'), samplePicture('bouncing.gif')!().bytes)
  writeFileSync(join(dir, 'broken.png'), twoColours(40, 40, RED, BLUE).subarray(0, 60))
  await openStickers(bob)
  await chooseInDialog(bob, [join(dir, 'ball.gif')])
  await bob.page.getByRole('button', { name: 'Add…' }).click()
  await cells(bob).nth(1).waitFor()
  expect(await addresses(bob)).toEqual(['moves', expect.stringMatching(/^jim-media:\/\/sticker\//)])
  // What is none is told of, and takes no place.
  await chooseInDialog(bob, [join(dir, 'broken.png')])
  await bob.page.getByRole('button', { name: 'Add…' }).click()
  await bob.page.getByText('This picture cannot be read. Choose another one.', { exact: true }).waitFor()
  expect(await cells(bob).count()).toBe(2)
})

it('is removed by a key and had back, and what was last sent is the first, also after a restart', async () => {
  const before = await addresses(bob)
  await cells(bob).first().focus()
  await bob.page.keyboard.press('Delete')
  await bob.page.getByText('Sticker removed').first().waitFor()
  expect(await addresses(bob)).toEqual(before.slice(1))
  await bob.page.getByRole('button', { name: 'Undo' }).click()
  await cells(bob).nth(1).waitFor()
  expect(await addresses(bob)).toEqual(before)
  await cells(bob).nth(1).click()
  await sent(bob).nth(1).waitFor()
  bob = await office.restart('bob')
  await bob.openConversation('c2c:alice:bob')
  await openStickers(bob)
  await cells(bob).nth(1).waitFor()
  expect(await addresses(bob)).toEqual([before[1], before[0]])
  expectColours(await coloursOf(bob, cells(bob).first()), [RED, BLUE])
})
