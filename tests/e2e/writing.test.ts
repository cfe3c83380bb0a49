import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Desktop } from './desktop'
import { openPair, type Office } from './office'

const BOB = 'c2c:alice:bob'
const ERIN = 'c2c:alice:erin'
const DESIGN = 'c2g:design-review'

let office: Office
let alice: Desktop
let bob: Desktop
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'jim-writing-'))
  ;({ office, alice, bob } = await openPair())
})
afterAll(async () => {
  await office.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Empties the composer of a conversation, as a person does. */
async function openEmpty(conversationId: string): Promise<void> {
  await alice.openConversation(conversationId)
  await alice.composer.fill('')
}

async function copyToClipboard(text: string): Promise<void> {
  await alice.app.evaluate(({ clipboard }, value) => clipboard.writeText(value), text)
}

describe('undo', () => {
  it('never brings the words of another conversation, nor those that were sent', async () => {
    await openEmpty(ERIN)
    await alice.page.keyboard.type('words for Erin')
    await openEmpty(BOB)
    await alice.page.keyboard.type('hi')
    for (let i = 0; i < 3; i++) await alice.page.keyboard.press('Control+z')
    expect(await alice.composer.inputValue()).not.toContain('Erin')
    for (let i = 0; i < 2; i++) await alice.page.keyboard.press('Control+Shift+z')
    expect(await alice.composer.inputValue()).not.toContain('Erin')
    await alice.composer.fill('')
    await alice.page.keyboard.type('sent for good')
    await alice.page.keyboard.press('Enter')
    await alice.message('sent for good').waitFor()
    await alice.page.keyboard.press('Control+z')
    expect(await alice.composer.inputValue()).toBe('')
    await alice.openConversation(ERIN)
    expect(await alice.composer.inputValue()).toBe('words for Erin')
  })

  it('takes back what was typed, by the keys and by the menu', async () => {
    await openEmpty(BOB)
    await alice.page.keyboard.type('one')
    await alice.page.keyboard.press('Control+z')
    expect(await alice.composer.inputValue()).toBe('')
    await alice.page.keyboard.press('Control+y')
    expect(await alice.composer.inputValue()).toBe('one')
    await alice.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.undo())
    await expect.poll(() => alice.composer.inputValue()).toBe('')
  })
})

describe('a long text', () => {
  it('is pasted whole, and told too long with its size before it is sent', async () => {
    await openEmpty(BOB)
    const line = `${'word '.repeat(15)}\n`
    await copyToClipboard(line.repeat(14_000))
    await alice.page.keyboard.press('Control+v')
    expect(await alice.composer.inputValue()).toBe(line.repeat(14_000))
    await alice.page.getByRole('alert').getByText('Too long: 1 MB, and one message carries 1,020 KB').waitFor()
    expect(await alice.page.getByRole('button', { name: 'Send' }).isDisabled()).toBe(true)
    await alice.page.keyboard.press('Control+z')
    expect(await alice.composer.inputValue()).toBe('')
  })

  it('keeps the indent of its first line', async () => {
    await openEmpty(BOB)
    await alice.composer.fill('    if (ready)\n      go()')
    await alice.page.keyboard.press('Enter')
    const arrived = bob.page.getByRole('article').filter({ hasText: 'if (ready)' }).last()
    await bob.openConversation(BOB)
    await arrived.waitFor()
    expect(await arrived.locator('p.selectable').evaluate((element) => element.textContent)).toMatch(/^ {4}if \(ready\)\n {6}go\(\)/)
  })
})

describe('mentions', () => {
  it('call whom was picked, and an address calls nobody', async () => {
    await openEmpty(DESIGN)
    await alice.page.keyboard.type('mail sales@all.com or (@wangjianguo')
    await alice.page.getByRole('listbox', { name: 'Mention somebody' }).getByRole('option').first().waitFor()
    await alice.page.keyboard.press('Tab')
    await alice.page.keyboard.type('please')
    await alice.page.keyboard.press('Enter')
    await alice.message('please').waitFor()
    const page = await alice.call('timeline:page', { conversationId: DESIGN as never, anchor: { at: 'end' }, limit: 1 })
    expect(page.ok && page.value.messages.map(({ mentions }) => mentions)).toEqual([['bob']])
  })
})

describe('letters that are typed elsewhere', () => {
  it('go to the composer from the list and the timeline; shortcuts do not', async () => {
    await openEmpty(BOB)
    await alice.row(BOB).focus()
    await alice.page.keyboard.type('abc')
    expect(await alice.composer.inputValue()).toBe('abc')
    await alice.message('if (ready)').focus()
    await alice.page.keyboard.type('d e')
    expect(await alice.composer.inputValue()).toBe('abcd e')
    await alice.row(BOB).focus()
    await alice.page.keyboard.press('Control+k')
    await alice.page.getByRole('dialog').waitFor()
    await alice.page.keyboard.type('zz')
    await alice.page.keyboard.press('Escape')
    expect(await alice.composer.inputValue()).toBe('abcd e')
  })
})

describe('files', () => {
  beforeEach(() => openEmpty(BOB))

  it('that are dropped anywhere say that they cannot be sent yet, and the page stays', async () => {
    const file = join(folder, 'plan.html')
    writeFileSync(file, '<title>elsewhere</title>')
    const before = alice.page.url()
    const session = await alice.page.context().newCDPSession(alice.page)
    const data = { items: [], files: [file], dragOperationsMask: 1 }
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
      await session.send('Input.dispatchDragEvent', { type, x: 120, y: 300, data })
    await alice.page.getByText('Pictures and files cannot be sent yet').first().waitFor()
    expect(alice.page.url()).toBe(before)
    expect(await alice.composer.inputValue()).toBe('')
  })

  it('that are pasted say so too', async () => {
    const toasts = alice.page.getByRole('listitem').filter({ hasText: 'Pictures and files cannot be sent yet' })
    for (const toast of await toasts.all()) await toast.getByRole('button', { name: 'Close' }).click()
    await toasts.first().waitFor({ state: 'detached' })
    await alice.composer.evaluate((field) => {
      const clipboardData = new DataTransfer()
      clipboardData.items.add(new File(['x'], 'picture.png', { type: 'image/png' }))
      field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    })
    await toasts.first().waitFor()
    expect(await alice.composer.inputValue()).toBe('')
  })
})

describe('messages that wait', () => {
  it('say when they go, are cancelled, and come back into the composer with their quote', async () => {
    await openEmpty(BOB)
    const stop = office.server.faults.add({ user: 'alice', action: 'cut' })
    await alice.send('breaks the link')
    for (const text of ['wait one', 'wait two']) await alice.send(text)
    await alice.page.getByText('3 messages go out when you are back').waitFor()
    await alice.choose(alice.message('wait one'), 'Delivery details')
    await alice.page.getByRole('dialog').getByText('It goes out as soon as the connection is back.').waitFor()
    await alice.page.keyboard.press('Escape')
    await alice.choose(alice.message('wait one'), 'Cancel sending')
    await alice.message('wait one').waitFor({ state: 'hidden' })
    await alice.choose(alice.message('wait two'), 'Edit')
    await alice.message('wait two').waitFor({ state: 'hidden' })
    expect(await alice.composer.inputValue()).toBe('wait two')
    stop()
    await alice.composer.fill('wait no more')
    await alice.page.keyboard.press('Enter')
    expect((await alice.call('connection:reconnect-now')).ok).toBe(true)
    await bob.openConversation(BOB)
    await bob.timeline.getByText('wait no more').waitFor()
    expect(await bob.timeline.getByText('wait one').count()).toBe(0)
    expect(await bob.timeline.getByText('wait two').count()).toBe(0)
  })
})

describe('a draft', () => {
  it('keeps what it quotes over a restart', async () => {
    await openEmpty(BOB)
    await alice.choose(alice.message('wait no more'), 'Reply')
    await alice.page.keyboard.type('half an answer')
    await alice.page.getByText('Reply to You: wait no more').waitFor()
    alice = await office.restart('alice')
    await alice.openConversation(BOB)
    expect(await alice.composer.inputValue()).toBe('half an answer')
    await alice.page.getByText('Reply to You: wait no more').waitFor()
  })
})
