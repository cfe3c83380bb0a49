import type { Locator } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Colleague } from './colleague'
import type { Desktop } from './desktop'
import { Office } from './office'
import { Room } from './room'
import { turnWheel, turnWheelOverBare } from './wheel'

const ELSEWHERE = 'c2g:lunch'

let office: Office
let alice: Desktop
let carol: Colleague
let room: Room
beforeAll(async () => {
  office = await Office.open({ people: { alice: 'en' } })
  alice = office.of('alice')
  carol = await Colleague.enter(office.server, 'carol')
})
afterAll(async () => {
  carol.close()
  await office.close()
})

/** Each test has a room of its own for Alice and Carol, in which nothing was said yet, and begins outside of it. */
beforeEach(async () => {
  await alice.page.bringToFront()
  room = await Room.create(alice, ['carol'])
  await alice.openConversation(ELSEWHERE)
})

/** Texts of the messages whose last line is in view. */
function textsInView(): Promise<readonly string[]> {
  return alice.timeline.evaluate((log) => {
    const view = log.getBoundingClientRect()
    return [...log.querySelectorAll('article')]
      .filter((row) => row.getBoundingClientRect().bottom <= view.bottom + 1 && row.getBoundingClientRect().bottom > view.top)
      .map((row) => (row.getAttribute('aria-label') ?? '').replace(/^.*?: /s, ''))
  })
}

afterEach(() => room.putAway(alice))

const distanceToEnd = (): Promise<number> =>
  alice.timeline.evaluate((log) => Math.round(log.scrollHeight - log.scrollTop - log.clientHeight))
const pill = () => alice.page.getByRole('button', { name: /^(\d+ new|To the newest)$/ })

describe('opening a long chat', () => {
  it('draws what is seen first, and fills up above once the reader rests', async () => {
    await room.receive(carol, ...Array.from({ length: 120 }, (_, i) => `line ${i}`))
    await room.markRead()
    // Rows in the first frame that has the newest one, and how long they stay the only ones, ms of the page's clock.
    const opening = alice.page.evaluate(
      () =>
        new Promise<{ readonly rows: number; readonly aloneMs: number }>((resolve) => {
          let first: { readonly rows: number; readonly at: number } | undefined
          const look = (): void => {
            const rows = [...document.querySelectorAll('[role=log] article')]
            if (first === undefined && rows.at(-1)?.textContent?.includes('line 119') === true)
              first = { rows: rows.length, at: performance.now() }
            if (first !== undefined && rows.length > first.rows) resolve({ rows: first.rows, aloneMs: performance.now() - first.at })
            else requestAnimationFrame(look)
          }
          look()
        }),
    )
    await room.open()
    const { rows, aloneMs } = await opening
    expect(rows).toBe(30)
    expect(aloneMs).toBeGreaterThan(200)
    await expect.poll(distanceToEnd).toBe(0)
  })
})

describe('the wheel', () => {
  const turns = Array.from({ length: 10 }, () => -120)
  const trackpad = Array.from({ length: 120 }, () => -7)

  /** As far as a bare scroller, and no farther: what grows above must not carry the reader along either. */
  function expectAsFar(moved: number, bare: number): void {
    expect(moved).toBeGreaterThanOrEqual(0.95 * bare)
    expect(moved).toBeLessThanOrEqual(1.05 * bare)
  }

  /** Some screens of history, read to the end. */
  async function openLong(messages = 80): Promise<void> {
    await room.receive(carol, ...Array.from({ length: messages }, (_, i) => `line ${i}\n第 ${i} 行\nthree`))
    await room.markRead()
    await room.open()
    await alice.message(`line ${messages - 1}`).waitFor()
    await expect.poll(distanceToEnd).toBe(0)
  }

  it('moves the timeline as far as it moves any page, from the end', async () => {
    await openLong()
    const bare = await turnWheelOverBare(alice.page, turns)
    expect(bare).toBeGreaterThan(1000)
    expectAsFar(await turnWheel(alice.page, turns), bare)
  })

  it('moves it as far from the middle, and down again to the end', async () => {
    await openLong()
    await turnWheel(alice.page, turns)
    const bare = await turnWheelOverBare(alice.page, turns)
    expectAsFar(await turnWheel(alice.page, turns), bare)
    await turnWheel(
      alice.page,
      Array.from({ length: 40 }, () => 120),
    )
    expect(await distanceToEnd()).toBe(0)
    await pill().waitFor({ state: 'hidden' })
  })

  it('moves it by the many small steps of a trackpad', async () => {
    await openLong()
    const bare = await turnWheelOverBare(alice.page, trackpad)
    expect(bare).toBeGreaterThan(700)
    expectAsFar(await turnWheel(alice.page, trackpad), bare)
  })

  it('moves it as far while pages of older messages come in above', async () => {
    await openLong(200)
    const far = Array.from({ length: 40 }, () => -120)
    const bare = await turnWheelOverBare(alice.page, far)
    expect(bare).toBeGreaterThan(4500)
    expectAsFar(await turnWheel(alice.page, far), bare)
  })

  it('at its very start stays at the same line while older ones come in above', async () => {
    await openLong(200)
    // As somebody does who drags the bar to its upper end; the browser keeps no place there.
    const shift = alice.timeline.evaluate(
      (log) =>
        new Promise<number>((resolve) => {
          log.scrollTop = 0
          const rows = (): HTMLElement[] => [...log.querySelectorAll<HTMLElement>('article')]
          const endOf = (row: HTMLElement): number => row.getBoundingClientRect().bottom
          const first = rows()[0]!
          const [before, count] = [endOf(first), rows().length]
          const look = (): void => {
            if (rows().length > count) requestAnimationFrame(() => resolve(Math.round(endOf(first) - before)))
            else requestAnimationFrame(look)
          }
          look()
        }),
    )
    expect(Math.abs(await shift)).toBeLessThanOrEqual(1)
    expect(await alice.timeline.evaluate((log) => log.scrollTop)).toBeGreaterThan(1000)
  })

  it('moves it while messages arrive, and whoever left the end is not pulled back', async () => {
    await openLong()
    const bare = await turnWheelOverBare(alice.page, turns)
    const moved = await turnWheel(alice.page, turns, (turn) => room.write(carol, `meanwhile ${turn}`))
    expectAsFar(moved, bare)
    await alice.timeline.getByText('meanwhile 9').waitFor({ state: 'attached' })
    await alice.page.getByRole('button', { name: '10 new' }).waitFor()
    expect(await distanceToEnd()).toBeGreaterThan(1000)
  })

  it('moves it while what stands above and at the end still grows', async () => {
    await openLong()
    const bare = await turnWheelOverBare(alice.page, turns)
    // As pictures do whose size nobody knew: with each turn a row above what is read gets higher, and one below it.
    const moved = await turnWheel(alice.page, turns, (turn) =>
      alice.timeline.evaluate((log, at) => {
        const rows = [...log.querySelectorAll<HTMLElement>('article')]
        const below = rows.slice(-3)
        for (const row of [rows[at], below[at % below.length]]) if (row !== undefined) row.style.paddingBottom = `${90 + 10 * at}px`
      }, turn),
    )
    expectAsFar(moved, bare)
  })

  it('moves it from the end as far when something grows there at its very first turn', async () => {
    await openLong()
    const bare = await turnWheelOverBare(alice.page, turns)
    // In the turn itself, before it has moved a pixel.
    await alice.timeline.evaluate((log) => {
      const grow = (): void => void ([...log.querySelectorAll<HTMLElement>('article')].at(-1)!.style.paddingBottom = '90px')
      log.addEventListener('wheel', grow, { once: true, passive: true })
    })
    expectAsFar(await turnWheel(alice.page, turns), bare)
  })

  it('leaves the end with its first pixel, and whoever is at the end follows', async () => {
    await openLong()
    await room.write(carol, 'followed')
    await alice.message('followed').waitFor()
    await expect.poll(distanceToEnd).toBe(0)
    expect(await turnWheel(alice.page, [-3])).toBe(3)
    await room.write(carol, 'not followed')
    await alice.timeline.getByText('not followed').waitFor({ state: 'attached' })
    await alice.page.getByRole('button', { name: '1 new' }).waitFor()
    expect(await distanceToEnd()).toBeGreaterThan(20)
  })
})

describe('whoever does not scroll', () => {
  it('sees no floating date, and stays at the end, while what is shown changes its height', async () => {
    await room.receive(carol, ...Array.from({ length: 40 }, (_, i) => `line ${i}\n第 ${i} 行`))
    await room.markRead()
    await room.open()
    await expect.poll(distanceToEnd).toBe(0)
    await alice.page.locator('[data-floating-date]').waitFor({ state: 'detached' })
    await alice.page.evaluate(() => {
      const seen: string[] = []
      Object.assign(globalThis, { seenDates: seen })
      new MutationObserver(() => {
        const date = document.querySelector('[data-floating-date]')
        if (date !== null) seen.push(date.textContent)
      }).observe(document.body, { childList: true, subtree: true })
    })
    for (let step = 0; step < 6; step += 1) {
      // Somebody who looks at the page in between has it laid out before its frame.
      await alice.timeline.evaluate((log, at) => {
        const rows = [...log.querySelectorAll<HTMLElement>('article')]
        rows.at(-2 - at)!.style.paddingBottom = '40px'
        log.getBoundingClientRect()
      }, step)
      await room.write(carol, `meanwhile ${step}`)
      await alice.message(`meanwhile ${step}`).waitFor()
    }
    await expect.poll(distanceToEnd).toBe(0)
    expect(await alice.page.evaluate(() => (globalThis as unknown as { seenDates: string[] }).seenDates)).toEqual([])
  })
})

describe('whoever sends from further up', () => {
  afterEach(() => office.server.faults.clear())

  it('sees what they sent, without a connection too', async () => {
    await room.receive(carol, ...Array.from({ length: 40 }, (_, i) => `line ${i}\n第 ${i} 行`))
    await room.open()
    await alice.timeline.getByRole('separator', { name: 'New messages' }).waitFor()
    expect(await distanceToEnd()).toBeGreaterThan(500)
    office.server.faults.add({ user: 'alice', action: 'cut' })
    await alice.send('from further up')
    await alice.page.getByText('1 message goes out when you are back').waitFor()
    await alice.message('from further up').waitFor()
    await expect.poll(distanceToEnd).toBe(0)
    office.server.faults.clear()
    expect((await alice.call('connection:reconnect-now')).ok).toBe(true)
    await alice.waitForDelivery('sent', 'delivered')
  })
})

describe('what is read', () => {
  it('is what was in view to its last line: not the messages below it', async () => {
    const texts = Array.from({ length: 12 }, (_, i) => `m${i} of twelve\na\nb\nc\nd\ne\nf`)
    await room.receive(carol, ...texts)
    const before = await room.state()
    await room.open()
    await alice.timeline.getByRole('separator', { name: 'New messages' }).waitFor()
    const seen = (await textsInView()).filter((text) => text.includes('of twelve')).length
    expect(seen).toBeGreaterThan(0)
    expect(seen).toBeLessThan(8)
    await expect.poll(() => room.unread()).toBe(12 - seen)
    expect((await room.state()).readSeq).toBe(before.lastSeq - 12 + seen)
    await alice.page.getByRole('button', { name: `${12 - seen} new` }).waitFor()
    // What the sender is told is the same.
    await expect.poll(() => carol.toldReadBy('alice', room.conversationId)).toBe(before.lastSeq - 12 + seen)
  })

  it('is a message that is higher than the view once it fills the view', async () => {
    const high = Array.from({ length: 90 }, (_, i) => `line ${i}`).join('\n')
    await room.receive(carol, high, 'after')
    await room.open()
    await alice.timeline.getByRole('separator', { name: 'New messages' }).waitFor()
    expect(await room.unread()).toBe(2)
    await turnWheel(alice.page, [120, 120])
    await expect.poll(() => room.unread()).toBe(1)
  })

  it('does not run past messages that a jump left out', async () => {
    await room.receive(carol, ...Array.from({ length: 30 }, (_, i) => `skipped ${i}`))
    await room.open()
    await alice.timeline.getByText('skipped 0').waitFor()
    const seen = (await textsInView()).filter((text) => text.startsWith('skipped')).length
    await expect.poll(() => room.unread()).toBe(30 - seen)
    await pill().click()
    await expect.poll(distanceToEnd).toBe(0)
    await alice.page.getByRole('button', { name: 'To the first unread' }).click()
    await expect.poll(async () => (await textsInView()).includes(`skipped ${seen}`)).toBe(true)
    await turnWheel(
      alice.page,
      Array.from({ length: 30 }, () => 120),
    )
    await expect.poll(() => room.unread()).toBe(0)
  })

  it('is all of it for whoever says so', async () => {
    await room.receive(carol, ...Array.from({ length: 30 }, (_, i) => `waved through ${i}`))
    await room.open()
    await pill().click()
    await alice.page.getByRole('button', { name: 'To the first unread' }).waitFor()
    await alice.page.getByRole('button', { name: 'Mark as read' }).click()
    await expect.poll(() => room.unread()).toBe(0)
    await alice.page.getByRole('button', { name: 'To the first unread' }).waitFor({ state: 'hidden' })
  })
})

describe('coming back to a conversation', () => {
  it('finds the place where it was left, with the pill', async () => {
    await room.receive(carol, ...Array.from({ length: 40 }, (_, i) => `place ${i}`))
    await room.open()
    await turnWheel(
      alice.page,
      Array.from({ length: 40 }, () => 120),
    )
    await expect.poll(() => room.unread()).toBe(0)
    await turnWheel(alice.page, [-400, -400])
    const left = await textsInView()
    await alice.openConversation(ELSEWHERE)
    await room.receive(carol, 'while away')
    await room.open()
    await alice.page.getByRole('button', { name: '1 new' }).waitFor()
    expect(await textsInView()).toEqual(left)
    expect(await room.unread()).toBe(1)
  })

  it('finds the end where it was left at the end', async () => {
    await room.receive(carol, ...Array.from({ length: 40 }, (_, i) => `line ${i}`))
    await room.markRead()
    await room.open()
    await expect.poll(distanceToEnd).toBe(0)
    await alice.openConversation(ELSEWHERE)
    await room.open()
    await expect.poll(distanceToEnd).toBe(0)
    await pill().waitFor({ state: 'hidden' })
  })

  it('goes on at what came meanwhile where it was left at the end', async () => {
    await room.receive(carol, ...Array.from({ length: 40 }, (_, i) => `line ${i}`))
    await room.markRead()
    await room.open()
    await expect.poll(distanceToEnd).toBe(0)
    await alice.openConversation(ELSEWHERE)
    await room.receive(carol, ...Array.from({ length: 40 }, (_, i) => `meanwhile ${i}`))
    await room.open()
    const line = alice.timeline.getByRole('separator', { name: 'New messages' })
    await line.waitFor()
    await alice.page.getByRole('button', { name: /^\d+ new$/ }).waitFor()
    const [view, box] = await Promise.all([alice.timeline.boundingBox(), line.boundingBox()])
    expect(box!.y - view!.y).toBeGreaterThanOrEqual(0)
    expect(box!.y - view!.y).toBeLessThan(60)
  })
})

describe('around the messages', () => {
  type Box = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number }
  const boxOf = (target: Locator): Promise<Box> => target.evaluate((element) => element.getBoundingClientRect().toJSON() as Box)

  /** A run of one person that is some screens long, read to its end. */
  async function openRun(): Promise<void> {
    await room.receive(carol, ...Array.from({ length: 60 }, (_, i) => `of one run ${i}`))
    await room.markRead()
    await room.open()
    await expect.poll(distanceToEnd).toBe(0)
  }

  it('the avatar of a run stands beside what is in view of it', async () => {
    await openRun()
    await turnWheel(alice.page, [-400, -400])
    const avatars = await alice.timeline.locator('.avatar').all()
    const [view, ...boxes] = await Promise.all([boxOf(alice.timeline), ...avatars.map(boxOf)])
    const inView = boxes.filter(({ top, bottom }) => bottom > view.top && top < view.bottom)
    expect(inView).toHaveLength(1)
    expect(view.bottom - inView[0]!.bottom).toBeGreaterThanOrEqual(0)
    expect(view.bottom - inView[0]!.bottom).toBeLessThan(40)
  })

  it('the day floats over them while they are scrolled, and no longer', async () => {
    await openRun()
    const date = alice.page.locator('[data-floating-date]')
    expect(await date.count()).toBe(0)
    await turnWheel(alice.page, [-400], () => date.waitFor())
    const [view, day] = await Promise.all([boxOf(alice.timeline), boxOf(date)])
    expect(day.top).toBeGreaterThanOrEqual(view.top)
    expect(day.bottom).toBeLessThan(view.top + 60)
    await date.waitFor({ state: 'detached' })
  })

  it('the pill stands inside, and counts what came while one reads further up', async () => {
    await openRun()
    await turnWheel(alice.page, [-400, -400])
    await room.write(carol, 'and one more')
    const counted = alice.page.getByRole('button', { name: '1 new' })
    await counted.waitFor()
    const [view, box] = await Promise.all([boxOf(alice.timeline), boxOf(counted)])
    expect(box.bottom).toBeLessThanOrEqual(view.bottom)
    expect(box.right).toBeLessThanOrEqual(view.right)
    expect(box.top).toBeGreaterThan(view.bottom - 60)
  })

  it('a wide window leaves their column as wide as it can be read, in the middle', async () => {
    await openRun()
    const resize = (width: number): Promise<void> => alice.inWindow((window, size) => window.setContentSize(size, 760), width)
    const before = await alice.page.evaluate(() => globalThis.innerWidth)
    await resize(2000)
    await alice.page.waitForFunction(() => globalThis.innerWidth === 2000)
    const [view, column] = await Promise.all([boxOf(alice.timeline), boxOf(alice.timeline.locator('.column'))])
    await resize(before)
    await alice.page.waitForFunction((width) => globalThis.innerWidth === width, before)
    expect(view.right - view.left).toBeGreaterThan(1200)
    expect(column.right - column.left).toBe(1000)
    // A bar takes a few px of one side.
    expect(Math.abs(column.left - view.left - (view.right - column.right))).toBeLessThan(12)
  })
})
