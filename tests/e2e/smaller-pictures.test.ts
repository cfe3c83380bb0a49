import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { asConversationId } from '@shared/ids'
import { must } from '../helpers/results'
import { jpegParts } from '../transfers/camera-files'
import { copiedPicture } from './copied-picture'
import type { Desktop } from './desktop'
import { chooseInDialog } from './given-files'
import { openFileChat } from './office'

const CHAT = asConversationId('c2c:alice:bob')

let alice: Desktop
let bob: Desktop
let dir: string
let close: (() => Promise<void>) | undefined

beforeAll(async () => {
  ;({ alice, bob, dir, close } = await openFileChat())
})
afterAll(() => close?.())

/** Black lines, two px of each five; the quarter at the top and the left is red. */
async function linesAs(type: string, { width, height }: { readonly width: number; readonly height: number }): Promise<Buffer> {
  const base64 = await alice.page.evaluate(
    async ({ type, width, height }) => {
      const canvas = new OffscreenCanvas(width, height)
      const pen = canvas.getContext('2d')!
      pen.fillStyle = 'white'
      pen.fillRect(0, 0, width, height)
      pen.fillStyle = 'black'
      for (let x = 0; x < width; x += 5) pen.fillRect(x, 0, 2, height)
      pen.fillStyle = 'red'
      pen.fillRect(0, 0, width / 2, height / 2)
      const blob = await canvas.convertToBlob({ type, quality: 0.95 })
      const reader = new FileReader()
      return new Promise<string>((done) => {
        reader.onload = () => done(String(reader.result).replace(/^.*,/, ''))
        reader.readAsDataURL(blob)
      })
    },
    { type, width, height },
  )
  return Buffer.from(base64, 'base64')
}

async function choose(name: string, bytes: Buffer): Promise<void> {
  const path = join(dir, name)
  writeFileSync(path, bytes)
  await chooseInDialog(alice, [path])
}

async function sendToBob(name: string, bytes: Buffer): Promise<void> {
  await choose(name, bytes)
  await alice.page.getByRole('button', { name: 'Attach files' }).click()
  const sheet = alice.page.getByRole('dialog')
  await sheet.getByRole('textbox', { name: 'Caption' }).fill(name)
  await sheet.getByRole('button', { name: 'Send', exact: true }).click()
  await bob.message(name).waitFor()
}

/** What the newest picture's preview is: its edges, and of its four quarters red, green and blue of their mean. */
async function previewAtBob() {
  const newest = async () => must(await bob.call('timeline:page', { conversationId: CHAT, anchor: { at: 'end' }, limit: 1 })).messages[0]
  await expect.poll(async () => (await newest())?.file?.thumbUrl, { timeout: 15_000 }).toBeDefined()
  return bob.page.evaluate(
    async (url) => {
      const image = new Image()
      image.src = url
      await image.decode()
      const { naturalWidth: width, naturalHeight: height } = image
      const pen = new OffscreenCanvas(width, height).getContext('2d')!
      pen.drawImage(image, 0, 0)
      const mean = (x: number, y: number): number[] => {
        const { data } = pen.getImageData(width * x, height * y, width / 4, height / 4)
        return [0, 1, 2].map((channel) => {
          let sum = 0
          for (let at = channel; at < data.length; at += 4) sum += data[at]!
          return Math.round((sum / data.length) * 4)
        })
      }
      const quarters = { topLeft: mean(0.125, 0.125), topRight: mean(0.625, 0.125), bottomLeft: mean(0.125, 0.625) }
      return { width, height, ...quarters, bottomRight: mean(0.625, 0.625) }
    },
    (await newest())!.file!.thumbUrl!,
  )
}

/** Two fifths of black and three of white. */
const isGrey = (mean: readonly number[]): boolean => mean.every((channel) => channel > 130 && channel < 175)
const isRed = ([red = 0, green = 0, blue = 0]: readonly number[]): boolean => red > 200 && green < 60 && blue < 60

it.each([
  ['image/jpeg', 'lines.jpg'],
  ['image/png', 'lines.png'],
] as const)('lines of a large %s become the grey that they are from afar, and do not vanish', async (type, name) => {
  await sendToBob(name, await linesAs(type, { width: 4000, height: 1000 }))
  const seen = await previewAtBob()
  expect(seen).toMatchObject({ width: 800, height: 200 })
  const { topLeft, topRight, bottomLeft, bottomRight } = seen
  expect({ topLeft: isRed(topLeft), others: [topRight, bottomLeft, bottomRight].map(isGrey) }, JSON.stringify(seen)).toEqual({
    topLeft: true,
    others: [true, true, true],
  })
})

it('a large JPEG that was held upright is drawn upright', async () => {
  const lying = await linesAs('image/jpeg', { width: 4000, height: 3000 })
  const turned = Buffer.concat([lying.subarray(0, 2), jpegParts.exif('MM', 6).bytes, lying.subarray(2)])
  await sendToBob('upright.jpg', turned)
  const seen = await previewAtBob()
  // A quarter to the right: what was at the left and the top is at the right.
  expect(seen).toMatchObject({ width: 600, height: 800 })
  expect([isRed(seen.topRight), isGrey(seen.topLeft)], JSON.stringify(seen)).toEqual([true, true])
})

it('is looked at with as many px as a screen has, and with all of them where it is drawn larger', async () => {
  await choose('wide.jpg', await linesAs('image/jpeg', { width: 4000, height: 2500 }))
  const { files } = must(await alice.call('files:choose'))
  const sent = files.map(({ id }) => ({ id, as: 'picture' as const }))
  must(await alice.call('files:send', { conversationId: CHAT, files: sent, caption: 'wide', pictureSize: 'original', keepsLocation: true }))
  await bob.message('wide').getByRole('button', { name: /^Open/ }).click()
  const viewer = bob.page.getByTestId('viewer')
  const seen = async (id: string) =>
    viewer.getByTestId(id).evaluate(async (element) => {
      const image = element as HTMLImageElement
      await image.decode()
      await new Promise(requestAnimationFrame)
      return { has: image.naturalWidth, drawn: Math.round(image.getBoundingClientRect().width), left: image.getBoundingClientRect().left }
    })
  const fit = await seen('viewer-picture')
  expect(fit.has).toBe(2560)
  expect(fit.drawn).toBeLessThan(2560)
  expect(await viewer.getByTestId('viewer-sharp').count()).toBe(0)
  await bob.page.keyboard.press('1')
  const sharp = await seen('viewer-sharp')
  expect(sharp).toMatchObject({ has: 4000, drawn: 4000 })
  // The one lies on the other: nothing jumps.
  expect(await seen('viewer-picture')).toEqual({ ...sharp, has: 2560 })
  await bob.page.keyboard.press('0')
  await viewer.getByTestId('viewer-sharp').waitFor({ state: 'detached' })
  expect(await seen('viewer-picture')).toEqual(fit)
  await bob.app.evaluate(({ clipboard }) => void clipboard.clear())
  await bob.page.keyboard.press('c')
  await expect.poll(() => copiedPicture(bob), { timeout: 15_000 }).toEqual({ width: 4000, height: 2500 })
  await viewer.getByTestId('viewer-sharp').waitFor({ state: 'detached' })
  await bob.page.keyboard.press('Escape')
})
