import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, type Plugin } from 'vite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { wholeBundles } from '../../scripts/lib/whole-bundles.mjs'

let dir: string
let plugin: Plugin
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'jim-bundles-'))
  plugin = wholeBundles()
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

/** An entry and a chunk that is read later; `word` is in both, so that both are others. */
async function bundle(word: string): Promise<void> {
  writeFileSync(join(dir, 'later.js'), `export const later = '${word}'`)
  writeFileSync(join(dir, 'index.js'), `console.log('${word}'); void import('./later.js').then(({ later }) => console.log(later))`)
  await build({
    configFile: false,
    root: dir,
    logLevel: 'silent',
    plugins: [plugin],
    build: {
      outDir: 'out',
      minify: false,
      ssr: true,
      emptyOutDir: true,
      rollupOptions: {
        input: join(dir, 'index.js'),
        output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: 'chunks/[name]-[hash].mjs' },
      },
    },
  })
}

const entry = (): string => readFileSync(join(dir, 'out/index.mjs'), 'utf8')
const chunks = (): readonly string[] => readdirSync(join(dir, 'out/chunks'))
/** The chunk that the entry asks for. */
const asked = (text: string): string => /chunks\/([^"']+)/.exec(text)![1]!

describe('wholeBundles', () => {
  it('leaves to whoever reads the build before all of it', async () => {
    await bundle('one')
    const before = entry()
    const reader = openSync(join(dir, 'out/index.mjs'), 'r')
    try {
      await bundle('two')
      const content = Buffer.alloc(fstatSync(reader).size)
      readSync(reader, content)
      expect(content.toString()).toBe(before)
      expect(chunks()).toContain(asked(before))
    } finally {
      closeSync(reader)
    }
    expect(entry()).toContain('two')
    expect(existsSync(join(dir, 'out/chunks', asked(entry())))).toBe(true)
  })

  it('keeps two builds, however many there are', async () => {
    await bundle('one')
    const first = asked(entry())
    await bundle('two')
    const second = asked(entry())
    await bundle('three')
    expect(chunks()).not.toContain(first)
    expect([...chunks()].sort()).toEqual([second, asked(entry())].sort())
  })

  it('keeps what a build has in common with those before', async () => {
    await bundle('one')
    const first = asked(entry())
    await bundle('one')
    await bundle('one')
    expect(chunks()).toEqual([first])
  })

  it('leaves other files of the folder alone', async () => {
    mkdirSync(join(dir, 'out'), { recursive: true })
    writeFileSync(join(dir, 'out/other'), 'of somebody')
    await bundle('one')
    expect(readFileSync(join(dir, 'out/other'), 'utf8')).toBe('of somebody')
    expect(readdirSync(join(dir, 'out')).sort()).toEqual(['chunks', 'index.mjs', 'other'])
  })
})
