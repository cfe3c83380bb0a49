import type { Page } from 'playwright'
import type { Desktop } from './desktop'

/** The page that lies over the display, once it shows what is there; `act` opens it. */
export async function regionPageAfter({ app }: Desktop, act: () => Promise<unknown>): Promise<Page> {
  const opened = app.waitForEvent('window', { predicate: async (page) => (await page.waitForURL('jim-media://screenshots/'), true) })
  const [page] = await Promise.all([opened, act()])
  await page.locator('img.picture').evaluate((image: HTMLImageElement) => image.decode())
  return page
}

/** What takes a part, or nothing: the page goes with it, before it can say that a key or a button came up. */
export async function leaveBy(page: Page, act: () => Promise<unknown>): Promise<void> {
  const closed = page.waitForEvent('close')
  await Promise.all([
    closed,
    act().catch((error: unknown) => {
      if (!page.isClosed()) throw error
    }),
  ])
}
