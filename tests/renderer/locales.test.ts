import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { LINK_CAUSE_CODES } from '@shared/status'
import en from '../../src/renderer/src/locales/en.json'
import zhCN from '../../src/renderer/src/locales/zh-CN.json'

const SRC = resolve(import.meta.dirname, '../../src/renderer/src')

type Tree = { readonly [key: string]: string | Tree }

function flatten(tree: Tree, prefix = ''): Map<string, string> {
  const found = new Map<string, string>()
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') found.set(prefix + key, value)
    else for (const [path, text] of flatten(value, `${prefix}${key}.`)) found.set(path, text)
  }
  return found
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return sources(path)
    return /\.(vue|ts)$/.test(entry.name) ? [readFileSync(path, 'utf8')] : []
  })
}

const english = flatten(en)
const chinese = flatten(zhCN)
const code = sources(SRC).join('\n')
/** `t('a.b')` names one key; `` t(`a.${x}`) `` a family of keys. */
const named = new Set(
  [...code.matchAll(/\bt\(\s*'([^']+)'/g), ...code.matchAll(/[?:]\s*'([a-zA-Z]+(?:\.\w+)+)'/g)].map((match) => match[1] ?? ''),
)
const families = new Set([...code.matchAll(/\bt\(\s*`([^`$]+)\$\{/g)].map((match) => match[1] ?? ''))
const placeholders = (text: string): string[] => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? ''))].sort()

describe('locales', () => {
  it('have the same keys in both languages, none of them empty', () => {
    expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort())
    expect([...chinese.values(), ...english.values()].filter((text) => text.trim() === '')).toEqual([])
  })

  it('take the same values in both languages', () => {
    const differing = [...english].filter(([key, text]) => placeholders(text).join() !== placeholders(chinese.get(key) ?? '').join())
    expect(differing.map(([key]) => key)).toEqual([])
  })

  it('have every text that the code names', () => {
    const missing = [...named].filter((key) => /^[a-z]\w*\.\w/.test(key) && !english.has(key))
    expect(missing).toEqual([])
    expect([...families].filter((prefix) => ![...english.keys()].some((key) => key.startsWith(prefix)))).toEqual([])
  })

  it('have no text that nobody shows', () => {
    const unused = [...english.keys()].filter((key) => !named.has(key) && ![...families].some((prefix) => key.startsWith(prefix)))
    expect(unused).toEqual([])
  })

  it('have words for every cause of a lost link', () => {
    expect(Object.keys(en.cause).sort()).toEqual([...LINK_CAUSE_CODES].sort())
  })
})
