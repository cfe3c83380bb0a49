import type { Page } from 'playwright'

/** What a page notes of a key press: from when it came until its effect was painted, in milliseconds. */
export type Stopwatch = { stopwatch?: Promise<number> }

/** The stopwatch waits before the key is pressed: keys overtake what a page is asked to run. */
export async function timeOfKey(page: Page, key: string): Promise<number> {
  await page.keyboard.press(key)
  return page.evaluate(() => (globalThis as Stopwatch).stopwatch ?? Promise.reject(new Error('nothing is measured')))
}
