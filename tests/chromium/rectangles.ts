import type { Page } from 'playwright'

/** px; a text's edge may lie between two of them. */
const TOLERANCE = 1

/** What a person sees or acts on, and where it is. */
export type Rectangle = { readonly what: string; readonly at: readonly [x: number, y: number, width: number, height: number] }

/** Frames in a row that look the same: then nothing is on its way any more. */
const STILL_FRAMES = 20

/** Of everything in view, once nothing moves any more; nothing has the pointer over it. */
export async function rectanglesOf(page: Page): Promise<readonly Rectangle[]> {
  await page.mouse.move(0, 0)
  return page.evaluate(async (frames) => {
    const wanted = '[role], button, input, textarea, a, article, h1, h2, h3, p, time, img, svg, label, nav, header, footer, section, aside'
    const seen = (): Rectangle[] =>
      [...document.querySelectorAll(wanted)].flatMap((element) => {
        const { x, y, width, height } = element.getBoundingClientRect()
        const isSeen = width > 0 && height > 0 && x < innerWidth && y < innerHeight && x + width > 0 && y + height > 0
        const name = element.getAttribute('aria-label') ?? element.textContent.trim().slice(0, 30)
        const what = `${element.tagName.toLowerCase()}[${element.getAttribute('role') ?? ''}] ${name}`
        return isSeen ? [{ what, at: [x, y, width, height] as const }] : []
      })
    await document.fonts.ready
    let last = ''
    for (let still = 0; still < frames; still += 1) {
      await new Promise(requestAnimationFrame)
      const now = JSON.stringify(seen())
      if (now !== last) still = 0
      last = now
    }
    return seen()
  }, STILL_FRAMES)
}

/** What is not in both, or not at the same place, in words. */
export function differences(one: readonly Rectangle[], other: readonly Rectangle[]): readonly string[] {
  const length = Math.max(one.length, other.length)
  return Array.from({ length }, (_, index) => [one[index], other[index]] as const)
    .filter(([a, b]) => a?.what !== b?.what || a!.at.some((edge, side) => Math.abs(edge - b!.at[side]!) > TOLERANCE))
    .map(([a, b]) => `${say(a)} ≠ ${say(b)}`)
}

function say(rectangle: Rectangle | undefined): string {
  return rectangle === undefined ? 'nothing' : `${rectangle.what} at ${rectangle.at.map((edge) => edge.toFixed(1)).join(' ')}`
}
