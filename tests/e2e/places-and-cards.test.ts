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
