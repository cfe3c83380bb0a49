import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator } from 'playwright'
import { asConversationId } from '@shared/ids'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { must } from '../helpers/results'
import { heic, lyingHeic, turnedHeic } from '../transfers/heic'
import type { Desktop } from './desktop'
import { chooseInDialog } from './given-files'
import { type Office, openFileChat } from './office'
import { sayPicture } from './strange-files'

const CHAT = asConversationId('c2c:alice:bob')

let office: Office
let alice: Desktop
let bob: Desktop
let dir: string
let close: (() => Promise<void>) | undefined

beforeAll(async () => {
  ;({ office, alice, bob, dir, close } = await openFileChat())
})
afterAll(() => close?.())

/** Chooses a file in Alice's window; resolves to the sheet. */
async function choose(name: string, bytes: Buffer): Promise<Locator> {
  const path = join(dir, name)
  writeFileSync(path, bytes)
  await chooseInDialog(alice, [path])
  await alice.page.getByRole('button', { name: 'Attach files' }).click()
  const sheet = alice.page.getByRole('dialog')
  await sheet.getByRole('button', { name: 'Send', exact: true }).waitFor()
  return sheet
}

async function send(sheet: Locator, caption: string): Promise<void> {
  await sheet.getByRole('textbox', { name: 'Caption' }).fill(caption)
  await sheet.getByRole('button', { name: 'Send', exact: true }).click()
}

type Seen = { readonly width: number; readonly height: number; readonly corners: readonly (readonly string[])[] }

/** What a picture on screen shows: its edges in px, and of its four quarters the channels that are bright. */
async function seenOf(image: Locator): Promise<Seen> {
  return image.evaluate(async (one: HTMLImageElement) => {
    await one.decode()
    const { naturalWidth: width, naturalHeight: height } = one
    const pen = new OffscreenCanvas(width, height).getContext('2d')!
    pen.drawImage(one, 0, 0)
    const at = (x: number, y: number): string[] => {
      const [red = 0, green = 0, blue = 0] = pen.getImageData(width * x, height * y, 1, 1).data
      return Object.entries({ red, green, blue }).flatMap(([name, value]) => (value > 128 ? [name] : []))
    }
    return { width, height, corners: [at(0.25, 0.25), at(0.75, 0.25), at(0.25, 0.75), at(0.75, 0.75)] }
  })
}

const [RED, GREEN, BLUE, YELLOW] = [['red'], ['green'], ['blue'], ['red', 'green']]

it('a HEIC is seen on the sheet as it is held, and goes as a JPEG that the other sees so', async () => {
  const sheet = await choose('IMG 0012.HEIC', turnedHeic())
  const upright = { width: 40, height: 60, corners: [GREEN, YELLOW, RED, BLUE] }
  expect(await seenOf(sheet.locator('li img'))).toEqual(upright)
  await send(sheet, 'from a telephone')
  const shown = bob.message('from a telephone').locator('img[src^="jim-media://file/"]').last()
  await shown.waitFor()
  expect(await seenOf(shown)).toEqual(upright)
  const { messages } = must(await bob.call('timeline:page', { conversationId: CHAT, anchor: { at: 'end' }, limit: 1 }))
  expect(messages[0]?.content).toMatchObject({ kind: 'image', name: 'IMG 0012.jpg', width: 40, height: 60 })
  const { base64 } = must(await bob.call('files:part', { localId: messages[0]!.localId, from: 0, length: 3 }))
  expect(Buffer.from(base64, 'base64').toString('hex')).toBe('ffd8ff')
})

it('a HEIC that came as one is shown, encoded anew', async () => {
  await sayPicture(office, { as: 'carol', to: 'bob' }, { name: 'raw.heic', mime: 'image/heic', bytes: heic() })
  await bob.openConversation('c2c:bob:carol')
  const image = bob.timeline.locator('img[src^="jim-media://file/"]')
  await image.waitFor()
  expect(await seenOf(image)).toEqual({ width: 60, height: 40, corners: [RED, GREEN, BLUE, YELLOW] })
})

it.each([
  ['is cut', 'cut.heic', heic().subarray(0, 1000), 'This picture is damaged and cannot be shown'],
  ['has other edges than it says', 'lies.heic', lyingHeic(62, 40), 'This picture is damaged and cannot be shown'],
  ['says that it has gigabytes', 'bomb.heic', lyingHeic(16_000, 16_000), 'This picture is too large to be shown here'],
])('a HEIC that %s says why it is not shown, and the next one is', async (_why, name, bytes, text) => {
  await sayPicture(office, { as: 'carol', to: 'bob' }, { name, mime: 'image/heic', bytes })
  const last = bob.timeline.locator('[data-local-id]').last()
  await last.getByText(text).waitFor()
  await sayPicture(office, { as: 'carol', to: 'bob' }, { name: 'next.heic', mime: 'image/heic', bytes: heic() })
  await last.locator('img[src^="jim-media://file/"]').waitFor()
})

it('a HEIC that cannot be read does not go as a picture, and its message says so', async () => {
  await send(await choose('broken.heic', heic().subarray(0, 1000)), 'a broken one')
  await alice.message('a broken one').getByText('send it as a file').waitFor()
  await alice.send('the chat goes on')
  await bob.openConversation(CHAT)
  await bob.message('the chat goes on').waitFor()
  expect(await bob.timeline.getByText('a broken one').count()).toBe(0)
})
