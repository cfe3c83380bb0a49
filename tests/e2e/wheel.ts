import type { Page } from 'playwright'

/** Resolves when an element has not moved on screen for some frames: a wheel's movement ends by itself. */
async function atRest(page: Page, selector: string): Promise<void> {
  await page.evaluate(async (wanted) => {
    const element = document.querySelector(wanted)
    let [last, still] = [Number.NaN, 0]
    while (still < 20) {
      await new Promise(requestAnimationFrame)
      const top = element?.getBoundingClientRect().top ?? 0
      still = top === last ? still + 1 : 0
      last = top
    }
  }, selector)
}

/**
 * Turns the wheel over the timeline, once each, and tells by how many px that moved what is read: a row that stays in
 * the window is followed, so that pages which come in above do not count.
 */
export async function turnWheel(
  page: Page,
  deltas: readonly number[],
  between: (turn: number) => Promise<void> = async () => {},
): Promise<number> {
  const log = (await page.getByRole('log').boundingBox())!
  await page.mouse.move(log.x + log.width / 2, log.y + log.height / 2)
  await page.evaluate(() => {
    document.querySelector('[data-mark]')?.removeAttribute('data-mark')
    const view = document.querySelector('[role=log]')!
    const middle = view.getBoundingClientRect().top + view.clientHeight / 2
    const row = [...view.querySelectorAll('article')].find((article) => article.getBoundingClientRect().bottom > middle)
    row?.setAttribute('data-mark', '')
  })
  const topOf = (): Promise<number> => page.evaluate(() => document.querySelector('[data-mark]')!.getBoundingClientRect().top)
  const before = await topOf()
  for (const [turn, delta] of deltas.entries()) {
    await page.mouse.wheel(0, delta)
    await between(turn)
  }
  await atRest(page, '[data-mark]')
  return (await topOf()) - before
}

/** The same turns over a scroller that is nothing else, in the same window, from the middle of a long page. */
export async function turnWheelOverBare(page: Page, deltas: readonly number[]): Promise<number> {
  await page.evaluate(() => {
    const bare = document.createElement('div')
    bare.id = 'bare'
    bare.style.cssText = 'position: fixed; inset: 0; z-index: 10000; overflow-y: auto; background: Canvas'
    bare.innerHTML = '<div id="bare-mark" style="height: 100000px"></div>'
    document.body.append(bare)
    bare.scrollTop = 50_000
  })
  await page.mouse.move(300, 300)
  const topOf = (): Promise<number> => page.evaluate(() => document.querySelector('#bare-mark')!.getBoundingClientRect().top)
  const before = await topOf()
  for (const delta of deltas) await page.mouse.wheel(0, delta)
  await atRest(page, '#bare-mark')
  const moved = (await topOf()) - before
  await page.evaluate(() => document.querySelector('#bare')?.remove())
  return moved
}
