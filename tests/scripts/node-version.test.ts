import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { isAtLeast, isNodeFit, NODE_WANTED } from '../../scripts/lib/node-version.mjs'

const ROOT = resolve(import.meta.dirname, '../..')
const read = (file: string): string => readFileSync(resolve(ROOT, file), 'utf8')

it.each([
  ['18.20.4', false],
  ['20.18.3', false],
  ['20.19.0', true],
  ['20.20.2', true],
  ['21.7.3', false],
  ['22.11.0', false],
  ['22.12.0', true],
  ['23.0.0', true],
  ['24.21.0', true],
  ['100.0.0', true],
])('says of Node %s whether it fits: %s', (version, isFit) => {
  expect(isNodeFit(version)).toBe(isFit)
})

it('compares numbers, not texts', () => {
  expect(isAtLeast('22.9.0', '>= 22.12.0')).toBe(false)
  expect(isAtLeast('22.12.0', '>= 22.12.0')).toBe(true)
  expect(isAtLeast('9.0.0', '>= 22.12.0')).toBe(false)
})

it('is told alike wherever people look', () => {
  const manifest = JSON.parse(read('package.json')) as { readonly engines: { readonly node: string } }
  expect(manifest.engines.node).toBe('^20.19.0 || >=22.12.0')
  for (const file of ['README.md', 'CONTRIBUTING.md']) expect(read(file).replace(/\s+/g, ' ')).toContain(`Node ${NODE_WANTED}`)
})
