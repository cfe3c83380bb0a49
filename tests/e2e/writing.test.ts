import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { dropFiles } from './given-files'
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
    await alice.inWindow(({ webContents }) => webContents.undo())
    await expect.poll(() => alice.composer.inputValue()).toBe('')
  })
})

describe('a long text', () => {
  /** What is drawn of the text in the composer, in the frame after the one that is under way. */
  function drawn(): Promise<{ readonly lines: number; readonly characters: number }> {
    return alice.composer.evaluate(async (field) => {
      for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame)
      return { lines: field.querySelectorAll('.cm-line').length, characters: field.textContent.length }
    })
  }

  /** All that stands in the composer, as it is taken elsewhere. */
  async function copied(): Promise<string> {
    await copyToClipboard('')
    await alice.page.keyboard.press('Control+a')
    await alice.page.keyboard.press('Control+c')
    return alice.app.evaluate(({ clipboard }) => clipboard.readText())
  }

  it.each([
    ['many lines', `${'word '.repeat(15)}\n`.repeat(14_000)],
    ['one word', 'abcdefghij'.repeat(105_000)],
    ['Chinese without a break', '今天下午三点在三号会议室开评审会请大家提前看材料'.repeat(44_000)],
    ['all sorts', 'Release 发布前检查 👍🏽 https://example.com/a?b=c\n\n\tمرحبا بالعالم, see you 明天见！\n'.repeat(14_000)],
  ])('of %s is pasted whole, drawn as far as it is seen, told too long, and taken back in one step', async (_, text) => {
    await openEmpty(BOB)
    await alice.page.keyboard.type('before ')
    await copyToClipboard(text)
    await alice.page.keyboard.press('Control+v')
    const { lines, characters } = await drawn()
    expect(characters).toBeGreaterThan(0)
    expect(characters).toBeLessThanOrEqual(50_000)
    expect(lines).toBeLessThanOrEqual(300)
    await alice.page
      .getByRole('alert')
      .getByText(/Too long: .* MB, and one message carries 1,020 KB/)
      .waitFor()
    expect(await alice.page.getByRole('button', { name: 'Send', exact: true }).isDisabled()).toBe(true)
    await alice.page.keyboard.type('!')
    const whole = await copied()
    expect([whole.length, whole === `before ${text}!`]).toEqual([text.length + 8, true])
    await alice.page.keyboard.press('Control+z')
    await alice.page.keyboard.press('Control+z')
    expect(await alice.composer.inputValue()).toBe('before ')
  })

  it('is a draft like any other: left, found again, and emptied', async () => {
    const text = Array.from({ length: 14_000 }, (_, index) => `${index} of a long list that somebody pasted here`).join('\n')
    await openEmpty(BOB)
    await copyToClipboard(text)
    await alice.page.keyboard.press('Control+v')
    await openEmpty(ERIN)
    expect(await alice.composer.inputValue()).toBe('')
    await alice.openConversation(BOB)
    const { characters } = await drawn()
    expect(characters).toBeGreaterThan(0)
    expect(characters).toBeLessThanOrEqual(50_000)
    expect((await copied()) === text).toBe(true)
    await alice.page.keyboard.press('Delete')
    await alice.page.keyboard.type('short')
    expect(await alice.composer.inputValue()).toBe('short')
  })

  it('is walked through by the keys, from its first line to its last', async () => {
    await openEmpty(BOB)
    await copyToClipboard(Array.from({ length: 14_000 }, (_, index) => `line ${index}`).join('\n'))
    await alice.page.keyboard.press('Control+v')
    await alice.page.keyboard.press('Control+Home')
    await alice.page.keyboard.type('first ')
    await alice.page.keyboard.press('End')
    await alice.page.keyboard.press('Shift+Enter')
    await alice.page.keyboard.type('second')
    await alice.page.keyboard.press('Control+End')
    await alice.page.keyboard.press('Backspace')
    // Without a selection nothing is cut or copied, as in any field.
    await copyToClipboard('kept')
    await alice.page.keyboard.press('Control+x')
    await alice.page.keyboard.press('Control+c')
    expect(await alice.app.evaluate(({ clipboard }) => clipboard.readText())).toBe('kept')
    const lines = (await copied()).split('\n')
    expect([lines.length, ...lines.slice(0, 3), lines.at(-1)]).toEqual([14_001, 'first line 0', 'second', 'line 1', 'line 1399'])
    await alice.page.keyboard.press('Delete')
  })

  it('is sent, recalled and edited again', async () => {
    const text = Array.from({ length: 9_000 }, (_, index) => `edit me ${index}, and the rest of the line`).join('\n')
    await openEmpty(BOB)
    await copyToClipboard(text)
    await alice.page.keyboard.press('Control+v')
    await alice.page.keyboard.press('Enter')
    await alice.message('edit me 0').waitFor()
    expect(await alice.composer.inputValue()).toBe('')
    await alice.waitForDelivery('sent', 'delivered', 'read')
    await alice.choose(alice.message('edit me 0'), 'Recall')
    await alice.timeline.getByRole('button', { name: 'Edit again' }).last().click()
    expect((await copied()) === text).toBe(true)
    expect((await drawn()).characters).toBeLessThanOrEqual(50_000)
    await alice.page.keyboard.press('Delete')
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

  it('that are dropped come to the sheet, and the page stays', async () => {
    const file = join(folder, 'plan.html')
    writeFileSync(file, '<title>elsewhere</title>')
    const before = alice.page.url()
    await dropFiles(alice, alice.page.getByRole('main'), [file])
    await alice.page.getByRole('dialog', { name: 'Send 1 file' }).getByText('plan.html').waitFor()
    expect(alice.page.url()).toBe(before)
    await alice.page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    await alice.page.getByRole('dialog', { name: 'Discard 1 file?' }).getByRole('button', { name: 'Discard' }).click()
    await alice.page.getByRole('dialog').waitFor({ state: 'hidden' })
    expect(await alice.composer.inputValue()).toBe('')
  })

  it('that are pasted and are no picture, whatever they say, are told', async () => {
    await alice.composer.evaluate((field) => {
      const clipboardData = new DataTransfer()
      clipboardData.items.add(new File(['x'], 'picture.png', { type: 'image/png' }))
      field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    })
    await alice.page.getByRole('dialog', { name: 'Nothing left to send' }).getByText('1 cannot be sent').waitFor()
    await alice.page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    await alice.page.getByRole('dialog').waitFor({ state: 'hidden' })
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
