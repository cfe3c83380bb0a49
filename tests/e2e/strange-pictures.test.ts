import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { asConversationId } from '@shared/ids'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { must } from '../helpers/results'
import { png } from '../transfers/pictures'
import { Colleague } from './colleague'
import type { Desktop } from './desktop'
import { chooseInDialog } from './given-files'
import { type Office, openFileChat } from './office'

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
  await image.waitFor()
  expect(await image.evaluate((one: HTMLImageElement) => one.decode().then(() => one.naturalWidth))).toBe(64)
})

it('a decoder that broke is another one for the next picture', async () => {
  await send(alice, [made('before.png', png(70, 50))], 'before')
  expect(await breakDecoder(alice)).toBe(true)
  await send(alice, [made('after.png', png(71, 50))], 'after')
  expect(await lastHasPreview(alice)).toBe(true)
  await bob.message('after').locator('img[src^="jim-media:"]').first().waitFor()
})

it('a picture of gigabytes is not drawn, and says so', async () => {
  const bomb = png(30_000, 30_000, false)
  const fileId = await uploadAs('carol', bomb)
  const url = `/v1/files/${fileId}`
  const carol = await Colleague.enter(office.server, 'carol')
  await carol.say('bob', 'image', {
    file_id: fileId,
    big_url: url,
    size: bomb.length,
    name: 'bomb.png',
    mime: 'image/png',
    width: 30,
    height: 20,
  })
  carol.close()
  await bob.openConversation('c2c:bob:carol')
  await bob.timeline.getByText('This picture cannot be shown').waitFor()
  expect(await bob.timeline.locator('img[src^="jim-media:"]').count()).toBe(0)
})

/** As a program does that asks nobody what it sends. */
async function uploadAs(user: string, bytes: Buffer): Promise<string> {
  const base = `http://127.0.0.1:${office.server.ports.http}`
  const login = await fetch(`${base}/v1/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user, password: 'demo', device_id: 'by-hand', device_name: 'by hand' }),
  })
  const { token } = (await login.json()) as { readonly token: string }
  const told = (text: string): string => Buffer.from(text).toString('base64')
  const created = await fetch(`${base}/v1/files/`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'tus-resumable': '1.0.0',
      'upload-length': String(bytes.length),
      'upload-metadata': `filename ${told('bomb.png')},filetype ${told('image/png')}`,
      'content-type': 'application/offset+octet-stream',
    },
    body: new Uint8Array(bytes),
  })
  return created.headers.get('location')?.split('/').at(-1) ?? `no file: ${created.status}`
}
