import { readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Locator } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pdf } from '../../src/server/seed/samples/pdf'
import { type Desktop, ready } from './desktop'
import { chooseInDialog } from './given-files'
import { openFileChat } from './office'
import { turnWheelOverBare } from './wheel'

let alice: Desktop
let bob: Desktop
let dir: string
let close: (() => Promise<void>) | undefined

beforeAll(async () => {
  ;({ alice, bob, dir, close } = await openFileChat())
})
afterAll(() => close?.())

const list = (): Locator => bob.page.getByTestId('library-list')
const told = (): Locator => bob.page.getByTestId('library-count')
const row = (name: RegExp): Locator => list().getByRole('option', { name })
const panel = (): Locator => bob.page.getByTestId('library-panel')

/** From Alice to Bob; it is whole on the server. */
async function send(name: string, bytes: Buffer): Promise<void> {
  const path = join(dir, name)
  writeFileSync(path, bytes)
  await chooseInDialog(alice, [path])
  await alice.page.getByRole('button', { name: 'Attach files' }).click()
  await alice.page.getByRole('dialog').getByRole('button', { name: 'Send', exact: true }).click()
  await alice.message(name).and(alice.page.locator('article:not([data-delivery=queued], [data-delivery=sending])')).waitFor()
  await bob.message(name).waitFor()
}

/** Pixels that are not paper. */
function inkOn(canvas: Locator): Promise<number> {
  return canvas.evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement
    const { data } = (element as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height)
    let dark = 0
    for (let at = 0; at < data.length; at += 4) if (data[at + 3]! > 0 && data[at]! < 128) dark++
    return dark
  })
}

describe('the files of all chats', () => {
  it('stand on a page of their own, the newest first, and a wheel moves them as far as any page', async () => {
    await send('notes of today.zip', Buffer.from('PK\u0005\u0006'.padEnd(200, '\0')))
    await bob.page.getByRole('navigation').getByRole('button', { name: 'Files' }).click()
    await row(/^notes of today\.zip/).waitFor()
    const count = Number(/\d+/.exec((await told().textContent())!.replace(/,/g, ''))![0])
    expect(count).toBeGreaterThan(20)
    expect(await list().getByRole('option').first().getAttribute('aria-label')).toMatch(/^notes of today\.zip, .*Alice Chen, 200 B/)
    // Only what is in view is drawn.
    expect(await list().getByRole('option').count()).toBeLessThan(Math.min(count, 60))

    const box = (await list().boundingBox())!
    await bob.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
    await bob.page.mouse.wheel(0, 240)
    const after = await list().evaluate(async (element) => {
      for (let [last, still] = [-1, 0]; still < 20;) {
        await new Promise(requestAnimationFrame)
        still = element.scrollTop === last ? still + 1 : 0
        last = element.scrollTop
      }
      return element.scrollTop
    })
    expect(after).toBe(-(await turnWheelOverBare(bob.page, [240])))
  })

  it('stay under the pointer when one is chosen, so that a second click opens it', async () => {
    await list().evaluate((element) => element.scrollTo(0, 0))
    await row(/^notes of today\.zip/).waitFor()
    // The last line that is all in view: what stands above it would push it away.
    const id = await list().evaluate((element) => {
      const { bottom } = element.getBoundingClientRect()
      const whole = [...element.querySelectorAll('[role=option]')].filter((option) => option.getBoundingClientRect().bottom <= bottom)
      return whole.at(-1)!.id
    })
    // A click on a list that takes none while it moves would be tried again, elsewhere.
    const last = await ready(bob.page.locator(`[id="${id}"]`))
    const before = await last.boundingBox()
    await last.click()
    await panel().waitFor()
    expect(await last.getAttribute('aria-selected')).toBe('true')
    expect(await last.boundingBox()).toEqual(before)
  })

  it('last month’s contract is found by a few letters, from the rail to the open file', async () => {
    await bob.page
      .getByRole('navigation')
      .getByRole('button', { name: /^Chats/ })
      .click()
    await send('Supplier contract v3.pdf', pdf(['Supplier contract', 'signed in October']))
    await bob.page.getByRole('navigation').getByRole('button', { name: 'Files' }).click()
    await bob.page.keyboard.type('contract')
    await row(/^Supplier contract v3\.pdf/).waitFor()
    await told().getByText('1 shown').waitFor()
    expect(await list().getByRole('option').count()).toBe(1)
    await bob.page.keyboard.press('Enter')
    await bob.page.keyboard.press('Enter')
    const sheet = bob.page.getByTestId('viewer-pdf').getByTestId('pdf-page')
    await sheet.and(bob.page.locator('[data-state=drawn]')).waitFor()
    expect(await inkOn(sheet.locator('canvas'))).toBeGreaterThan(100)
    await bob.page.keyboard.press('Escape')
    await bob.page.getByTestId('viewer').waitFor({ state: 'detached' })
  })

  it('are deleted from this computer, which says how much that freed, and are fetched again by whoever opens them', async () => {
    await panel().getByRole('button', { name: 'Save as…' }).waitFor()
    await bob.page.keyboard.press('Delete')
    const question = bob.page.getByRole('dialog')
    await question.getByText('Delete Supplier contract v3.pdf from this computer?').waitFor()
    await question.getByRole('button', { name: 'Delete', exact: true }).click()
    await bob.page.getByText(/^\d+(\.\d+)? (bytes|B|KB|kB) freed$/).waitFor()
    await row(/^Supplier contract v3\.pdf.*not on this computer/).waitFor()
    await panel().getByRole('button', { name: 'Open', exact: true }).click()
    await bob.page.getByTestId('viewer-pdf').waitFor()
    await bob.page.keyboard.press('Escape')
    await panel().getByRole('button', { name: 'Save as…' }).waitFor()
  })

  it('show a text as it was written, in the encoding of its time, and say of what is broken that it is', async () => {
    await bob.page.keyboard.press('Escape')
    await bob.page
      .getByRole('navigation')
      .getByRole('button', { name: /^Chats/ })
      .click()
    // 会议纪要, as Windows wrote it.
    await send('纪要.txt', Buffer.from('bbe1d2e9bccdd2aa0d0ab5dab6fed0d0', 'hex'))
    await send('broken.pdf', Buffer.from('%PDF-1.7\n this is not one'))
    await bob.page.getByRole('navigation').getByRole('button', { name: 'Files' }).click()
    await row(/^纪要\.txt/).dblclick()
    await bob.page.getByTestId('viewer-text').getByText('会议纪要').waitFor()
    await bob.page.keyboard.press('Escape')
    await row(/^broken\.pdf/).dblclick()
    await bob.page.getByTestId('viewer-note').getByText('This file cannot be shown here').waitFor()
    await bob.page.getByTestId('viewer').getByRole('button', { name: 'Open with another program' }).waitFor()
    await bob.page.keyboard.press('Escape')
  })

  it('are given to the pointer that drags them out, all that are chosen, under their names', async () => {
    await bob.inWindow(({ webContents }) => {
      const dragged = new Promise<readonly string[]>((resolve) => {
        webContents.startDrag = ({ files, file }) => resolve(files ?? [file])
      })
      Object.assign(globalThis, { dragged })
    })
    await row(/^纪要\.txt/).click()
    await row(/^Supplier contract v3\.pdf/).click({ modifiers: ['ControlOrMeta'] })
    const box = (await row(/^纪要\.txt/).boundingBox())!
    await bob.page.mouse.move(box.x + 200, box.y + 20)
    await bob.page.mouse.down()
    await bob.page.mouse.move(box.x + 240, box.y + 120, { steps: 8 })
    const paths = await bob.app.evaluate(() => (globalThis as unknown as { dragged: Promise<readonly string[]> }).dragged)
    await bob.page.mouse.up()
    expect(paths.map((path) => basename(path)).sort()).toEqual(['Supplier contract v3.pdf', '纪要.txt'])
    expect(readFileSync(paths.find((path) => path.endsWith('.txt'))!).toString('hex')).toBe('bbe1d2e9bccdd2aa0d0ab5dab6fed0d0')
  })
})
