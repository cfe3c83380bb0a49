import type { Locator } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Colleague } from './colleague'
import type { Desktop } from './desktop'
import { Office } from './office'
import { textsOf } from './server-texts'

const CAROL = 'c2c:alice:carol'
const DAVE = 'c2c:alice:dave'
/** More than a window of the timeline holds, so that the first of them has to be loaded for a jump. */
const LATER = 130

let office: Office
let alice: Desktop
let carol: Colleague
let dave: Colleague
beforeAll(async () => {
  office = await Office.open({ people: { alice: 'en' } })
  alice = office.of('alice')
  carol = await Colleague.enter(office.server, 'carol')
  dave = await Colleague.enter(office.server, 'dave')
  // Whoever is at the end follows what comes.
  await alice.openConversation(CAROL)
  await carol.write('alice', '先看飔风计划的附录')
  await carol.write('alice', 'the zephyrine draft is ready')
  await carol.write('alice', '用zephyrPhone拍的')
  await carol.say('alice', 'file', { url: 'https://example.com/f', name: '飔风计划.pdf', size: 10 })
  await carol.say('alice', 'image', { big_url: 'https://example.com/p', size: 10, width: 40, height: 30 })
  await carol.write('alice', 'László ließ es im 飔會議室 👩🏽‍🚀 liegen, ｶﾞｷﾞ 138-0013-8000')
  await dave.write('alice', '飔风计划什么时候开始')
  for (let i = 1; i <= LATER; i++) await carol.write('alice', `afterwards ${i}`)
  await alice.message(`afterwards ${LATER}`).waitFor()
})
afterAll(async () => {
  for (const colleague of [carol, dave]) colleague.close()
  await office.close()
})

const panel = (): Locator => alice.page.getByRole('complementary', { name: 'Message search' })
const hits = (): Locator => panel().getByRole('option')

/** Opens the panel over everything, with no filter, and types. */
async function look(text: string): Promise<void> {
  await alice.page.keyboard.press('Control+Shift+F')
  for (const name of ['Kind', 'Sender', 'Chat', 'Date']) {
    const clear = panel().getByRole('button', { name: `Remove filter: ${name}` })
    if (await clear.isVisible()) await clear.click()
  }
  await panel().getByRole('combobox', { name: 'Words in messages' }).fill(text)
}

async function narrow(filter: string, choice: string | RegExp): Promise<void> {
  await panel().getByRole('button', { name: filter, exact: true }).click()
  await alice.page.getByRole('dialog', { name: filter }).getByRole('option', { name: choice }).click()
}

/** Waits until these are found, newest first, and nothing else. */
async function shows(...parts: readonly string[]): Promise<void> {
  const found = async (): Promise<readonly string[]> => hits().allTextContents()
  await expect.poll(found).toEqual(parts.map((part) => expect.stringContaining(part) as unknown))
}

const marks = (): Promise<readonly string[]> => hits().locator('mark').allTextContents()

describe('searching what was said', () => {
  it('finds one Chinese character, marked where it stands', async () => {
    await look('飔')
    await shows('飔风计划什么时候开始', 'László', '飔风计划.pdf', '先看飔风计划的附录')
    expect(await marks()).toEqual(['飔', '飔', '飔', '飔'])
  })

  it('finds an English word by its beginning, and not by its end', async () => {
    await look('zephyri')
    await shows('zephyrine draft')
    await look('ephyrine')
    await panel().getByText('No messages found').waitFor()
  })

  it('finds Chinese and English typed together', async () => {
    await look('用zeph')
    await shows('用zephyrPhone拍的')
    expect(await marks()).toEqual(['用zeph'])
    await look('附录 飔')
    await shows('先看飔风计划的附录')
  })

  it.each([
    ['laszlo liess', ['László', 'ließ']],
    ['飔会议室', ['飔會議室']],
    ['👩‍🚀', ['👩🏽‍🚀']],
    ['飔 ガギ', ['飔', 'ｶﾞｷﾞ']],
    ['飔 13800138000', ['飔', '138-0013-8000']],
  ])('finds by %s what is written otherwise, marked as it is written', async (typed, marked) => {
    await look(typed)
    // The answer before had the same message, with other marks.
    await expect.poll(marks).toEqual(marked)
    await shows('László')
  })

  it('says when nothing is found', async () => {
    await look('龘靐齉')
    await panel().getByText('No messages found').waitFor()
    expect(await hits().count()).toBe(0)
  })
})

describe('filters', () => {
  it('keep to one conversation', async () => {
    await look('飔风')
    await narrow('Chat', /赵大伟/)
    await shows('什么时候开始')
  })

  it('keep to one sender', async () => {
    await look('飔风')
    await narrow('Sender', /李薇/)
    await shows('飔风计划.pdf', '先看飔风计划的附录')
  })

  it('keep to one kind', async () => {
    await look('飔风')
    await narrow('Kind', 'Files')
    await shows('飔风计划.pdf')
  })

  it('keep to a time', async () => {
    await look('飔风')
    await narrow('Date', 'Today')
    await shows('什么时候开始', '飔风计划.pdf', '先看飔风计划的附录')
    // The sample office has been talking for weeks.
    const [oldest = ''] = await textsOf(office.server, CAROL)
    await look(oldest.slice(0, 12))
    await hits()
      .filter({ hasText: oldest.slice(0, 12) })
      .first()
      .waitFor()
    await narrow('Date', 'Today')
    await panel().getByText('No messages found').waitFor()
  })

  it('find without a word: all pictures of this week by one person', async () => {
    await look('')
    await panel().getByText('Find what was said').waitFor()
    await narrow('Kind', 'Pictures')
    await narrow('Date', 'Last 7 days')
    await narrow('Sender', /李薇/)
    // What she just sent is the first, and nothing of anybody else is left.
    const others = async (): Promise<readonly string[]> =>
      (await hits().allTextContents()).filter((hit) => !/李薇|carol/i.test(hit) || !hit.includes('[Picture]'))
    await expect.poll(others).toEqual([])
    expect(await hits().count()).toBeGreaterThan(0)
    await narrow('Chat', /赵大伟/)
    // Another chat has other people to choose from: the sender goes, the rest stays.
    await expect.poll(async () => (await hits().allTextContents()).filter((hit) => !hit.includes('[Picture]'))).toEqual([])
  })

  it('that leave nothing are offered to be taken away', async () => {
    await look('zephyrine')
    await narrow('Kind', 'Pictures')
    await panel().getByRole('button', { name: 'Search everywhere' }).click()
    await shows('zephyrine')
  })
})

describe('going to what was found', () => {
  it('loads the history around an old message and shows it', async () => {
    await alice.openConversation(DAVE)
    await look('飔风计划的附录')
    await shows('飔风计划的附录')
    await hits().first().click()
    const target = alice.timeline.getByRole('article').filter({ hasText: '先看飔风计划的附录' })
    await target.waitFor()
    await expect
      .poll(() =>
        target.evaluate((element) => {
          const view = element.closest('[role=log]')?.getBoundingClientRect()
          const box = element.getBoundingClientRect()
          return view !== undefined && box.top >= view.top && box.bottom <= view.bottom
        }),
      )
      .toBe(true)
    await alice.message('the zephyrine draft is ready').waitFor()
    await alice.page.getByRole('button', { name: /^(To the newest|\d+ new)$/ }).click()
    await alice.message(`afterwards ${LATER}`).waitFor()
  })

  it('goes by keyboard from the search box', async () => {
    await look('zephyrine')
    await shows('zephyrine')
    await alice.page.keyboard.press('ArrowDown')
    await alice.page.keyboard.press('Enter')
    await alice.message('the zephyrine draft is ready').waitFor()
  })
})

describe('searching people', () => {
  it.each(['李薇', 'liwei', 'lw', 'Carol'])('finds 李薇 in the list by %s', async (query) => {
    const box = alice.page.getByRole('searchbox', { name: 'Search', exact: true })
    await box.fill(query)
    await alice.row(CAROL).waitFor()
    await box.fill('')
    await alice.row(DAVE).waitFor()
  })

  it.each(['zhouting', 'zt', '婷'])('finds 周婷 among the contacts by %s', async (query) => {
    await alice.page.getByRole('navigation').getByRole('button', { name: 'Contacts' }).click()
    const contacts = alice.page.getByRole('region', { name: 'Contacts' })
    await contacts.getByRole('searchbox', { name: 'Search contacts' }).fill(query)
    await contacts.getByText('周婷 Judy Zhou').waitFor()
    await contacts.getByText('Ivan Petrov').waitFor({ state: 'hidden' })
  })
})
