import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const CSS = readFileSync(join(import.meta.dirname, '../../src/renderer/tokens.css'), 'utf8')

type Tokens = ReadonlyMap<string, string>

/** The colours that a rule of the style sheet sets. */
function tokensOf(selector: string): Tokens {
  const from = CSS.indexOf(`${selector} {`)
  const body = CSS.slice(from, CSS.indexOf('}', from))
  return new Map([...body.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map(([, name, colour]) => [name!, colour!]))
}

function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (light! + 0.05) / (dark! + 0.05)
}

const light = tokensOf(':root')
const dark = tokensOf("[data-theme='dark']")
const darkRaised = new Map([...dark, ...tokensOf("[data-theme='dark'] :is(.popup, .bg-raised)")])

/** What is enough to see that a ground is another one. */
const SEEN = 1.1

describe.each([
  ['light', light, light],
  ['dark', dark, darkRaised],
])('in the %s theme', (_, page, raised) => {
  const of = (tokens: Tokens, name: string): string => {
    const colour = tokens.get(name)
    if (colour === undefined) throw new Error(`no colour --${name}`)
    return colour
  }

  it('what is under the mouse or the keys is seen, in panels and in what floats over them', () => {
    expect(contrast(of(page, 'hover'), of(page, 'panel'))).toBeGreaterThan(SEEN)
    expect(contrast(of(raised, 'hover'), of(page, 'raised'))).toBeGreaterThan(SEEN)
    expect(contrast(of(raised, 'field'), of(page, 'raised'))).toBeGreaterThan(SEEN)
  })

  it('the chosen one of several is seen on their ground', () => {
    expect(contrast(of(page, 'segment'), of(page, 'field'))).toBeGreaterThan(SEEN)
    expect(contrast(of(page, 'accent-ink'), of(page, 'segment'))).toBeGreaterThanOrEqual(4.5)
  })

  it('texts are readable on each of these grounds', () => {
    for (const ink of ['ink', 'ink-2', 'ink-3']) {
      for (const ground of ['window', 'panel', 'timeline', 'raised', 'field', 'hover'])
        expect(contrast(of(page, ink), of(page, ground)), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5)
      for (const ground of ['hover', 'field'])
        expect(contrast(of(page, ink), of(raised, ground)), `${ink} on raised ${ground}`).toBeGreaterThanOrEqual(4.5)
    }
  })

  it('the edges of what is filled in and switched reach 3:1', () => {
    for (const ground of ['panel', 'window', 'raised'])
      expect(contrast(of(page, 'control'), of(page, ground)), ground).toBeGreaterThanOrEqual(3)
  })
})
