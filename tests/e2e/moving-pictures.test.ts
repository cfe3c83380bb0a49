import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asConversationId } from '../../src/shared/ids'
import type { Desktop } from './desktop'
import { chooseInDialog } from './given-files'
import { movingWebp } from './moving-webp'
import { type Office, openFileChat } from './office'
import { sayFile } from './strange-files'

const CHAT = asConversationId('c2c:bob:carol')
const FRAME_MS = 200

let office: Office
let alice: Desktop
let bob: Desktop
let dir: string
let close: (() => Promise<void>) | undefined

beforeAll(async () => {
  ;({ office, alice, bob, dir, close } = await openFileChat())
})
afterAll(() => close?.())

/** One of 160 px in height. */
async function carolSends(name: string, width: number): Promise<void> {
  const height = 160
  const bytes = await movingWebp(bob.page, width, height, FRAME_MS)
  await sayFile(office, { as: 'carol', to: 'bob' }, 'image', { name, mime: 'image/webp', bytes }, { width, height })
}

/** What a canvas shows in its middle: nothing as long as nothing is drawn on it. */
function middleOf(still: Locator): Promise<'red' | 'blue' | 'nothing'> {
  return still.evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement
    const [red = 0, , blue = 0, opacity = 0] = (element as HTMLCanvasElement)
      .getContext('2d')!
      .getImageData(width / 2, height / 2, 1, 1).data
    if (opacity === 0) return 'nothing'
    return red > blue ? 'red' : 'blue'
  })
}

/** What is drawn at rest, once it is: the small picture stands there until then, and the button before both. */
async function restsOn(still: Locator): Promise<string> {
  await expect.poll(() => middleOf(still)).not.toBe('nothing')
  return middleOf(still)
}

/** How long it moves, ms, by its own window, once it is asked for. */
async function playedMs(card: Locator): Promise<number> {
  const played = card.evaluate(
    (element) =>
      new Promise<number>((done) => {
        let from = 0
        new MutationObserver(() => {
          const isMoving = element.querySelector('[data-testid=gif-still] ~ img') !== null
          if (isMoving && from === 0) from = performance.now()
          if (!isMoving && from > 0) done(performance.now() - from)
        }).observe(element, { childList: true, subtree: true })
      }),
  )
  await card.getByRole('button', { name: /^Play/ }).click()
  return played
}

describe('a WebP that moves', () => {
  it('of somebody whom nobody knows rests on its first frame after three rounds, and moves three more when it is pressed', async () => {
    await carolSends('moves.webp', 240)
    await bob.openConversation(CHAT)
    const card = bob.timeline.locator('[data-local-id]').last()
    await card.getByRole('button', { name: 'Play moves.webp' }).waitFor()
    expect(await restsOn(card.getByTestId('gif-still'))).toBe('red')
    expect(await playedMs(card)).toBeGreaterThanOrEqual(3 * 2 * FRAME_MS - 50)
    expect(await restsOn(card.getByTestId('gif-still'))).toBe('red')
  })

  it('stands still for whoever wants less motion until it is pressed', async () => {
    await bob.page.emulateMedia({ reducedMotion: 'reduce' })
    await carolSends('calm.webp', 200)
    const card = bob.timeline.locator('[data-local-id]').filter({ has: bob.page.getByRole('button', { name: 'Play calm.webp' }) })
    await card.waitFor()
    expect(await card.locator('[data-testid=gif-still] ~ img').count()).toBe(0)
    expect(await restsOn(card.getByTestId('gif-still'))).toBe('red')
    expect(await playedMs(card)).toBeGreaterThanOrEqual(3 * 2 * FRAME_MS - 50)
    await bob.page.emulateMedia({ reducedMotion: null })
  })

  it('of one’s own moves at the other end as it was sent', async () => {
    const path = join(dir, 'mine.webp')
    writeFileSync(path, await movingWebp(alice.page, 220, 140, FRAME_MS))
    await chooseInDialog(alice, [path])
    await alice.page.getByRole('button', { name: 'Attach files' }).click()
    const sheet = alice.page.getByRole('dialog')
    await sheet.getByRole('textbox', { name: 'Caption' }).fill('mine moves')
    await sheet.getByRole('button', { name: 'Send', exact: true }).click()
    await bob.openConversation('c2c:alice:bob')
    for (const desktop of [alice, bob]) {
      const card = desktop.message('mine moves')
      await card.getByRole('button', { name: 'Play mine.webp' }).waitFor()
      expect(await restsOn(card.getByTestId('gif-still'))).toBe('red')
    }
  })
})
