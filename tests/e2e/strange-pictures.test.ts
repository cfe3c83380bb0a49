import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { asConversationId } from '@shared/ids'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { must } from '../helpers/results'
import { gif, png } from '../transfers/pictures'
import { ask } from './ask'
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

function made(name: string, bytes: Buffer): string {
  const path = join(dir, name)
  writeFileSync(path, bytes)
  return path
}

/** Sends pictures from a window; resolves when all of them are up. */
async function send(desktop: Desktop, paths: readonly string[], caption: string): Promise<void> {
  await chooseInDialog(desktop, paths)
  await desktop.page.getByRole('button', { name: 'Attach files' }).click()
  const sheet = desktop.page.getByRole('dialog')
  await sheet.getByRole('textbox', { name: 'Caption' }).fill(caption)
  await sheet.getByRole('button', { name: 'Send', exact: true }).click()
  await expect
    .poll(async () => must(await desktop.call('transfers:list')).transfers.filter(({ progress }) => progress.step !== 'done').length)
    .toBe(0)
}

/** Whether the hidden page has drawn the picture of a window's last message. */
async function lastHasPreview(desktop: Desktop): Promise<boolean> {
  const { messages } = must(await desktop.call('timeline:page', { conversationId: CHAT, anchor: { at: 'end' }, limit: 1 }))
  const content = messages.at(-1)?.content
  return content?.kind === 'image' && content.thumbHash !== undefined
}

/** Ends the page in which strange files are decoded, as a file would that breaks its decoder. */
async function breakDecoder(desktop: Desktop): Promise<boolean> {
  return desktop.app.evaluate(({ webContents }) => {
    const page = webContents.getAllWebContents().find((one) => one.getURL().startsWith('jim-media://decoding'))
    page?.forcefullyCrashRenderer()
    return page !== undefined
  })
}

it('pictures that are cut or lie cost themselves a preview, and nobody else anything', async () => {
  const good = png(64, 48)
  const strange = Array.from({ length: 24 }, (_, index) => {
    const bytes = Buffer.from(good)
    if (index % 2 === 0) return made(`cut ${index}.png`, bytes.subarray(0, 40 + index))
    bytes.fill(index, 41, 44 + index)
    return made(`changed ${index}.png`, bytes)
  })
  await send(alice, [...strange, made('lies.png', png(9000, 9000, false)), made('good.png', good)], 'strange ones')
  expect(await lastHasPreview(alice)).toBe(true)
  const image = bob.message('strange ones').locator('img[src^="jim-media:"]').last()
  // Which of them is the last is only so once all have come.
  await expect.poll(() => image.evaluate((one: HTMLImageElement) => one.naturalWidth)).toBe(64)
})

it('a decoder that broke is another one for the next picture', async () => {
  await send(alice, [made('before.png', png(70, 50))], 'before')
  expect(await breakDecoder(alice)).toBe(true)
  await send(alice, [made('after.png', png(71, 50))], 'after')
  expect(await lastHasPreview(alice)).toBe(true)
  await bob.message('after').locator('img[src^="jim-media:"]').first().waitFor()
})

it('a picture of gigabytes is not drawn, and says so', async () => {
  await sayAsCarol('bomb.png', png(30_000, 30_000, false))
  await bob.openConversation('c2c:bob:carol')
  await bob.timeline.getByText('This picture is too large to be shown here').waitFor()
  expect(await bob.timeline.locator('img[src^="jim-media:"]').count()).toBe(0)
})

it('a picture over which its decoder breaks says so, the next one is shown, and the chat goes on', async () => {
  await breakDecoder(bob)
  const armed = await bob.app.evaluateHandle(({ app }) => {
    const crashed = { count: 0, isOver: false }
    app.on('web-contents-created', (_event, page) => {
      // Before it has a file: what is decoded in a moment would be shown.
      page.on('dom-ready', () => {
        if (!page.getURL().startsWith('jim-media://decoding') || crashed.isOver) return
        crashed.count++
        page.forcefullyCrashRenderer()
      })
    })
    return crashed
  })
  await sayAsCarol('breaks.png', png(60, 45))
  await bob.timeline.getByText('Reading this picture failed; to be safe it is not shown').waitFor()
  expect(await armed.evaluate((crashed) => ((crashed.isOver = true), crashed.count))).toBeGreaterThanOrEqual(2)
  await sayAsCarol('whole.png', png(61, 45))
  const image = bob.timeline.locator('img[src^="jim-media:"]')
  await image.waitFor()
  expect(await image.evaluate((one: HTMLImageElement) => one.decode().then(() => one.naturalWidth))).toBe(61)
  await bob.send('that one came')
  await bob.message('that one came').waitFor()
})

it('what a stranger sent reaches the page encoded anew, and what moves still does', async () => {
  const sent = gif(40, 30, [100, 100])
  await sayAsCarol('moves.gif', sent)
  const image = bob.timeline.locator('[data-testid=gif-still] ~ img[src^="jim-media:"]').last()
  await image.waitFor()
  const answer = await ask(bob, await image.evaluate((one: HTMLImageElement) => one.src))
  expect(answer.headers['content-type']).toBe('image/webp')
  expect(answer.bytes).not.toBe(sent.length)
})

/** A picture of somebody who sends no preview of it, and lies about its edges. */
async function sayAsCarol(name: string, bytes: Buffer): Promise<void> {
  const mime = name.endsWith('.gif') ? 'image/gif' : 'image/png'
  await sayPicture(office, { as: 'carol', to: 'bob' }, { name, mime, bytes })
}
