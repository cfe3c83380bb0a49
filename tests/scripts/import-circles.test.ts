import { posix, resolve } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { readTexts } from './citations'

const ALIASES = { '@shared/': 'src/shared/', '@protocol/': 'src/protocol/' } as const
/** A part of the window knows the window that opens it: there only what is read together is looked at. */
const HAS_PARTS = 'src/renderer/'

type Imports = ReadonlyMap<string, readonly string[]>

/** Of each file of src the files that it imports, types too. */
function importsOf(texts: ReadonlyMap<string, string>): Imports {
  const files = [...texts].filter(([path]) => path.startsWith('src/') && /\.(?:ts|vue)$/.test(path))
  return new Map(
    files.map(([path, text]) => {
      const code = path.endsWith('.vue') ? (/<script[^>]*>([\s\S]*?)<\/script>/.exec(text)?.[1] ?? '') : text
      const named = ts.preProcessFile(code).importedFiles.filter(({ pos }) => !path.startsWith(HAS_PARTS) || !isLater(code, pos))
      return [path, named.flatMap(({ fileName }) => found(texts, path, fileName) ?? [])]
    }),
  )
}

/** `import('…')`: `pos` is where the name begins. */
const isLater = (code: string, pos: number): boolean => /import\s*\(\s*['"]?$/.test(code.slice(Math.max(0, pos - 20), pos + 1))

function found(texts: ReadonlyMap<string, string>, from: string, name: string): string | undefined {
  const alias = Object.entries(ALIASES).find(([start]) => name.startsWith(start))
  if (alias === undefined && !name.startsWith('.')) return undefined
  const path = alias === undefined ? posix.join(posix.dirname(from), name) : alias[1] + name.slice(alias[0].length)
  return [path, `${path}.ts`].find((each) => texts.has(each))
}

/** Every way that comes back to where it began, once. */
function circles(imports: Imports): readonly string[] {
  const done = new Set<string>()
  const way: string[] = []
  const back: string[] = []
  const walk = (path: string): void => {
    const at = way.indexOf(path)
    if (at !== -1) back.push([...way.slice(at), path].join(' → '))
    if (at !== -1 || done.has(path)) return
    way.push(path)
    for (const next of imports.get(path) ?? []) walk(next)
    way.pop()
    done.add(path)
  }
  for (const path of imports.keys()) walk(path)
  return back
}

describe('imports', () => {
  it('go round in no circle, those of types neither', () => {
    const imports = importsOf(readTexts(resolve(import.meta.dirname, '../..')))
    expect([...imports.values()].flat().length).toBeGreaterThan(2500)
    expect(circles(imports)).toEqual([])
  })

  it.each([
    ['types', `import type { B } from './b'`],
    ['what is read later', `export const b = () => import('./b')`],
    ['what is handed on', `export { b } from './b'`],
  ])('would show a circle of %s', (_, text) => {
    const texts = new Map([
      ['src/main/a.ts', text],
      ['src/main/b.ts', `import { c } from '@shared/c'`],
      ['src/shared/c.ts', `import type { A } from '../main/a'`],
    ])
    expect(circles(importsOf(texts))).toEqual(['src/main/a.ts → src/main/b.ts → src/shared/c.ts → src/main/a.ts'])
  })

  it('lets a part of the window know who opens it', () => {
    const part = `<script setup lang="ts">\nimport { parts } from './parts'\n</script>\n<template><p>import './x'</p></template>`
    const texts = new Map([
      ['src/renderer/src/parts.ts', `export const parts = { part: () => import('./Part.vue') }`],
      ['src/renderer/src/Part.vue', part],
    ])
    expect(circles(importsOf(texts))).toEqual([])
    texts.set('src/renderer/src/parts.ts', `import Part from './Part.vue'`)
    expect(circles(importsOf(texts))).toHaveLength(1)
  })
})
