import type { Locator } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asConversationId } from '../../src/shared/ids'
import { Colleague } from './colleague'
import { Office } from './office'
import { must } from '../helpers/results'

const BOB = 'c2c:alice:bob'
const ERIN = 'c2c:alice:erin'
const LUNCH = 'c2g:lunch'
const DESIGN = 'c2g:design-review'

let office: Office
beforeAll(async () => {
  office = await Office.open({ people: { alice: 'en', bob: 'zh-CN' } })
})
afterAll(() => office.close())

function filter(name: string): Promise<void> {
  return office.of('alice').page.getByRole('group', { name: 'Filter' }).getByText(name, { exact: true }).click()
}

function orderOf(user: string): Promise<readonly (string | null)[]> {
  return office
    .of(user)
    .conversations.getByRole('option')
    .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-id')))
}

describe('the conversation list', () => {
  it('keeps a pinned conversation at the top, until it is unpinned', async () => {
    const alice = office.of('alice')
    await alice.row(LUNCH).waitFor()
    expect((await orderOf('alice'))[0]).not.toBe(LUNCH)
    await alice.choose(alice.row(LUNCH), 'Pin')
    await alice.row(LUNCH).getByRole('img', { name: 'Pinned' }).waitFor()
    expect((await orderOf('alice'))[0]).toBe(LUNCH)
    await alice.choose(alice.row(LUNCH), 'Unpin')
    await expect.poll(async () => (await orderOf('alice'))[0]).not.toBe(LUNCH)
  })

  it('shows the row of a chat that has just begun, however long it is', async () => {
    const alice = office.of('alice')
    await alice.page.keyboard.press('Control+K')
    await alice.page.getByRole('dialog').getByRole('textbox').fill('ivan')
    await alice.page.getByRole('option', { name: /Ivan Petrov/ }).click()
    await alice.page.getByRole('heading', { level: 1, name: /Ivan/ }).waitFor()
    const row = alice.row('c2c:alice:ivan')
    await row.waitFor()
    const hiddenPx = (): Promise<number> =>
      row.evaluate((element) => {
        const [box, list] = [element, element.closest('[role=listbox]')!].map((one) => one.getBoundingClientRect())
        return Math.round(Math.max(list!.top - box!.top, box!.bottom - list!.bottom))
      })
    await expect.poll(hiddenPx).toBeLessThanOrEqual(0)
  })

  it('mutes for a time that ends by itself', async () => {
    const alice = office.of('alice')
    await alice.choose(alice.row(ERIN), 'Mute', 'For an hour')
    const mark = alice.row(ERIN).getByRole('img', { name: 'Muted' })
    await mark.waitFor()
    await alice.choose(alice.row(ERIN), 'Unmute')
    await mark.waitFor({ state: 'hidden' })
    // The menu's shortest time is an hour: the same call with two seconds shows how it ends.
    must(await alice.call('conversations:mute', { conversationId: asConversationId(ERIN), until: Date.now() + 2000 }))
    await mark.waitFor()
    await mark.waitFor({ state: 'hidden' })
  })

  it('mutes until a moment of my choice, and says until when', async () => {
    const alice = office.of('alice')
    await alice.choose(alice.row(ERIN), 'Mute', 'Until…')
    const dialog = alice.page.getByRole('dialog', { name: 'Mute until' })
    const calendar = alice.page.getByRole('dialog', { name: 'Date' })
    const chooseDay = async (date: Date): Promise<void> => {
      await dialog.getByRole('button', { name: /^Date/ }).click()
      const value = [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0')).join('-')
      const day = calendar.locator(`[data-value="${value}"]:not([data-outside-view])`)
      const back = calendar.getByRole('button', { name: 'Previous month' })
      if ((await day.count()) === 0) await back.click()
      await day.click()
      await calendar.waitFor({ state: 'hidden' })
    }
    await chooseDay(new Date())
    await dialog.getByLabel('Time').fill('0:00')
    await dialog.getByText('That moment has passed').waitFor()
    expect(await dialog.getByRole('button', { name: 'Mute', exact: true }).isDisabled()).toBe(true)
    await dialog.getByRole('button', { name: /^Date/ }).click()
    await calendar.getByRole('button', { name: 'Next month' }).click()
    await calendar.locator('[data-value$="-15"]:not([data-outside-view])').click()
    await dialog.getByLabel('Time').fill('9.30')
    await dialog.getByRole('button', { name: 'Mute', exact: true }).click()
    await alice.row(ERIN).getByRole('img', { name: 'Muted' }).waitFor()
    await alice.openConversation(ERIN)
    await alice.page
      .getByRole('complementary')
      .getByText(/Until .* 15, .*09:30/)
      .waitFor()
    await alice.choose(alice.row(ERIN), 'Unmute')
    await alice.row(ERIN).getByRole('img', { name: 'Muted' }).waitFor({ state: 'hidden' })
  })

  it('archives and takes back', async () => {
    const alice = office.of('alice')
    await alice.choose(alice.row(ERIN), 'Archive')
    await alice.row(ERIN).waitFor({ state: 'hidden' })
    await filter('Archive')
    await alice.choose(alice.row(ERIN), 'Unarchive')
    await alice.page.getByText('Nothing is archived').waitFor()
    await alice.page.getByRole('button', { name: 'Show all' }).click()
    await alice.row(ERIN).waitFor()
  })

  it('marks as unread by hand, until the conversation is opened', async () => {
    const alice = office.of('alice')
    await alice.choose(alice.row(ERIN), 'Mark as unread')
    await alice.row(ERIN).getByLabel('Marked unread').waitFor()
    await alice.openConversation(ERIN)
    await alice.row(ERIN).getByLabel('Marked unread').waitFor({ state: 'hidden' })
  })

  it('filters by unread, mentions and groups', async () => {
    const alice = office.of('alice')
    await filter('Groups')
    expect((await orderOf('alice')).every((id) => id?.startsWith('c2g:'))).toBe(true)
    await filter('Unread')
    await alice.row(LUNCH).waitFor({ state: 'hidden' })
    await alice.row(DESIGN).waitFor()
    await filter('All')
    await alice.row(LUNCH).waitFor()
  })

  it('marks a conversation in which somebody mentions me, in the language of the window', async () => {
    const [alice, bob] = [office.of('alice'), office.of('bob')]
    await alice.openConversation(ERIN)
    await bob.openConversation(LUNCH)
    await bob.composer.pressSequentially('@ali')
    await bob.page.getByRole('listbox', { name: '提及成员' }).getByRole('option').first().waitFor()
    await bob.page.keyboard.press('Enter')
    await bob.composer.pressSequentially('去吃面吗')
    await bob.page.keyboard.press('Enter')
    await alice.row(LUNCH).getByText('[@me]').waitFor()
    await filter('@me')
    expect(await orderOf('alice')).toContain(LUNCH)
    await filter('All')
    await bob.openConversation('c2c:bob:grace')
    await alice.openConversation(LUNCH)
    await alice.composer.pressSequentially('@bob')
    await alice.page.keyboard.press('Enter')
    await alice.composer.pressSequentially('yes')
    await alice.page.keyboard.press('Enter')
    await bob.row(LUNCH).getByText('[有人@我]').waitFor()
  })

  it('shows how far my last message has come', async () => {
    const [alice, bob] = [office.of('alice'), office.of('bob')]
    await bob.openConversation('c2c:bob:grace')
    await alice.openConversation(BOB)
    await alice.send('on its way')
    await alice.row(BOB).getByRole('img', { name: 'Delivered' }).waitFor()
    await bob.openConversation(BOB)
    await bob.page.bringToFront()
    await alice.row(BOB).getByRole('img', { name: 'Read' }).waitFor()
  })
})

describe('a draft', () => {
  it('is shown in the list and is there again after a restart', async () => {
    const alice = office.of('alice')
    await alice.openConversation(BOB)
    await alice.composer.fill('half a 半句话')
    await alice.openConversation(ERIN)
    await alice.row(BOB).getByText('[Draft]').waitFor()
    await alice.row(BOB).getByText('half a 半句话').waitFor()
    // The one that is being written when the app quits is kept as well.
    await alice.composer.fill('and this')
    const again = await office.restart('alice')
    await again.row(BOB).getByText('half a 半句话').waitFor()
    await again.openConversation(BOB)
    await expect.poll(() => again.composer.inputValue()).toBe('half a 半句话')
    await again.openConversation(ERIN)
    await expect.poll(() => again.composer.inputValue()).toBe('and this')
  })
})

describe('by keyboard', () => {
  it('goes to a conversation, a person and a command from the quick switcher', async () => {
    const { page, conversations, composer } = office.of('alice')
    const find = async (text: string): Promise<void> => {
      await page.keyboard.press('Control+K')
      await page.getByRole('dialog').getByRole('textbox').pressSequentially(text)
    }
    await find('nobody at all')
    await page.getByRole('dialog').getByText('Nothing found').waitFor()
    await page.keyboard.press('Escape')
    await find('lunch')
    await page
      .getByRole('dialog')
      .getByRole('option', { name: /Lunch club/ })
      .waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: /Lunch club/ }).waitFor()
    await find('frank')
    await page.getByRole('group', { name: 'People' }).getByRole('option', { name: /Frank/ }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: /Frank/ }).waitFor()
    await composer.waitFor()
    await find('sync diag')
    await page.getByRole('group', { name: 'Commands' }).getByRole('option').first().waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('table').first().waitFor()
    await page
      .getByRole('navigation')
      .getByRole('button', { name: /^Chats/ })
      .click()
    await conversations.waitFor()
  })

  it('steps through the list, and shows every key on F1', async () => {
    const { page } = office.of('alice')
    await office.of('alice').openConversation((await orderOf('alice'))[1] ?? '')
    await page.keyboard.press('Alt+ArrowUp')
    await expect
      .poll(async () => page.locator('[role=option][aria-selected=true]').getAttribute('data-id'))
      .toBe((await orderOf('alice'))[0])
    await page.keyboard.press('F1')
    const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
    await sheet.getByText('Quick switcher').waitFor()
    await page.keyboard.press('Escape')
    await sheet.waitFor({ state: 'hidden' })
  })
})

describe('a list that is longer than the window', () => {
  const SIZE = { width: 900, height: 480 }
  let before: { readonly width: number; readonly height: number }

  async function resize({ width, height }: typeof SIZE): Promise<void> {
    const { page } = office.of('alice')
    await office.of('alice').inWindow((window, size) => window.setContentSize(size.width, size.height), {
      width,
      height,
    })
    await page.waitForFunction((size) => innerWidth === size.width && innerHeight === size.height, { width, height })
  }

  /** px by which a row lies outside of what is seen of the list. */
  function hiddenPx(row: Locator): Promise<number> {
    return row.evaluate((element) => {
      const [box, list] = [element, element.closest('[role=listbox]')!].map((one) => one.getBoundingClientRect())
      return Math.round(Math.max(list!.top - box!.top, box!.bottom - list!.bottom))
    })
  }

  beforeAll(async () => {
    before = await office.of('alice').page.evaluate(() => ({ width: innerWidth, height: innerHeight }))
    await resize(SIZE)
  })
  afterAll(() => resize(before))

  it('goes along with the open row when a message takes it to the top', async () => {
    const alice = office.of('alice')
    const open = alice.conversations.locator('[role=option][aria-selected=true]')
    await alice.openConversation(DESIGN)
    await alice.row(DESIGN).focus()
    await alice.page.keyboard.press('End')
    await alice.page.keyboard.press('Enter')
    const place = async (): Promise<string | null> => open.getAttribute('aria-posinset')
    await expect.poll(async () => Number(await place())).toBeGreaterThan(8)
    await expect.poll(() => hiddenPx(open)).toBeLessThanOrEqual(0)
    await alice.send('up to the top')
    await expect.poll(place).toBe('1')
    await expect.poll(() => hiddenPx(open)).toBeLessThanOrEqual(0)
  })

  it('shows the open row once the filter that hid it is taken away', async () => {
    const alice = office.of('alice')
    await filter('Groups')
    await alice.page.keyboard.press('Control+K')
    await alice.page.getByRole('dialog').getByRole('textbox').fill('laura')
    await alice.page.getByRole('option', { name: /Laura Weber/ }).click()
    await alice.page.getByRole('heading', { level: 1, name: /Laura/ }).waitFor()
    expect(await alice.row('c2c:alice:laura').count()).toBe(0)
    await filter('All')
    await expect.poll(() => hiddenPx(alice.row('c2c:alice:laura'))).toBeLessThanOrEqual(0)
    expect(await alice.conversations.evaluate((list) => list.scrollTop)).toBeGreaterThan(0)
  })

  it('stays at its start when others push the open row out of view', async () => {
    const alice = office.of('alice')
    const open = alice.conversations.locator('[role=option][aria-selected=true]')
    await alice.conversations.locator('[tabindex="0"]').focus()
    await alice.page.keyboard.press('Home')
    await alice.page.keyboard.press('Enter')
    await expect.poll(() => open.getAttribute('aria-posinset')).toBe('1')
    expect(await alice.conversations.evaluate((list) => list.scrollTop)).toBe(0)
    const id = await open.getAttribute('data-id')
    const users = ['carol', 'dave', 'erin', 'frank', 'grace', 'heidi', 'ivan', 'judy', 'kevin'].filter((user) => id !== `c2c:alice:${user}`)
    const colleagues = await Promise.all(users.map((user) => Colleague.enter(office.server, user)))
    for (const colleague of colleagues) await colleague.write('alice', 'up with me')
    await expect.poll(() => open.getAttribute('aria-posinset')).toBe(String(1 + colleagues.length))
    expect(await hiddenPx(open)).toBeGreaterThan(0)
    expect(await alice.conversations.evaluate((list) => list.scrollTop)).toBe(0)
    for (const colleague of colleagues) colleague.close()
  })
})
