import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Locator } from 'playwright'
import { asConversationId } from '@shared/ids'
import { startServer } from '../../src/server/server'
import type { Transfer } from '../../src/shared/transfer'
import { must } from '../helpers/results'
import { X11Clipboard } from '../helpers/x11-clipboard'
import { png } from '../transfers/pictures'
import { jpegParts, SECRET } from '../transfers/camera-files'
import { Desktop } from './desktop'
import { chooseInDialog, dropFiles, saveWhereItIsAsked } from './given-files'
import { openFileChat } from './office'
import { startServerProcess, type Victim } from '../torture/processes'

const CHAT = 'c2c:alice:bob'
const MiB = 1024 * 1024

let alice: Desktop
let bob: Desktop
let dir: string
let close: (() => Promise<void>) | undefined

beforeAll(async () => {
  ;({ alice, bob, dir, close } = await openFileChat())
})
afterAll(() => close?.())

const hashOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex')

/** A file with bytes of its own. */
function made(name: string, bytes: number | Buffer): string {
  const path = join(dir, name)
  writeFileSync(path, typeof bytes === 'number' ? randomBytes(bytes) : bytes)
  return path
}

const sheet = (desktop: Desktop): Locator => desktop.page.getByRole('dialog')

async function discard(desktop: Desktop): Promise<void> {
  await sheet(desktop).getByRole('button', { name: 'Cancel' }).click()
  await sheet(desktop).getByRole('button', { name: 'Discard' }).click()
}

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

  it('that another program has copied are pasted from the real clipboard; beside a list of files they only stand for it', async () => {
    const picture = png(90, 60)
    const { href } = pathToFileURL(made('from a folder.bin', 5000))
    const listed = { 'x-special/gnome-copied-files': `copy\n${href}`, 'text/uri-list': `${href}\r\n`, 'text/plain;charset=utf-8': href }
    const both = await X11Clipboard.own({
      ...Object.fromEntries(Object.entries(listed).map(([type, text]) => [type, Buffer.from(text)])),
      'image/png': picture,
    })
    await alice.composer.focus()
    await alice.page.keyboard.press('Control+V')
    await sheet(alice).getByText('from a folder.bin').waitFor()
    expect(await sheet(alice).getByRole('listitem').count()).toBe(1)
    await discard(alice)
    expect(await alice.composer.inputValue()).toBe('')
    both.close()

    const alone = await X11Clipboard.own({ 'image/png': picture })
    await alice.composer.focus()
    await alice.page.keyboard.press('Control+V')
    const seen = sheet(alice).locator('li img')
    await seen.waitFor()
    expect(await seen.evaluate((image: HTMLImageElement) => image.decode().then(() => [image.naturalWidth, image.naturalHeight]))).toEqual([
      90, 60,
    ])
    await discard(alice)
    alone.close()
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

  it('go smaller, upright and in their colours, or as they are when that is chosen', async () => {
    // Held on its side: four quarters, which are seen turned to the right.
    const drawn = await alice.page.evaluate(async () => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 3000, height: 1500 })
      const context = canvas.getContext('2d')!
      for (const [index, colour] of ['#e02020', '#20c040', '#2040e0', '#e0e020'].entries()) {
        context.fillStyle = colour
        context.fillRect((index % 2) * 1500, Math.floor(index / 2) * 750, 1500, 750)
      }
      context.fillStyle = '#808080'
      for (let at = 0; at < 3000; at += 6) context.fillRect(at, 700 + (at % 97), 3, 3)
      const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', 0.95))
      return [...new Uint8Array(await blob!.arrayBuffer())]
    })
    const camera = jpegParts.exif('II', 6).bytes
    const path = made('large.jpg', Buffer.concat([Buffer.from(drawn.slice(0, 2)), camera, Buffer.from(drawn.slice(2))]))
    const sendAs = async (caption: string, prepare: () => Promise<void>): Promise<Locator> => {
      await chooseInDialog(alice, [path])
      await alice.page.getByRole('button', { name: 'Attach files' }).click()
      await prepare()
      await sheet(alice).getByRole('textbox', { name: 'Caption' }).fill(caption)
      await send(alice)
      return bob.message(caption)
    }
    const seen = async (message: Locator): Promise<unknown> => {
      const image = message.locator('img[src^="jim-media:"]').last()
      await image.waitFor()
      const target = join(dir, 'large, saved.jpg')
      await saveWhereItIsAsked(bob, target)
      await bob.choose(message, 'Save as…')
      await expect.poll(() => existsSync(target)).toBe(true)
      const bytes = readFileSync(target)
      rmSync(target)
      return bob.page.evaluate(async (base64) => {
        const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(base64), (each) => each.charCodeAt(0))]))
        const { width, height } = bitmap
        const context = new OffscreenCanvas(width, height).getContext('2d')!
        context.drawImage(bitmap, 0, 0)
        const at = (x: number, y: number): readonly boolean[] =>
          [...context.getImageData(Math.floor(width * x), Math.floor(height * y), 1, 1).data.slice(0, 3)].map((value) => value > 150)
        return { width, height, corners: [at(0.1, 0.1), at(0.9, 0.1), at(0.1, 0.9), at(0.9, 0.9)] }
      }, bytes.toString('base64'))
    }
    const [red, green, blue, yellow] = [
      [true, false, false],
      [false, true, false],
      [false, false, true],
      [true, true, false],
    ]
    const corners = [blue, red, yellow, green]
    const small = await sendAs('as the setting says', () => sheet(alice).getByText('1 picture scaled: Up to 2560 px').waitFor())
    expect(await seen(small)).toEqual({ width: 1280, height: 2560, corners })
    const original = await sendAs('as it is', async () => {
      await sheet(alice).getByRole('button', { name: 'Change the size of the pictures' }).click()
      await alice.page.getByRole('menuitemradio', { name: 'Original' }).click()
    })
    expect(await seen(original)).toEqual({ width: 1500, height: 3000, corners })
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

describe('the order of pictures', () => {
  it('is changed by dragging and by keys, and is that in which they go', async () => {
    await dropFiles(
      alice,
      alice.timeline,
      ['one.png', 'two.png', 'three.png'].map((name) => made(name, PNG)),
    )
    const tiles = sheet(alice).locator('li[data-chosen]')
    await expect.poll(() => tiles.count()).toBe(3)
    const order = async (): Promise<unknown> => (await tiles.allTextContents()).map((text) => /(one|two|three)\.png/.exec(text)?.[0])
    const { page } = alice
    await sheet(alice).getByRole('button', { name: 'Move three.png', exact: true }).hover()
    const first = (await tiles.first().boundingBox())!
    await page.mouse.down()
    await page.mouse.move(first.x + first.width / 2, first.y + first.height / 2, { steps: 5 })
    await page.mouse.up()
    expect(await order()).toEqual(['three.png', 'one.png', 'two.png'])
    await sheet(alice).getByRole('button', { name: 'Move one.png', exact: true }).focus()
    await page.keyboard.press('Alt+ArrowRight')
    await expect.poll(order).toEqual(['three.png', 'two.png', 'one.png'])
    // The focus went along: the same key again finds the same picture.
    await page.keyboard.press('Alt+ArrowLeft')
    await expect.poll(order).toEqual(['three.png', 'one.png', 'two.png'])
    await sheet(alice).getByRole('switch', { name: 'Send as one album' }).click()
    await send(alice)
    const sent = async (): Promise<unknown> => {
      const { messages } = must(
        await bob.call('timeline:page', { conversationId: asConversationId(CHAT), anchor: { at: 'end' }, limit: 3 }),
      )
      return messages.map(({ content }) => (content.kind === 'image' ? [content.name, content.album] : content.kind))
    }
    await expect.poll(sent).toEqual([
      ['three.png', undefined],
      ['one.png', undefined],
      ['two.png', undefined],
    ])
  })
})

describe('a film', () => {
  it('says its edges and how long it is, and comes with a picture of itself', async () => {
    const film = await alice.page.evaluate(async () => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 160, height: 96 })
      const pen = canvas.getContext('2d')!
      const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: 'video/mp4' })
      const pieces: Blob[] = []
      recorder.ondataavailable = ({ data }) => pieces.push(data)
      recorder.start()
      const from = performance.now()
      for (let now = from; now - from < 1500; now = await new Promise<number>((next) => requestAnimationFrame(next))) {
        pen.fillStyle = `hsl(${(now / 4) % 360} 80% 50%)`
        pen.fillRect(0, 0, 160, 96)
      }
      const stopped = new Promise((done) => (recorder.onstop = done))
      recorder.stop()
      await stopped
      return [...new Uint8Array(await new Blob(pieces).arrayBuffer())]
    })
    await chooseInDialog(alice, [made('clip.mp4', Buffer.from(film))])
    await alice.page.getByRole('button', { name: 'Attach files' }).click()
    await sheet(alice).getByRole('textbox', { name: 'Caption' }).fill('a clip')
    await send(alice)
    await bob.message('a clip').waitFor()
    const { messages } = must(await bob.call('timeline:page', { conversationId: asConversationId(CHAT), anchor: { at: 'end' }, limit: 1 }))
    const content = messages[0]?.content
    expect(content).toMatchObject({ kind: 'video', width: 160, height: 96, thumbId: expect.any(String), thumbHash: expect.any(String) })
    const seconds = content?.kind === 'video' ? (content.seconds ?? 0) : 0
    expect(seconds).toBeGreaterThanOrEqual(1)
    expect(seconds).toBeLessThanOrEqual(4)
  })
})

describe('what interrupts a file', () => {
  it('loses nothing of it: server and programs are killed in the middle, and go on where they were', async () => {
    const dataDir = join(dir, 'server')
    const [mine, theirs] = ['alice', 'bob'].map((name) => join(dir, name)) as [string, string]
    const sample = await startServer({ host: '127.0.0.1', dataDir, demo: { messages: 60 }, tcp: 0, ws: 0, http: 0 })
    const { ports } = sample
    await sample.close()
    const begin = async (): Promise<Victim> => (await startServerProcess(dataDir, ports)).victim
    const enter = async (profileDir: string, user?: string): Promise<Desktop> => {
      const desktop = await Desktop.launch({ profileDir })
      if (user !== undefined) await desktop.fillSignIn(ports, user, 'demo')
      await desktop.openConversation(CHAT)
      return desktop
    }
    const isMoving = (desktop: Desktop, name: string): Promise<void> =>
      expect.poll(async () => (await transferOf(desktop, name))?.done ?? 0, { interval: 20 }).toBeGreaterThan(0)

    let server = await begin()
    let sender = await enter(mine, 'alice')
    // The server alone: the program that has lost it goes on by itself.
    await attach(sender, made('first.bin', 192 * MiB))
    await isMoving(sender, 'first.bin')
    await server.kill()
    server = await begin()
    await sender.message('first.bin').and(sender.page.locator('[data-delivery=sent]')).waitFor({ timeout: 60_000 })

    // Both.
    const path = made('large.bin', 192 * MiB)
    await attach(sender, path)
    await isMoving(sender, 'large.bin')
    await Promise.all([sender.kill(), server.kill()])
    server = await begin()
    sender = await enter(mine)
    await sender.message('large.bin').and(sender.page.locator('[data-delivery=sent]')).waitFor({ timeout: 60_000 })

    // Both, on the way down.
    let reader = await enter(theirs, 'bob')
    await reader
      .message('large.bin')
      .getByRole('button', { name: /^Download/ })
      .click()
    await isMoving(reader, 'large.bin')
    await Promise.all([reader.kill(), server.kill()])
    server = await begin()
    reader = await enter(theirs)
    const card = reader.message('large.bin')
    await card.getByRole('button', { name: 'Open' }).waitFor({ timeout: 60_000 })
    const target = join(dir, 'large again.bin')
    await saveWhereItIsAsked(reader, target)
    await reader.choose(card, 'Save as…')
    await card.getByRole('button', { name: 'Show in folder' }).waitFor()
    expect(hashOf(target)).toBe(hashOf(path))
    await Promise.all([sender.close(), reader.close()])
    await server.stop()
  })
})

async function attach(desktop: Desktop, path: string): Promise<void> {
  await chooseInDialog(desktop, [path])
  await desktop.page.getByRole('button', { name: 'Attach files' }).click()
  await send(desktop)
}

async function transferOf(desktop: Desktop, name: string): Promise<Transfer | undefined> {
  const list = must(await desktop.call('transfers:list'))
  return list.transfers.find((transfer) => transfer.name === name)
}

/** A small one, whole: what cannot be walked is not sent as a picture. */
const PNG = png(8, 8)

describe('a picture that is edited', () => {
  /** White, with black letters on it where `word` is one. */
  async function page(word: string): Promise<string> {
    const drawn = await alice.page.evaluate(async (text) => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 1200, height: 800 })
      const context = canvas.getContext('2d')!
      context.fillStyle = '#ffffff'
      context.fillRect(0, 0, 1200, 800)
      context.fillStyle = '#000000'
      context.font = '600 24px sans-serif'
      context.fillText(text, 700, 620)
      const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'))
      return [...new Uint8Array(await blob!.arrayBuffer())]
    }, word)
    return made('page.png', Buffer.from(drawn))
  }

  it('arrives with its arrow, and without what was hidden or cut off', async () => {
    await chooseInDialog(alice, [await page('13800138000')])
    await alice.page.getByRole('button', { name: 'Attach files' }).click()
    await sheet(alice).getByRole('button', { name: 'Edit page.png' }).click()
    const editor = alice.page.getByTestId('picture-editor')
    const canvas = editor.getByTestId('editor-canvas')
    await canvas.waitFor()
    const drag = async (from: readonly [number, number], to: readonly [number, number]): Promise<void> => {
      const box = (await canvas.boundingBox())!
      const at = ([x, y]: readonly [number, number]): [number, number] => [box.x + (x / 1200) * box.width, box.y + (y / 800) * box.height]
      await alice.page.mouse.move(...at(from))
      await alice.page.mouse.down()
      await alice.page.mouse.move(...at([(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]))
      await alice.page.mouse.move(...at(to))
      await alice.page.mouse.up()
    }
    await drag([200, 200], [600, 200])
    await editor.getByRole('button', { name: 'Hide' }).click()
    await drag([660, 580], [1000, 660])
    await editor.getByRole('button', { name: 'Text', exact: true }).click()
    await canvas.click({ position: { x: 60, y: 120 } })
    await editor.getByRole('textbox', { name: 'Text on the picture' }).fill('wrong')
    await alice.page.keyboard.press('Enter')
    await alice.page.keyboard.press('Control+z')
    await editor.getByRole('button', { name: 'Crop' }).click()
    await drag([0, 0], [1200, 700])
    await alice.page.keyboard.press('Enter')
    await editor.getByRole('button', { name: 'Done' }).click()
    await sheet(alice).getByRole('textbox', { name: 'Caption' }).fill('edited')
    await send(alice)

    const target = join(dir, 'page, saved.png')
    await bob.message('edited').locator('img[src^="jim-media:"]').last().waitFor()
    await saveWhereItIsAsked(bob, target)
    await bob.choose(bob.message('edited'), 'Save as…')
    await expect.poll(() => existsSync(target)).toBe(true)
    const got = await bob.page.evaluate(async (base64) => {
      const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(base64), (each) => each.charCodeAt(0))]))
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d', { willReadFrequently: true })!
      context.drawImage(bitmap, 0, 0)
      const at = (x: number, y: number): readonly number[] => [...context.getImageData(x, y, 1, 1).data.slice(0, 3)]
      const hidden = context.getImageData(680, 590, 300, 50).data
      let darkest = 255
      for (let byte = 0; byte < hidden.length; byte += 4) darkest = Math.min(darkest, hidden[byte]!)
      const row = context.getImageData(662, 610, 20, 1).data
      return {
        edges: [bitmap.width, bitmap.height],
        onShaft: at(400, 200),
        besideShaft: at(400, 215),
        behindTip: at(612, 200),
        text: at(75, 145),
        darkest,
        isOneTile: new Set(Array.from({ length: 20 }, (_, pixel) => row[pixel * 4])).size === 1,
      }
    }, readFileSync(target).toString('base64'))
    expect(got).toMatchObject({
      edges: [1200, 700],
      onShaft: [229, 72, 77],
      besideShaft: [255, 255, 255],
      behindTip: [255, 255, 255],
      text: [255, 255, 255],
      isOneTile: true,
    })
    // Letters are black: what is left of them is the grey of a tile that they fill a part of.
    expect(got.darkest).toBeGreaterThan(120)
  })
})
