import type { CDPSession, Locator } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Colleague } from './colleague'
import type { Desktop } from './desktop'
import { type Office, openPair } from './office'

let office: Office
let alice: Desktop
let bob: Colleague
let chrome: CDPSession
beforeAll(async () => {
  ;({ office, alice } = await openPair())
  bob = await Colleague.enter(office.server, 'bob')
  chrome = await alice.page.context().newCDPSession(alice.page)
  await alice.openConversation('c2c:alice:bob')
})
afterAll(async () => {
  bob.close()
  await office.close()
})

/** A key as a keyboard of another layout gives it: its place, and what the layout makes of it. */
async function press(code: string, key: string, keyCode: number, ctrl = true): Promise<void> {
  const at = { code, key, windowsVirtualKeyCode: keyCode, modifiers: ctrl ? 2 : 0 }
  await chrome.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...at })
  await chrome.send('Input.dispatchKeyEvent', { type: 'keyUp', ...at })
}

/** What has been drawn after everything that is under way now. */
async function drawn(): Promise<void> {
  await alice.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
}

describe('the keyboard', () => {
  it('opens the quick switcher by Ctrl+Л; Escape ends what is being composed in it, and only then closes it', async () => {
    await press('KeyK', 'л', 75)
    const switcher = alice.page.getByRole('dialog', { name: 'Quick switcher' })
    await switcher.waitFor()
    await chrome.send('Input.imeSetComposition', { text: 'li', selectionStart: 2, selectionEnd: 2 })
    await press('Escape', 'Escape', 229, false)
    await drawn()
    expect(await switcher.getAttribute('data-state')).toBe('open')
    await chrome.send('Input.imeSetComposition', { text: '', selectionStart: 0, selectionEnd: 0 })
    await press('Escape', 'Escape', 27, false)
    await switcher.waitFor({ state: 'detached' })
  })

  it('takes the zero of AZERTY, which needs no Shift, for the usual size', async () => {
    await alice.page.keyboard.press('Control+=')
    await expect.poll(() => zoom()).toBe(110)
    await press('Digit0', 'à', 48)
    await expect.poll(() => zoom()).toBe(100)
  })

  async function zoom(): Promise<number> {
    const settings = await alice.call('settings:get')
    return settings.ok ? settings.value.zoom.value : 0
  }
})

describe('what is written from right to left', () => {
  /** Where each line of a text lies in its bubble: the distances of its ends from those of the paragraph, in px. */
  async function linesOf(paragraph: Locator): Promise<readonly { readonly left: number; readonly right: number }[]> {
    return paragraph.evaluate((element) => {
      const text = [...element.childNodes].find((node) => node instanceof Text && node.data.includes('\n')) as Text
      const box = element.getBoundingClientRect()
      let at = 0
      return text.data.split('\n').map((line) => {
        const range = document.createRange()
        range.setStart(text, at)
        range.setEnd(text, at + line.length)
        at += line.length + 1
        const { left, right } = range.getBoundingClientRect()
        return { left: Math.round(left - box.left), right: Math.round(box.right - right) }
      })
    })
  }

  it('begins at the right in a bubble, each line by its own first letter', async () => {
    await bob.write('alice', 'שלום, הישיבה מתחילה בשעה עשר בחדר הגדול\nsee you\nעד אז')
    const paragraph = alice.message('הישיבה').locator('p[dir]')
    expect(await paragraph.evaluate((element) => getComputedStyle(element).direction)).toBe('rtl')
    const [hebrew, english, short] = await linesOf(paragraph)
    expect([hebrew?.right, english?.left, short?.right]).toEqual([0, 0, 0])
    expect(short?.left).toBeGreaterThan(50)
    expect(english?.right).toBeGreaterThan(50)
  })

  it('begins at the right in the list, the search box and the composer', async () => {
    const line = alice.row('c2c:alice:bob').locator('[dir=rtl]')
    await expect.poll(() => line.textContent()).toContain('שלום')
    await alice.composer.fill('مرحبا')
    expect(await alice.composer.evaluate((element) => getComputedStyle(element).direction)).toBe('rtl')
    await alice.composer.fill('hello مرحبا')
    expect(await alice.composer.evaluate((element) => getComputedStyle(element).direction)).toBe('ltr')
    await alice.composer.fill('')
  })
})

describe('a file that hides what it is', () => {
  const NAME = `holiday in the mountains with everybody from the office ${'and friends '.repeat(6)}\u202egpj.exe`

  it('shows its true ending on the card and in the list, however little room there is', async () => {
    await bob.say('alice', 'file', { url: 'https://files.example/1', name: NAME, size: 5 })
    const card = alice.message('gpj.exe')
    for (const place of [card, alice.row('c2c:alice:bob')]) {
      const [word, ending] = [place.locator('bdi bdi').first(), place.locator('bdi bdi').last()]
      await expect.poll(() => ending.textContent()).toBe('.exe')
      expect(await word.textContent()).toBe('friends gpj')
      const [inner, outer] = [await ending.boundingBox(), await place.boundingBox()]
      expect(inner!.x + inner!.width).toBeLessThanOrEqual(outer!.x + outer!.width)
      expect(inner!.width).toBeGreaterThan(15)
    }
    expect(await alice.page.locator('body').textContent()).not.toContain('\u202e')
  })
})

describe('a time zone that changes under way', () => {
  it('reaches the clocks of messages without anything being opened anew', async () => {
    await bob.write('alice', 'what time is it')
    const time = alice.message('what time is it').locator('time')
    const before = await time.textContent()
    const clock = (timeZone: string): string =>
      new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone }).format(Date.now())
    const zone = before === clock('Asia/Tokyo') ? 'America/Lima' : 'Asia/Tokyo'
    await chrome.send('Emulation.setTimezoneOverride', { timezoneId: zone })
    await expect.poll(() => time.textContent()).not.toBe(before)
    await chrome.send('Emulation.setTimezoneOverride', { timezoneId: '' })
    await expect.poll(() => time.textContent()).toBe(before)
  })
})

describe('in forced colours', () => {
  beforeAll(() => alice.page.emulateMedia({ forcedColors: 'active', colorScheme: 'dark' }))
  afterAll(() => alice.page.emulateMedia({ forcedColors: null, colorScheme: null }))

  /** How much of what is drawn there is not the system's ground: 0 for something that cannot be seen, up to 1. */
  async function inkOf(target: Locator): Promise<number> {
    const picture = await target.screenshot({ animations: 'disabled' })
    return alice.page.evaluate(
      async (bytes) => {
        const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: 'image/png' }))
        const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
        const context = canvas.getContext('2d')!
        // One pixel of the ground itself, to know its colour.
        context.fillStyle = getComputedStyle(document.body).backgroundColor
        context.fillRect(0, 0, 1, 1)
        const ground = context.getImageData(0, 0, 1, 1).data.slice(0, 3)
        context.drawImage(bitmap, 0, 0)
        const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height)
        let inked = 0
        for (let at = 0; at < data.length; at += 4) {
          if (ground.some((value, i) => Math.abs(value - (data[at + i] ?? 0)) > 64)) inked += 1
        }
        return inked / (data.length / 4)
      },
      [...picture],
    )
  }

  it('shows which conversation is open, by more than its words', async () => {
    expect(await inkOf(alice.row('c2c:alice:bob'))).toBeGreaterThan(0.6)
    expect(await inkOf(alice.conversations.locator('[aria-selected=false]').first())).toBeLessThan(0.4)
  })

  it('shows a switch, and whether it is on', async () => {
    const pin = alice.page.getByRole('switch', { name: 'Pin conversation' })
    const off = await inkOf(pin)
    expect(off).toBeGreaterThan(0.15)
    expect(off).toBeLessThan(0.45)
    await pin.click()
    await alice.page.locator('[role=switch][aria-label="Pin conversation"][data-state=checked]').waitFor()
    // Its thumb has the ground's colour now.
    expect(await inkOf(pin)).toBeGreaterThan(0.6)
  })

  it('shows the light of the connection, the counts and the chosen filter', async () => {
    expect(await inkOf(alice.page.getByTestId('connection-light'))).toBeGreaterThan(0.05)
    expect(await inkOf(alice.page.getByRole('button', { name: 'All', exact: true }))).toBeGreaterThan(0.6)
    expect(await inkOf(alice.conversations.getByRole('img', { name: /unread/ }).first())).toBeGreaterThan(0.15)
  })

  it('shows where the focus is', async () => {
    const button = alice.page.getByRole('button', { name: 'New', exact: true })
    const without = await inkOf(button)
    await alice.page.getByRole('searchbox', { name: 'Search' }).focus()
    await alice.page.keyboard.press('Tab')
    expect(await button.evaluate((element) => element === document.activeElement)).toBe(true)
    const outline = await button.evaluate((element) => getComputedStyle(element).outlineStyle)
    expect(outline).toBe('solid')
    expect(without).toBeGreaterThan(0)
  })
})
