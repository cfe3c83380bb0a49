import type { Locator } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Desktop } from './desktop'
import { DesktopWatch } from './desktop-watch'
import { type Office, openPair } from './office'

const ALICE_BOB = 'c2c:alice:bob'
const DESIGN = 'c2g:design-review'

let office: Office
let alice: Desktop
let bob: Desktop
beforeAll(async () => {
  ;({ office, alice, bob } = await openPair())
})
afterAll(() => office.close())

const row = ({ conversations }: Desktop, id: string): Locator => conversations.locator(`[role=option][data-id="${id}"]`)
const header = ({ page }: Desktop): Locator => page.getByRole('main').or(page.locator('body')).locator('header').last()

/** Opens the menu at my picture and picks an entry of it. */
async function chooseOwn(desktop: Desktop, name: string | RegExp): Promise<void> {
  await desktop.page.getByTestId('own-avatar').click()
  await desktop.page.getByRole('menu').getByText(name).click()
}

async function openEmoji(desktop: Desktop): Promise<Locator> {
  await desktop.page.getByRole('button', { name: /^(Emoji|表情)$/ }).click()
  const search = desktop.page.getByRole('textbox', { name: /^(Find an emoji|查找表情)$/ })
  await search.waitFor()
  return search
}

describe('presence', () => {
  it('busy with a text is seen by the other at once, in the list, the header and on hovering', async () => {
    await bob.openConversation(ALICE_BOB)
    await chooseOwn(alice, 'Busy')
    await chooseOwn(alice, /^(Set a|Change) status…$/)
    const dialog = alice.page.getByRole('dialog', { name: 'Your status' })
    await dialog.getByRole('textbox', { name: 'Status' }).fill('In a meeting until four')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await alice.page.getByRole('button', { name: /, Busy · In a meeting until four$/ }).waitFor()
    await header(bob).getByText('忙碌 · In a meeting until four').waitFor()
    await row(bob, ALICE_BOB).getByText('忙碌').waitFor({ state: 'attached' })
    await row(bob, ALICE_BOB).locator('[title*="In a meeting until four"]').waitFor()
  })

  it('what was chosen and the text outlast a restart', async () => {
    alice = await office.restart('alice')
    await alice.page.getByRole('button', { name: /, Busy · In a meeting until four$/ }).waitFor()
    await header(bob).getByText('忙碌 · In a meeting until four').waitFor()
    await chooseOwn(alice, 'Clear status')
    await chooseOwn(alice, 'Online')
    await header(bob).getByText('在线', { exact: true }).waitFor()
  })

  it('goes away by itself when the screen is locked, and comes back with its owner', async () => {
    await alice.app.evaluate(({ powerMonitor }) => powerMonitor.emit('lock-screen'))
    await header(bob).getByText('离开', { exact: true }).waitFor()
    await alice.page.getByRole('button', { name: /, Away$/ }).waitFor()
    await alice.app.evaluate(({ powerMonitor }) => powerMonitor.emit('unlock-screen'))
    await header(bob).getByText('在线', { exact: true }).waitFor()
  })

  it('appears offline to others with the time of hiding, though still connected', async () => {
    await chooseOwn(alice, 'Appear offline')
    await header(bob).getByText('刚刚在线').waitFor()
    await chooseOwn(alice, 'Online')
    await header(bob).getByText('在线', { exact: true }).waitFor()
  })

  it('of a group counts who is there, myself included', async () => {
    await alice.openConversation(DESIGN)
    await header(alice)
      .getByText(/^2 of \d+ online$/)
      .waitFor()
  })

  it('of somebody in the directory is known where they are listed', async () => {
    await alice.page.getByRole('button', { name: 'Contacts' }).click()
    const contacts = alice.page.getByRole('region', { name: 'Contacts' })
    await contacts.getByRole('button', { name: /Bob/ }).and(contacts.locator('[title*="Online"]')).waitFor()
    await alice.page.getByRole('button', { name: /^Chats/ }).click()
  })
})

describe('emoji', () => {
  it('is found by pinyin with the keyboard alone, put at the caret, and undone by the field itself', async () => {
    await bob.openConversation(ALICE_BOB)
    await bob.composer.fill('早上好')
    await bob.composer.press('Home')
    await openEmoji(bob)
    await bob.page.keyboard.type('kafei')
    await bob.page.getByRole('button', { name: '热饮' }).waitFor()
    await bob.page.keyboard.press('Enter')
    expect(await bob.composer.inputValue()).toBe('☕早上好')
    expect(await bob.composer.evaluate((field) => document.activeElement === field)).toBe(true)
    await bob.composer.press('Control+z')
    expect(await bob.composer.inputValue()).toBe('早上好')
    await bob.composer.press('Control+Shift+z')
    await bob.composer.press('Enter')
    await alice.openConversation(ALICE_BOB)
    await alice.timeline.getByText('☕早上好').waitFor()
  })

  it('keeps to the skin tone, and to what was used, also after a restart', async () => {
    await alice.openConversation(ALICE_BOB)
    let search = await openEmoji(alice)
    await alice.page.getByRole('radio', { name: 'Medium', exact: true }).click()
    await search.fill('thumbs up')
    await search.press('Enter')
    expect(await alice.composer.inputValue()).toBe('👍🏽')
    await alice.composer.fill('')
    alice = await office.restart('alice')
    await alice.openConversation(ALICE_BOB)
    search = await openEmoji(alice)
    await search.press('ArrowDown')
    await alice.page.keyboard.press('Enter')
    expect(await alice.composer.inputValue()).toBe('👍🏽')
    await alice.composer.fill('')
  })

  it('as a face is a message of its own, drawn on the other side and in the list', async () => {
    await Promise.all([alice, bob].map((each) => each.openConversation(ALICE_BOB)))
    await openEmoji(alice)
    await alice.page.getByRole('tab', { name: 'Big faces' }).click()
    await alice.page.getByRole('button', { name: 'Rose', exact: true }).click()
    await bob.timeline.getByRole('img', { name: '玫瑰' }).waitFor()
    await row(bob, ALICE_BOB).getByText('🌹').waitFor()
    await alice.waitForDelivery('sent', 'delivered', 'read')
    const stored = await office.server.store.messages.range(ALICE_BOB, { from: 1, to: Number.MAX_SAFE_INTEGER, limit: 1, newest: true })
    expect(stored.map(({ type, data }) => [type, data['symbol']])).toEqual([['face', '[:rose]']])
  })

  it('closes on Escape, and keys of the same instant are written on', async () => {
    await bob.openConversation(ALICE_BOB)
    await bob.composer.fill('')
    const session = await bob.page.context().newCDPSession(bob.page)
    const search = await openEmoji(bob)
    await bob.page.keyboard.press('Escape')
    await search.waitFor({ state: 'hidden' })
    const box = (await bob.page.getByRole('button', { name: /^(Emoji|表情)$/ }).boundingBox())!
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
    // Nothing waits for anything: the panel is still opening when Escape comes.
    await Promise.all([
      session.send('Input.dispatchMouseEvent', { type: 'mousePressed', x, y, button: 'left', clickCount: 1 }),
      session.send('Input.dispatchMouseEvent', { type: 'mouseReleased', x, y, button: 'left', clickCount: 1 }),
      ...[
        { key: 'Escape', code: 'Escape', windowsVirtualKeyCode: 27 },
        { key: 'o', code: 'KeyO', windowsVirtualKeyCode: 79, text: 'o' },
        { key: 'n', code: 'KeyN', windowsVirtualKeyCode: 78, text: 'n' },
        { key: ' ', code: 'Space', windowsVirtualKeyCode: 32, text: ' ' },
      ].map((key) => session.send('Input.dispatchKeyEvent', { type: 'keyDown', ...key })),
    ])
    expect(await bob.composer.inputValue()).toBe('on ')
    expect(await search.isVisible()).toBe(false)
    await session.detach()
    await bob.composer.fill('')
  })
})

describe('spelling', () => {
  it('is checked with the dictionary of the package, which offers the right word', async () => {
    const watch = await DesktopWatch.over(alice)
    await alice.openConversation(ALICE_BOB)
    await alice.composer.fill('')
    // The dictionary is read with the first word that is typed.
    const offers = async (): Promise<boolean> => {
      await alice.composer.fill('')
      await alice.composer.pressSequentially('recieve ')
      await alice.composer.click({ button: 'right', position: { x: 24, y: 20 } })
      return (await watch.popups()).some((items) => items.includes('receive'))
    }
    await expect.poll(offers, { timeout: 30_000, interval: 1000 }).toBe(true)
    await alice.composer.fill('')
  })
})

describe('the read list', () => {
  it('names who has read a group message and who has not, and moves while it is open', async () => {
    await alice.openConversation(DESIGN)
    await alice.send('Who has read this?')
    await alice.timeline.getByText('Who has read this?').waitFor()
    await alice.waitForDelivery('sent', 'delivered')
    await alice.timeline.locator('article[data-delivery]').last().click({ button: 'right' })
    await alice.page.getByRole('menuitem', { name: 'Delivery details' }).click()
    const dialog = alice.page.getByRole('dialog', { name: 'Delivery details' })
    await dialog.getByRole('tab', { name: 'Read by 0' }).waitFor()
    await dialog
      .getByRole('list', { name: /^Not read by/ })
      .getByText(/Bob/)
      .waitFor()
    await bob.openConversation(DESIGN)
    await bob.page.bringToFront()
    await dialog.getByRole('tab', { name: 'Read by 1' }).click()
    await dialog.getByRole('list', { name: 'Read by 1' }).getByText(/Bob/).waitFor()
    await alice.page.keyboard.press('Escape')
    await alice.timeline
      .getByText(/read by 1\/\d+/)
      .last()
      .waitFor()
  })
})
