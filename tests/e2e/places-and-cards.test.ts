import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Desktop } from './desktop'
import { type Office, openPair } from './office'

const CHAT = 'c2c:alice:bob'

let office: Office
let alice: Desktop
let bob: Desktop
beforeAll(async () => {
  ;({ office, alice, bob } = await openPair())
  for (const desktop of [alice, bob]) await desktop.openConversation(CHAT)
})
afterAll(() => office.close())

it('a link of a map is offered as a place, and arrives as one that names its system', async () => {
  await alice.composer.fill('https://uri.amap.com/marker?position=116.397428,39.90923&name=天安门东门')
  await alice.page.getByRole('button', { name: 'Send as location' }).click()
  const card = bob.message('天安门东门')
  await card.getByText('39.90923, 116.39743 · GCJ-02 坐标系').waitFor()
  await card.getByRole('button', { name: '地图' }).waitFor()
  expect(await alice.composer.inputValue()).toBe('')
})

it('that nobody asks for stays the text that it is', async () => {
  await alice.send('39.90923, 116.397428')
  const message = bob.message('39.90923, 116.397428')
  await message.waitFor()
  expect(await message.getByRole('button', { name: '复制坐标' }).count()).toBe(0)
})

it('somebody’s card is sent from their details, and leads to them', async () => {
  await alice.openConversation('c2c:alice:carol')
  const details = alice.page.getByRole('complementary', { name: 'Conversation details' })
  if (!(await details.isVisible())) await alice.page.getByRole('button', { name: 'Details' }).click()
  await details.getByRole('button', { name: 'Send contact card…' }).click()
  const dialog = alice.page.getByRole('dialog', { name: 'Send contact card' })
  await dialog.getByRole('option', { name: /Bob Wang/ }).click()
  await dialog.getByRole('button', { name: 'Send', exact: true }).click()
  await dialog.waitFor({ state: 'hidden' })
  await bob.timeline
    .getByRole('button', { name: /^打开名片：.*Carol/ })
    .last()
    .click()
  await bob.page.locator('header').filter({ hasText: 'Carol Li' }).last().waitFor()
})

it('a place is sent from the composer’s menu, under a name of one’s own', async () => {
  for (const desktop of [alice, bob]) await desktop.openConversation(CHAT)
  await alice.page.getByRole('button', { name: 'More to send' }).click()
  await alice.page.getByRole('menuitem', { name: 'Send location…' }).click()
  const dialog = alice.page.getByRole('dialog', { name: 'Send location' })
  await alice.page.keyboard.type('https://surl.amap.com/4xK')
  await dialog.getByText(/^This is no place/).waitFor()
  expect(await dialog.getByRole('button', { name: 'Send', exact: true }).isDisabled()).toBe(true)
  const where = dialog.getByRole('textbox', { name: 'Coordinates or a map’s link' })
  // What Tencent counts as a GPS's is no system of China.
  await where.fill('https://apis.map.qq.com/uri/v1/marker?marker=coord:22.5405,113.9345;title:South&coord_type=1')
  await dialog.getByText('22.54050, 113.93450 · WGS-84').waitFor()
  expect(await dialog.getByRole('textbox', { name: 'Name (optional)' }).inputValue()).toBe('South')
  await dialog.getByRole('textbox', { name: 'Name (optional)' }).fill('我们的新办公室')
  await alice.page.keyboard.press('Enter')
  await dialog.waitFor({ state: 'hidden' })
  const card = bob.message('我们的新办公室')
  await card.getByText('22.54050, 113.93450', { exact: true }).waitFor()
  expect(await card.getByText('坐标系').count()).toBe(0)
})

it('the cards of several people are sent from the composer’s menu', async () => {
  await alice.page.getByRole('button', { name: 'More to send' }).click()
  await alice.page.getByRole('menuitem', { name: 'Send contact card…' }).click()
  const dialog = alice.page.getByRole('dialog', { name: 'Send contact card' })
  for (const name of [/Dave Zhao/, /Grace Liu/]) await dialog.getByRole('option', { name }).click()
  await dialog.getByRole('button', { name: 'Send 2 cards' }).click()
  await dialog.waitFor({ state: 'hidden' })
  for (const name of ['Dave', 'Grace']) {
    await bob.timeline
      .getByRole('button', { name: new RegExp(`^打开名片：.*${name}`) })
      .last()
      .waitFor()
  }
})
