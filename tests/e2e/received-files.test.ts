import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { must } from '../helpers/results'
import { Desktop } from './desktop'
import { chooseInDialog } from './given-files'
import { type Office, openFileChat } from './office'

const CHAT = 'c2c:alice:bob'
const MiB = 1024 * 1024

let office: Office
let alice: Desktop
let bob: Desktop
let dir: string
let close: (() => Promise<void>) | undefined

beforeAll(async () => {
  ;({ office, alice, bob, dir, close } = await openFileChat())
})
afterAll(() => close?.())

const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** A file of Alice's own bytes in the chat; it is whole on the server. */
async function sendFile(name: string, bytes: number): Promise<Buffer> {
  const content = randomBytes(bytes)
  const path = join(dir, name)
  writeFileSync(path, content)
  await chooseInDialog(alice, [path])
  await alice.page.getByRole('button', { name: 'Attach files' }).click()
  await alice.page.getByRole('dialog').getByRole('button', { name: 'Send', exact: true }).click()
  await alice.message(name).and(alice.page.locator('article:not([data-delivery=queued], [data-delivery=sending])')).waitFor()
  return content
}

async function download(desktop: Desktop, name: string): Promise<void> {
  await desktop
    .message(name)
    .getByRole('button', { name: /^Download/ })
    .click()
}

it('a file is saved in the folder that was chosen in the settings, equal to the byte', async () => {
  const folder = join(dir, '合同')
  mkdirSync(folder)
  await chooseInDialog(bob, [folder])
  await bob.page.keyboard.press('Control+,')
  await bob.page.getByRole('tab', { name: 'Files' }).click()
  await bob.page.getByRole('radio', { name: 'Chosen folder' }).click()
  await bob.page.getByTestId('save-folder').getByText(folder).waitFor()
  await bob.page.keyboard.press('Escape')

  const bytes = await sendFile('terms.bin', 2 * MiB)
  await download(bob, 'terms.bin')
  const card = bob.message('terms.bin')
  await card.getByRole('button', { name: 'Open' }).waitFor()
  await bob.choose(card, 'Save as…')
  await card.getByRole('button', { name: 'Show in folder' }).waitFor()
  expect(readdirSync(folder)).toEqual(['terms.bin'])
  expect(hashOf(readFileSync(join(folder, 'terms.bin')))).toBe(hashOf(bytes))
})

it('no page can name that folder itself', async () => {
  const answer = await bob.call('settings:set', { saveFolder: '/tmp' })
  expect(answer).toMatchObject({ ok: false, error: { code: 'forbidden' } })
  expect(must(await bob.call('settings:get')).saveFolder.value).toBe(join(dir, '合同'))
})

it('a file is copied in one window and pasted in the other', async () => {
  await sendFile('plan.bin', 5000)
  await alice.choose(alice.message('plan.bin'), 'Copy file')
  await bob.composer.focus()
  await bob.page.keyboard.press('Control+V')
  const sheet = bob.page.getByRole('dialog')
  await sheet.getByText('plan.bin').waitFor()
  await sheet.getByText('4.9 KB in all').waitFor()
  await sheet.getByRole('button', { name: 'Cancel' }).click()
  await sheet.getByRole('button', { name: 'Discard' }).click()
})

it('a second device of the same person has the file too', async () => {
  const bytes = await sendFile('both.bin', MiB)
  await download(bob, 'both.bin')
  await bob.message('both.bin').getByRole('button', { name: 'Open' }).waitFor()
  const second = await Desktop.launch()
  await second.signIn(office.server, 'bob')
  await second.openConversation(CHAT)
  await second.message('both.bin').getByRole('button', { name: 'Download' }).waitFor()
  await download(second, 'both.bin')
  await second.message('both.bin').getByRole('button', { name: 'Open' }).waitFor()
  expect(hashOf(cachedIn(second.profileDir, hashOf(bytes)))).toBe(hashOf(bytes))
  await second.close()
})

/** The whole file of a hash. */
const cachedIn = (profileDir: string, sha256: string): Buffer => readFileSync(pathIn(profileDir, sha256))

/** What has this name, wherever a profile keeps it. */
function pathIn(profileDir: string, name: string): string {
  const accounts = join(profileDir, 'accounts')
  const found = readdirSync(accounts, { recursive: true, encoding: 'utf8' }).find((path) => path.endsWith(`${sep}${name}`))
  if (found === undefined) throw new Error(`there is no ${name}`)
  return join(accounts, found)
}
