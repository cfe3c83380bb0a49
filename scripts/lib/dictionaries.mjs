import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { encodeBdic } from './bdic.mjs'
import { expandHunspell } from './hunspell-words.mjs'

/** The name that Chromium asks for: language, then the versions of format and words that it expects of it. */
const DICTIONARIES = [{ source: 'dictionary-en', file: 'en-US-10-1.bdic' }]

const require = createRequire(import.meta.url)

/**
 * Writes the spelling dictionaries that the package brings for Linux, from Hunspell's in npm packages. Each carries the
 * licence of its words.
 *
 * @param {string} folder
 */
export function writeDictionaries(folder) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const { source, file } of DICTIONARIES) {
    const from = dirname(require.resolve(source))
    const read = (/** @type {string} */ name) => readFileSync(join(from, name), 'utf8')
    const list = expandHunspell(read('index.aff'), read('index.dic'))
    writeFileSync(join(folder, file), encodeBdic({ ...list, comment: read('license') }))
  }
}
