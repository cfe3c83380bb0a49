import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Locator } from 'playwright'
import { startServer } from '../../src/server/server'
import type { Transfer } from '../../src/shared/transfer'
import { must } from '../helpers/results'
import { jpegParts, SECRET } from '../transfers/camera-files'
import { Desktop } from './desktop'
import { chooseInDialog, dropFiles, saveWhereItIsAsked } from './given-files'
import { Office } from './office'

const CHAT = 'c2c:alice:bob'
const MiB = 1024 * 1024

let office: Office
let alice: Desktop
let bob: Desktop
let dir: string

beforeAll(async () => {
  office = await Office.open({ people: { alice: 'en', bob: 'en' } })
  alice = office.of('alice')
  bob = office.of('bob')
  dir = mkdtempSync(join(tmpdir(), 'jim-e2e-files-'))
  await alice.openConversation(CHAT)
  await bob.openConversation(CHAT)
})

afterAll(async () => {
  await office?.close()
  rmSync(dir, { recursive: true, force: true })
})

const hashOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex')

/** A file with bytes of its own. */
function made(name: string, bytes: number | Buffer): string {
  const path = join(dir, name)
  writeFileSync(path, typeof bytes === 'number' ? randomBytes(bytes) : bytes)
  return path
}

const sheet = (desktop: Desktop): Locator => desktop.page.getByRole('dialog')
const send = (desktop: Desktop): Promise<void> => sheet(desktop).getByRole('button', { name: 'Send', exact: true }).click()

describe('a file', () => {
  it('that is dropped in one window is saved from the other, equal to the byte', async () => {
    const path = made('minutes of May.pdf', Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(3 * MiB)]))
    await dropFiles(alice, alice.timeline, [path])
    await sheet(alice).getByText('minutes of').waitFor()
    await sheet(alice).getByRole('textbox', { name: 'Caption' }).fill('as agreed')
    await send(alice)
    await alice.waitForDelivery('sent', 'delivered', 'read')

    const card = bob.message('as agreed')
    await card.getByRole('button', { name: /^Download/ }).click()
    await card.getByRole('button', { name: 'Open' }).waitFor()
    const target = join(dir, 'saved.pdf')
    await saveWhereItIsAsked(bob, target)
    await bob.choose(card, 'Save as…')
    await card.getByRole('button', { name: 'Show in folder' }).waitFor()
    expect(hashOf(target)).toBe(hashOf(path))
  })

  it('that is forwarded goes at once, and is not uploaded again', async () => {
    const before = must(await alice.call('transfers:list'))
    const uploads = before.transfers.filter(({ direction }) => direction === 'up').length
    await alice.choose(alice.message('as agreed'), 'Forward…')
    const dialog = alice.page.getByRole('dialog')
    await dialog.getByRole('option').first().click()
    await dialog.getByRole('button', { name: 'Send', exact: true }).click()
    await dialog.waitFor({ state: 'hidden' })
    const after = must(await alice.call('transfers:list'))
    expect(after.transfers.filter(({ direction }) => direction === 'up')).toHaveLength(uploads)
  })

  it('that may do harm is only saved, and says what it is', async () => {
    await chooseInDialog(alice, [made('replica_check.exe', Buffer.concat([Buffer.from('MZ'), randomBytes(4000)]))])
    await alice.page.getByRole('button', { name: 'Attach files' }).click()
    await sheet(alice).getByText('Windows program').waitFor()
    await send(alice)
    const card = bob.message('replica_check')
    await card.getByRole('button', { name: /^Download/ }).click()
    await card.getByRole('button', { name: 'Save as…' }).first().waitFor()
    expect(await card.getByTestId('file-warning').textContent()).toContain('A program can change this computer.')
    expect(await card.getByRole('button', { name: 'Open' }).count()).toBe(0)
  })

  it('that is cancelled on its way is nowhere', async () => {
    must(await alice.call('transfers:pause-all', { isPaused: true }))
    await chooseInDialog(alice, [made('never.bin', 2 * MiB)])
    await alice.page.getByRole('button', { name: 'Attach files' }).click()
    await send(alice)
    await alice
      .message('never')
      .getByRole('button', { name: /^Cancel/ })
      .click()
    await alice.message('never').waitFor({ state: 'detached' })
    must(await alice.call('transfers:pause-all', { isPaused: false }))
    await alice.send('after it')
    await bob.message('after it').waitFor()
    expect(await bob.timeline.getByText('never').count()).toBe(0)
  })
})

describe('pictures', () => {
  it('are pasted by their bytes, seen on the sheet, and in the other window', async () => {
    await alice.composer.evaluate(async (field) => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 200 })
      canvas.getContext('2d')!.fillRect(40, 40, 80, 80)
      const png = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'))
      const clipboardData = new DataTransfer()
      clipboardData.items.add(new File([png!], 'image.png', { type: 'image/png' }))
      field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    })
    await sheet(alice).locator('li img').waitFor()
    await sheet(alice).getByRole('textbox', { name: 'Caption' }).fill('a screen')
    await send(alice)
    const card = bob.message('a screen')
    await card.locator('img[src^="jim-media:"]').first().waitFor()
    const isDrawn = await card
      .locator('img')
      .last()
      .evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))
    expect(isDrawn).toBeGreaterThan(0)
  })

  it('lose the place where they were taken, and look as they did', async () => {
    // What is drawn is 4 × 2; held on its side it is shown 2 × 4.
    const drawn = await alice.page.evaluate(async () => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 4, height: 2 })
      canvas.getContext('2d')!.fillRect(0, 0, 2, 2)
      const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg'))
      return [...new Uint8Array(await blob!.arrayBuffer())]
    })
    const camera = jpegParts.exif('II', 6).bytes
    const path = made('from a camera.jpg', Buffer.concat([Buffer.from(drawn.slice(0, 2)), camera, Buffer.from(drawn.slice(2))]))
    await chooseInDialog(alice, [path])
    await alice.page.getByRole('button', { name: 'Attach files' }).click()
    await sheet(alice).getByRole('textbox', { name: 'Caption' }).fill('from a camera')
    await send(alice)
    const image = bob.message('from a camera').locator('img[src^="jim-media:"]').last()
    await image.waitFor()
    expect(await image.evaluate((one: HTMLImageElement) => one.decode().then(() => [one.naturalWidth, one.naturalHeight]))).toEqual([2, 4])
    const target = join(dir, 'from a camera, saved.jpg')
    await saveWhereItIsAsked(bob, target)
    await bob.choose(bob.message('from a camera'), 'Save as…')
    await expect.poll(() => existsSync(target)).toBe(true)
    expect([readFileSync(path).includes(SECRET), readFileSync(target).includes(SECRET)]).toEqual([true, false])
  })

  it('dropped on a conversation of the list open it, and can go as files', async () => {
    const row = alice.row('c2g:design-review')
    await dropFiles(alice, row, [made('shot.png', PNG)])
    await sheet(alice).getByRole('switch', { name: 'Send as files' }).click()
    await send(alice)
    await alice.message('shot.png').getByText('PNG').first().waitFor()
    await alice.openConversation(CHAT)
  })
})

describe('what interrupts a file', () => {
  it('loses nothing of it: both programs die in the middle, and go on where they were', async () => {
    const dataDir = join(dir, 'server')
    const profiles = ['alice', 'bob'].map((name) => join(dir, name))
    const open = { host: '127.0.0.1', dataDir, demo: { messages: 60 } } as const
    const server = await startServer({ ...open, tcp: 0, ws: 0, http: 0 })
    const { ports } = server
    const first = await Desktop.launch({ profileDir: profiles[0]! })
    await first.signIn(server, 'alice')
    await first.openConversation(CHAT)
    const path = made('large.bin', 192 * MiB)
    await chooseInDialog(first, [path])
    await first.page.getByRole('button', { name: 'Attach files' }).click()
    await send(first)
    await expect.poll(async () => (await uploadOf(first)).done, { interval: 20 }).toBeGreaterThan(0)
    await first.kill()
    await server.close()

    const again = await startServer({ ...open, ...ports })
    const second = await Desktop.launch({ profileDir: profiles[0]! })
    await second.openConversation(CHAT)
    await second.waitForDelivery('sent', 'delivered', 'read')
    const other = await Desktop.launch({ profileDir: profiles[1]! })
    await other.signIn(again, 'bob')
    await other.openConversation(CHAT)
    const card = other.message('large.bin')
    await card.getByRole('button', { name: /^Download/ }).click()
    await card.getByRole('button', { name: 'Open' }).waitFor()
    const target = join(dir, 'large again.bin')
    await saveWhereItIsAsked(other, target)
    await other.choose(card, 'Save as…')
    await card.getByRole('button', { name: 'Show in folder' }).waitFor()
    expect(hashOf(target)).toBe(hashOf(path))
    await second.close()
    await other.close()
    await again.close()
  })
})

/** The only upload of a window. */
async function uploadOf(desktop: Desktop): Promise<Transfer> {
  const list = must(await desktop.call('transfers:list'))
  const [upload] = list.transfers.filter(({ direction }) => direction === 'up')
  if (upload === undefined) throw new Error('nothing goes up')
  return upload
}

/** One white pixel. */
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+M8AAAMBAQDJ/pLvAAAAAElFTkSuQmCC', 'base64')
