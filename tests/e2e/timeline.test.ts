import type { Locator } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { asConversationId, asUserId } from '../../src/shared/ids'
import { Colleague } from './colleague'
import type { Desktop } from './desktop'
import { type Office, openPair } from './office'
import { must } from '../helpers/results'
import { Room } from './room'
import { turnWheel } from './wheel'

const BOB = 'c2c:alice:bob'
const ERIN = 'c2c:alice:erin'
const LUNCH = 'c2g:lunch'
const SEPARATOR = 'New messages'

let office: Office
let alice: Desktop
let bob: Desktop
let carol: Colleague
let room: Room
beforeAll(async () => {
  ;({ office, alice, bob } = await openPair())
  carol = await Colleague.enter(office.server, 'carol')
})
/** Each test has a room of its own for the three of them, in which nothing was said yet. */
beforeEach(async () => {
  await alice.page.bringToFront()
  room = await Room.create(alice, ['bob', 'carol'])
  await bob.row(room.conversationId).waitFor()
  await Promise.all([room.open(alice), room.open(bob)])
})
afterEach(() => room.putAway(alice, bob))
afterAll(async () => {
  carol.close()
  await office.close()
})

/** Sends texts into the room one after the other, as fast as they are stored. */
async function write({ page }: Desktop, ...texts: readonly string[]): Promise<void> {
  await page.evaluate(
    async ([id, lines]) => {
      for (const text of lines) await window.jim.call('messages:send', { conversationId: id as never, content: { kind: 'text', text } })
    },
    [room.conversationId, texts] as const,
  )
}

/** Bob writes, and Alice has it on screen. */
async function hear(...texts: readonly string[]): Promise<void> {
  await write(bob, ...texts)
  for (const text of texts) await alice.message(text).waitFor()
}

/** Whether all of it is on screen in the timeline. */
function isInView(target: Locator): Promise<boolean> {
  return target.evaluate((element) => {
    const view = element.closest('[role=log]')?.getBoundingClientRect()
    const box = element.getBoundingClientRect()
    return view !== undefined && box.top >= view.top && box.bottom <= view.bottom
  })
}

async function comesIntoView(target: Locator): Promise<void> {
  await target.waitFor()
  await expect.poll(() => isInView(target)).toBe(true)
}

function clipboardOf({ app }: Desktop): Promise<string> {
  return app.evaluate(({ clipboard }) => clipboard.readText())
}

async function forwardTo(name: RegExp, choice?: string): Promise<void> {
  const dialog = alice.page.getByRole('dialog', { name: 'Forward to' })
  if (choice !== undefined) await dialog.getByRole('radio', { name: choice }).click()
  await dialog.getByRole('option', { name }).click()
  await dialog.getByRole('button', { name: 'Send', exact: true }).click()
  await dialog.waitFor({ state: 'hidden' })
}

describe('a reply', () => {
  it('quotes what it answers, and leads to it however far away it is', async () => {
    await bob.send('where do we meet?')
    await alice.choose(alice.message('where do we meet?'), 'Reply')
    await alice.composer.pressSequentially('at the lifts')
    await alice.page.keyboard.press('Enter')
    await bob
      .message('at the lifts')
      .getByRole('button', { name: /where do we meet/ })
      .waitFor()
    await write(bob, ...Array.from({ length: 40 }, (_, i) => `line ${i + 1} 第${i + 1}行`))
    await alice.timeline.getByText('line 40 ').waitFor()
    const { conversationId } = room
    const page = await bob.call('timeline:page', { conversationId, anchor: { at: 'end' }, limit: 60 })
    const replyTo = page.ok
      ? page.value.messages.find(({ content }) => content.kind === 'text' && content.text === 'where do we meet?')?.mid
      : undefined
    must(await bob.call('messages:send', { conversationId, content: { kind: 'text', text: 'I asked you' }, replyTo }))
    await alice
      .message('I asked you')
      .getByRole('button', { name: /where do we meet/ })
      .click()
    await comesIntoView(alice.timeline.getByRole('article', { name: /: where do we meet\?/ }))
    await alice.page.getByRole('button', { name: 'To the newest' }).click()
    await comesIntoView(alice.message('I asked you'))
  })

  it('starts by Ctrl+↑, and Esc takes the quote away', async () => {
    await hear('shall I order?')
    await alice.composer.press('Control+ArrowUp')
    await alice.page.getByText(/Reply to .*Bob Wang: shall I order/).waitFor()
    await alice.composer.press('Escape')
    await alice.page.getByText(/Reply to .*Bob Wang: shall I order/).waitFor({ state: 'hidden' })
  })
})

describe('forwarding', () => {
  const lines = Array.from({ length: 6 }, (_, i) => `line ${i + 1} 第${i + 1}行`)

  it('sends one message on', async () => {
    await hear('pass this on')
    await alice.choose(alice.message('pass this on'), 'Forward…')
    await forwardTo(/Erin/)
    await alice.openConversation(ERIN)
    await alice.timeline.getByText('pass this on').waitFor()
  })

  it('sends several one by one, picked by mouse: one, and a range', async () => {
    await hear(...lines)
    await alice.message('line 1 ').click({ modifiers: ['Control'] })
    await alice.message('line 3 ').click()
    await alice.message('line 5 ').click({ modifiers: ['Shift'] })
    await alice.page.getByRole('toolbar').getByText('4 selected').waitFor()
    await alice.page.getByRole('toolbar').getByRole('button', { name: 'Forward' }).click()
    await forwardTo(/Erin/, 'One by one')
    await alice.page.getByRole('toolbar').waitFor({ state: 'hidden' })
    await alice.openConversation(ERIN)
    await alice.timeline.getByText('line 5 ').waitFor()
    const texts = await alice.timeline.getByText(/^line \d+/).allTextContents()
    expect(texts.map((text) => /line \d+/.exec(text)?.[0])).toEqual(['line 1', 'line 3', 'line 4', 'line 5'])
  })

  it('sends several as one bundle, picked by keyboard; the others open it', async () => {
    await hear(...lines)
    await bob.openConversation(LUNCH)
    await alice.timeline.focus()
    await alice.page.keyboard.press('ArrowUp')
    await alice.page.keyboard.press('Space')
    await alice.page.keyboard.press('Shift+ArrowUp')
    await alice.page.keyboard.press('Shift+ArrowUp')
    await alice.page.keyboard.press('Shift+ArrowUp')
    await alice.page.keyboard.press('Shift+ArrowDown')
    const bar = alice.page.getByRole('toolbar')
    await bar.getByText('3 selected').waitFor()
    await bar.getByRole('button', { name: 'Forward' }).focus()
    await alice.page.keyboard.press('Enter')
    await forwardTo(/Lunch club/, 'As one bundle')
    await bob.timeline
      .getByRole('button', { name: /聊天记录.*/ })
      .last()
      .click()
    const bundle = bob.page.getByRole('dialog')
    expect(await bundle.getByRole('listitem').count()).toBe(3)
    await bundle.getByText('line 4 第4行').waitFor()
    await bundle.getByText('line 6 第6行').waitFor()
    await bob.page.keyboard.press('Escape')
    await bundle.waitFor({ state: 'hidden' })
  })

  it('lets go of what was picked on Esc', async () => {
    await hear('pick me')
    await alice.choose(alice.message('pick me'), 'Select')
    await alice.page.getByRole('toolbar').getByText('1 selected').waitFor()
    await alice.page.keyboard.press('Escape')
    await alice.composer.waitFor()
  })
})

describe('taking back', () => {
  it('wipes the message on both sides, and the sender may write it better', async () => {
    await alice.send('see you at tehre')
    await bob.timeline.getByText('see you at tehre').waitFor()
    await alice.choose(alice.message('see you at tehre'), 'Recall')
    await bob.timeline.getByText(/Alice Chen.?\s?撤回了一条消息/).waitFor()
    expect(await bob.timeline.getByText('see you at tehre').count()).toBe(0)
    await alice.timeline.getByText('You recalled a message').waitFor()
    await alice.timeline.getByRole('button', { name: 'Edit again' }).click()
    expect(await alice.composer.inputValue()).toBe('see you at tehre')
    await alice.composer.fill('see you there')
    await alice.page.keyboard.press('Enter')
    await bob.timeline.getByText('see you there').waitFor()
  })
})

describe('a message that the server refuses', () => {
  afterEach(() => office.server.faults.clear())

  it('says why, is sent again when that is mended, or is deleted', async () => {
    const { conversationId } = await Room.create(bob, ['alice', 'carol'], 'Refusals')
    const change = (channel: 'groups:add-members' | 'groups:remove-members'): Promise<unknown> =>
      bob.call(channel, { conversationId, userIds: [asUserId('alice')] })
    await alice.openConversation(conversationId)
    // Every frame to Alice breaks her link from now on: she is removed, and writes before she can hear of it.
    const stop = office.server.faults.add({ user: 'alice', action: 'cut' })
    await change('groups:remove-members')
    for (const text of ['first', 'second']) must(await alice.call('messages:send', { conversationId, content: { kind: 'text', text } }))
    stop()
    must(await alice.call('connection:reconnect-now'))
    await alice.message('first').getByText('Not sent: you are no longer a member.').waitFor()
    await alice.message('second').getByRole('button', { name: 'Delete' }).click()
    await alice.message('second').waitFor({ state: 'hidden' })
    await change('groups:add-members')
    await alice.composer.waitFor()
    await alice.message('first').getByRole('button', { name: 'Send again' }).click()
    await alice.waitForDelivery('sent', 'delivered', 'read')
  })
})

describe('one message', () => {
  it('is copied as a whole, whatever is selected elsewhere', async () => {
    await hear('take the stairs', 'take the lift')
    await alice.message('take the stairs').getByText('take the stairs').dblclick()
    await alice.choose(alice.message('take the lift'), 'Copy')
    await expect.poll(() => clipboardOf(alice)).toBe('take the lift')
  })

  it('is copied in part where the part was selected in it', async () => {
    await hear('elevator')
    await alice.message('elevator').getByText('elevator').dblclick()
    await alice.choose(alice.message('elevator'), 'Copy')
    await expect.poll(() => clipboardOf(alice)).toBe('elevator')
    await hear('floor 27 please')
    await alice
      .message('floor 27')
      .getByText('floor 27 please')
      .dblclick({ position: { x: 8, y: 10 } })
    await alice.choose(alice.message('floor 27'), 'Copy')
    await expect.poll(() => clipboardOf(alice)).toMatch(/^floor ?$/)
  })

  it('folds beyond four thousand characters', async () => {
    const more = (message: Locator): Promise<number> => message.getByRole('button', { name: 'Show more' }).count()
    const words = 'word '.repeat(799)
    await room.write(carol, `whole ${words}`.slice(0, 3996).concat('.end'), `folded ${words}`.slice(0, 3997).concat('.end'))
    await alice.message('folded word').getByRole('button', { name: 'Show more' }).waitFor()
    expect([await more(alice.message('whole word')), await more(alice.message('folded word'))]).toEqual([0, 1])
    await alice.message('whole word').getByText('.end').waitFor()
    expect(await alice.message('folded word').getByText('.end').count()).toBe(0)
  })

  it('that is long shows its beginning, more of it when asked, and is copied to its last letter', async () => {
    const text = Array.from({ length: 40_000 }, (_, i) => `word-${i}`).join(' ')
    await room.write(carol, text)
    const message = alice.message('word-0 ')
    await message.waitFor()
    expect(await message.getByText('word-1500 ').count()).toBe(0)
    await message.getByRole('button', { name: 'Show more' }).click()
    await message.getByText('word-1500 ').waitFor()
    expect(await message.getByText('word-39999').count()).toBe(0)
    await alice.choose(message.getByText('word-0 '), 'Copy')
    await expect.poll(() => clipboardOf(alice)).toBe(text)
  })

  it('tells every step of its way, with what it is called', async () => {
    await alice.send('how far am I?')
    await alice.waitForDelivery('sent', 'delivered', 'read')
    await alice
      .message('how far am I?')
      .getByRole('button', { name: /show delivery details/ })
      .click()
    const dialog = alice.page.getByRole('dialog', { name: 'Delivery details' })
    for (const step of ['Composed', 'Written to the connection', 'Acknowledged by the server']) await dialog.getByText(step).waitFor()
    await dialog.getByRole('button', { name: 'Copy cli_mid' }).click()
    await expect.poll(() => clipboardOf(alice)).toMatch(/^[0-9a-f-]{36}$/)
    await alice.page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
  })
})

describe('finding the way', () => {
  it('jumps to a date', async () => {
    const week = new Date()
    week.setDate(week.getDate() - 7)
    week.setHours(0, 0, 0, 0)
    const time = week.getTime()
    const page = await alice.call('timeline:page', { conversationId: asConversationId(BOB), anchor: { at: 'date', time }, limit: 60 })
    const expected = page.ok ? page.value.messages.find(({ at }) => at >= time)?.localId : undefined
    await alice.openConversation(BOB)
    await alice.page.getByRole('button', { name: 'Jump to date' }).click()
    const calendar = alice.page.getByRole('dialog', { name: 'Jump to date' })
    if (week.getMonth() !== new Date().getMonth()) await calendar.getByRole('button', { name: 'Previous month' }).click()
    const day = [week.getFullYear(), week.getMonth() + 1, week.getDate()].map((part) => String(part).padStart(2, '0')).join('-')
    await calendar.locator(`[data-value="${day}"]:not([data-outside-view])`).click()
    await comesIntoView(alice.timeline.locator(`article[data-local-id="${expected}"]`))
  })

  it('opens at the first unread message, and the pill leads to the newest', async () => {
    await alice.openConversation(ERIN)
    await room.receive(carol, ...Array.from({ length: 30 }, (_, i) => `news ${i + 1} 新消息`))
    await room.open()
    await comesIntoView(alice.timeline.getByRole('separator', { name: SEPARATOR }))
    await comesIntoView(alice.timeline.getByText('news 1 新消息'))
    await alice.page.getByRole('button', { name: /\d+ new|To the newest/ }).click()
    await comesIntoView(alice.message('news 30 新消息'))
  })

  it('does not move a reader who is further up, and counts what comes', async () => {
    await hear(...Array.from({ length: 30 }, (_, i) => `before ${i + 1} 第${i + 1}句`))
    await turnWheel(alice.page, [-250, -250])
    await alice.page.getByRole('button', { name: 'To the newest' }).waitFor()
    const before = await alice.timeline.evaluate((log) => log.scrollTop)
    await room.write(carol, 'while you read')
    await alice.page.getByRole('button', { name: '1 new' }).waitFor()
    expect(await alice.timeline.evaluate((log) => log.scrollTop)).toBe(before)
    await alice.page.getByRole('button', { name: '1 new' }).click()
    await comesIntoView(alice.message('while you read'))
  })

  it('leads back to the first unread message after a jump to a newer one', async () => {
    await alice.openConversation(ERIN)
    await room.receive(carol, ...Array.from({ length: 30 }, (_, i) => `more ${i + 1} 又一条`), 'the very last 压轴')
    const search = alice.page.getByRole('searchbox', { name: 'Search', exact: true })
    await search.fill('压轴')
    await alice.page.getByRole('listbox', { name: 'Found messages' }).getByRole('option').first().click()
    await comesIntoView(alice.message('the very last'))
    await alice.page.getByRole('button', { name: 'To the first unread' }).click()
    await comesIntoView(alice.timeline.getByRole('separator', { name: SEPARATOR }))
    await comesIntoView(alice.timeline.getByText('more 1 又一条'))
    await alice.page.getByRole('button', { name: 'To the first unread' }).waitFor({ state: 'hidden' })
    await search.fill('')
  })
})

describe('links', () => {
  it('open outside only when they are of the web or mail', async () => {
    await alice.app.evaluate(({ shell }) => {
      const opened: string[] = []
      Object.assign(globalThis, { opened })
      shell.openExternal = (url) => Promise.resolve(void opened.push(url))
    })
    const opened = (): Promise<readonly string[]> => alice.app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened)
    await room.write(carol, 'https://a.example/x http://b.example mailto:c@d.example javascript:alert(1) file:///etc/passwd end')
    const message = alice.message('a.example/x')
    await message.waitFor()
    expect(await message.getByRole('link').count()).toBe(3)
    for (const link of await message.getByRole('link').all()) await link.click()
    await expect.poll(opened).toEqual(['https://a.example/x', 'http://b.example/', 'mailto:c@d.example'])
    for (const url of ['javascript:alert(2)', 'file:///etc/passwd', 'https://bank.example@evil.example/']) {
      await carol.say(room.conversationId.replace('c2g:', ''), 'link', { title: `card to ${url}`, url, desc: '', pic: '' }, 'B102')
    }
    await alice
      .message('card to https://bank')
      .getByRole('button', { name: /card to/ })
      .click()
    await alice.page.getByText('This link is not opened').first().waitFor()
    for (const name of ['card to javascript', 'card to file']) {
      const card = alice.message(name).getByRole('button', { name: /card to/ })
      if ((await card.count()) > 0) await card.click()
    }
    expect(await opened()).toHaveLength(3)
  })
})
