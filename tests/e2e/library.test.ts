import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pdf } from '../../src/server/seed/samples/pdf'
import type { Desktop } from './desktop'
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

  it('last month’s contract is found by a few letters, from the rail to the open file', async () => {
    await bob.page
      .getByRole('navigation')
      .getByRole('button', { name: /^Chats/ })
      .click()
    await send('Supplier contract v3.pdf', pdf(['Supplier contract', 'signed in October']))
    await bob.app.evaluate(({ shell }) => {
      shell.openPath = (path) => {
        ;(globalThis as { opened?: string }).opened = path
        return Promise.resolve('')
      }
    })
    await bob.page.getByRole('navigation').getByRole('button', { name: 'Files' }).click()
    await bob.page.keyboard.type('contract')
    await row(/^Supplier contract v3\.pdf/).waitFor()
    await told().getByText('1 shown').waitFor()
    expect(await list().getByRole('option').count()).toBe(1)
    await bob.page.keyboard.press('Enter')
    await bob.page.keyboard.press('Enter')
    await panel().getByRole('button', { name: 'Open', exact: true }).waitFor()
    await bob.page.keyboard.press('Enter')
    await panel().getByRole('heading', { name: 'Supplier contract v3.pdf' }).waitFor()
  })

  it('are deleted from this computer, which says how much that freed, and are fetched again by whoever opens them', async () => {
    await panel().getByRole('button', { name: 'Save as…' }).waitFor()
    await bob.page.keyboard.press('Delete')
    const question = bob.page.getByRole('dialog')
    await question.getByText('Delete Supplier contract v3.pdf from this computer?').waitFor()
    await question.getByRole('button', { name: 'Delete', exact: true }).click()
    await bob.page.getByText(/^\d+(\.\d+)? (bytes|B|KB|kB) freed$/).waitFor()
    await row(/^Supplier contract v3\.pdf.*not on this computer/).waitFor()
    await panel().getByRole('button', { name: 'Download' }).click()
    await panel().getByRole('button', { name: 'Save as…' }).waitFor()
  })
})
