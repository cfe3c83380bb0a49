import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { twoColours } from '../transfers/pictures'
import type { Desktop } from './desktop'
import { chooseInDialog, dropFiles } from './given-files'
import { type Office, openFileChat } from './office'

const CHAT = 'c2c:alice:bob'
const GROUP = 'c2g:design-review'
const [RED, BLUE, GREEN] = [
  [220, 40, 30],
  [30, 60, 210],
  [40, 160, 60],
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

function made(name: string, left: readonly number[], right: readonly number[]): string {
  const path = join(dir, name)
  writeFileSync(path, twoColours(400, 200, left, right))
  return path
}

/** The colour in the middle of something on screen, whose picture has come. */
async function middleOf(desktop: Desktop, face: Locator): Promise<readonly number[]> {
  const picture = face.locator('img[src^="jim-media://avatar/"]')
  await picture.waitFor()
  await picture.evaluate((image: HTMLImageElement) => image.decode())
  const shot = (await face.screenshot()).toString('base64')
  return desktop.app.evaluate(({ nativeImage }, base64) => {
    const image = nativeImage.createFromBuffer(Buffer.from(base64, 'base64'))
    const { width, height } = image.getSize()
    const at = 4 * (Math.floor(height / 2) * width + Math.floor(width / 2))
    const [b = 0, g = 0, r = 0] = image.toBitmap().subarray(at, at + 3)
    return [r, g, b]
  }, shot)
}

function expectColour(found: readonly number[], wanted: readonly number[]): void {
  for (const [index, value] of wanted.entries()) expect(Math.abs((found[index] ?? 0) - value)).toBeLessThan(24)
}

const faceIn = (place: Locator): Locator => place.locator('.avatar').first()
const dialogOf = ({ page }: Desktop, name: string): Locator => page.getByRole('dialog', { name })

async function openOwnPicture({ page }: Desktop): Promise<void> {
  await page.keyboard.press('Control+,')
  await page.getByRole('tab', { name: 'Account' }).click()
  await page.getByRole('button', { name: 'Change picture…' }).click()
}

it('is cut by keys, set, and seen by the other everywhere, the messages of before included', async () => {
  await alice.send('from before my picture')
  await bob.message('from before my picture').waitFor()
  await openOwnPicture(alice)
  const dialog = dialogOf(alice, 'Your picture')
  await chooseInDialog(alice, [made('mine.png', RED, BLUE)])
  await dialog.getByRole('button', { name: 'Choose a picture…' }).click()
  const cropper = dialog.getByTestId('cropper')
  await cropper.focus()
  for (let steps = 0; steps < 30; steps++) await alice.page.keyboard.press('ArrowRight')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await alice.page.keyboard.press('Escape')
  for (const [desktop, place] of [
    [alice, alice.page.getByTestId('own-avatar')],
    [bob, bob.row(CHAT)],
    [bob, bob.page.locator('header').filter({ hasText: 'Alice' }).last()],
    [
      bob,
      bob.timeline
        .locator('div.pointer-events-none')
        .filter({ has: bob.page.locator('.avatar') })
        .last(),
    ],
  ] as const)
    expectColour(await middleOf(desktop, faceIn(place)), RED)
})

it('of a group is dropped by whoever may change it, and dragged to its other side', async () => {
  await alice.openConversation(GROUP)
  await bob.openConversation(GROUP)
  const details = alice.page.getByRole('complementary', { name: 'Conversation details' })
  if (!(await details.isVisible())) await alice.page.getByRole('button', { name: 'Details' }).click()
  await details.getByRole('button', { name: 'Group picture' }).click()
  const dialog = dialogOf(alice, 'Group picture')
  await dropFiles(alice, dialog.locator('[data-drop=picture]'), [made('group.png', GREEN, BLUE)])
  const cropper = dialog.getByTestId('cropper')
  await cropper.waitFor()
  const box = (await cropper.boundingBox())!
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  await alice.page.mouse.move(middle.x, middle.y)
  await alice.page.mouse.down()
  await alice.page.mouse.move(middle.x - 250, middle.y, { steps: 4 })
  await alice.page.mouse.up()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.waitFor({ state: 'hidden' })
  expectColour(await middleOf(bob, faceIn(bob.row(GROUP))), BLUE)
  await bob.timeline.getByText('changed the group picture').last().waitFor()
})

it('is there without a server, after a restart', async () => {
  await office.server.close()
  bob = await office.restart('bob')
  expectColour(await middleOf(bob, faceIn(bob.row(CHAT))), RED)
  expectColour(await middleOf(bob, faceIn(bob.row(GROUP))), BLUE)
})
