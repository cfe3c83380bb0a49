import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { CompiledModules } from '../../src/main/compiled-modules'

// A start of the app has not compiled the same text before.
setFlagsFromString('--no-compilation-cache')

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'jim-compiled-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const write = (name: string, code: string): void => writeFileSync(join(dir, name), code)

/** Runs app.cjs as a start of its own. */
function start(): { readonly exports: unknown; readonly modules: CompiledModules } {
  const modules = new CompiledModules()
  return { exports: modules.load(join(dir, 'app.cjs')), modules }
}

it('runs files as Node would: what they export, each other, packages, where they lie', () => {
  write('app.cjs', `exports.name = require('./chunk.cjs').name; exports.join = require('node:path').join; exports.dir = __dirname`)
  write('chunk.cjs', `exports.name = '日本 ' + __filename`)
  expect(start().exports).toEqual({ name: `日本 ${join(dir, 'chunk.cjs')}`, join, dir })
})

it('runs a file once, also where two name each other', () => {
  write('app.cjs', `const other = require('./other.cjs'); exports.early = other.early; exports.same = require('./other.cjs') === other`)
  write('other.cjs', `const app = require('./app.cjs'); exports.early = app.early === undefined`)
  expect(start().exports).toEqual({ early: true, same: true })
})

it('has what the build compiled, chunks too, and the same comes of it', () => {
  write('app.cjs', `exports.sum = (a, b) => require('./chunk.cjs').add(a, b)`)
  write('chunk.cjs', `exports.add = (a, b) => a + b`)
  const first = start()
  expect((first.exports as { sum(a: number, b: number): number }).sum(1, 2)).toBe(3)
  expect(first.modules.isCompiled).toBe(false)
  expect([...first.modules.save()].sort()).toEqual([join(dir, 'app.cjs'), join(dir, 'chunk.cjs')])
  const second = start()
  expect((second.exports as { sum(a: number, b: number): number }).sum(2, 3)).toBe(5)
  expect(second.modules.isCompiled).toBe(true)
})

it('passes over a cache of another source, even one as long', () => {
  write('app.cjs', `exports.answer = () => 41`)
  start().modules.save()
  write('app.cjs', `exports.answer = () => 42`)
  const { exports, modules } = start()
  expect((exports as { answer(): number }).answer()).toBe(42)
  expect(modules.isCompiled).toBe(false)
})

const SOURCE = `exports.answer = 42`

it.each([
  ['cut short', (cache: Buffer) => cache.subarray(0, cache.length >> 1)],
  ['of another V8', (cache: Buffer) => Buffer.from(cache).fill(7, SOURCE.length, SOURCE.length + 32)],
  ['empty', () => Buffer.alloc(0)],
])('compiles anew what has a cache that is %s', (_, spoil) => {
  write('app.cjs', SOURCE)
  start().modules.save()
  const file = join(dir, 'app.cjs.v8cache')
  writeFileSync(file, spoil(readFileSync(file)))
  const { exports, modules } = start()
  expect(exports).toEqual({ answer: 42 })
  expect(modules.isCompiled).toBe(false)
})
