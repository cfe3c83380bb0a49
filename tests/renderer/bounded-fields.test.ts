import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parse } from 'vue/compiler-sfc'
import { describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '../../src/renderer/src')
const TYPED = new Set(['input', 'textarea', 'ListboxFilter'])
/** What cannot be typed into at any length. */
const CLOSED = new Set(['checkbox', 'radio', 'date', 'time', 'range', 'file'])
/** The composer takes any text, and says by how much one is too long. */
const UNBOUNDED = ['components/composer/ChatComposer.vue']

type Node = {
  readonly tag?: string
  readonly props?: readonly Prop[]
  readonly children?: readonly Node[]
  readonly loc: { readonly start: { readonly line: number } }
}
type Prop = { readonly name: string; readonly arg?: { readonly content?: string }; readonly value?: { readonly content?: string } }

const components = readdirSync(ROOT, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.vue'))

/** Where a person can type as much as they like, as `file:line`. */
function unboundedIn(file: string): readonly string[] {
  const template = parse(readFileSync(join(ROOT, file), 'utf8')).descriptor.template?.ast as Node | undefined
  const found: string[] = []
  const walk = (node: Node): void => {
    const named = (name: string): Prop | undefined => node.props?.find((prop) => prop.name === name || prop.arg?.content === name)
    const isTyped = TYPED.has(node.tag ?? '') && !CLOSED.has(named('type')?.value?.content ?? '')
    if (isTyped && named('maxlength') === undefined) found.push(`${file}:${node.loc.start.line}`)
    for (const child of node.children ?? []) walk(child)
  }
  if (template !== undefined) walk(template)
  return found
}

describe('fields', () => {
  it('take a bounded text: what is pasted by mistake must not hold the window up', () => {
    const files = components.map((file) => relative('.', file)).filter((file) => !UNBOUNDED.includes(file))
    expect(files.length).toBeGreaterThan(100)
    expect(files.flatMap(unboundedIn)).toEqual([])
  })

  it('would be found without a bound', () => {
    expect(UNBOUNDED.flatMap(unboundedIn)).toHaveLength(1)
  })
})
