import type { Page } from 'playwright'

/** px; a text's edge may lie between two of them. */
const TOLERANCE = 1

/** What a person sees or acts on, and where it is. */
export type Rectangle = { readonly what: string; readonly at: readonly [x: number, y: number, width: number, height: number] }

/** Of everything in view, once nothing moves any more. */
export function rectanglesOf(page: Page): Promise<readonly Rectangle[]> {
  return page.evaluate(async () => {
    await document.fonts.ready
    await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined)))
    const wanted = '[role], button, input, textarea, a, article, h1, h2, h3, p, time, img, svg, label, nav, header, footer, section, aside'
    return [...document.querySelectorAll(wanted)].flatMap((element) => {
      const { x, y, width, height } = element.getBoundingClientRect()
      const isSeen = width > 0 && height > 0 && x < innerWidth && y < innerHeight && x + width > 0 && y + height > 0
      const name = element.getAttribute('aria-label') ?? element.textContent.trim().slice(0, 30)
      const what = `${element.tagName.toLowerCase()}[${element.getAttribute('role') ?? ''}] ${name}`
      return isSeen ? [{ what, at: [x, y, width, height] as const }] : []
    })
  })
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
