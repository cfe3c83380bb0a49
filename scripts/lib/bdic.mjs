import { createHash } from 'node:crypto'

/**
 * Chromium's own form of a spelling dictionary, version 2.0; everything is little-endian.
 *
 * ```
 *   0  "BDic"      4 version: major u16, minor u16   8 offset of the affixes   12 offset of the words
 *  16  MD5 of all that follows the header
 *  32  offsets of four tables: affix groups, affix rules, replacements, other lines; then a comment
 *      each table: texts that end with 0, and an empty one at its end
 *      words: a tree by bytes
 *        leaf    0a000000 00000000   a: the rest of the word follows, and ends with 0
 *        list    1111nnnn, n times (byte, u16 from the end of the list)
 *        lookup  1100001b, first byte, count; b: u32 for words that end here; count times u32, 0 = none
 * ```
 *
 * The affix tables stay empty here: the words come with their affixes applied.
 */
const HEADER_BYTES = 32
const AFFIX_HEADER_BYTES = 16
const LEAF_WITH_REST = 0x40
const LIST_16 = 0xf0
const LIST_LIMIT = 15
const LOOKUP_32 = 0xc2
const HAS_END = 0x01

/**
 * @typedef {{ readonly kind: 'leaf', readonly rest: Buffer, readonly size: number }} Leaf
 * @typedef {{ readonly kind: 'list' | 'lookup', readonly size: number, readonly ownSize: number,
 *   readonly children: readonly { readonly byte: number, readonly node: TreeNode }[] }} Inner
 * @typedef {Leaf | Inner} TreeNode
 */

/**
 * @param {import('./hunspell-words.mjs').WordList & { readonly comment: string }} list
 * @returns {Buffer}
 */
export function encodeBdic({ words, tryLetters, replacements, comment }) {
  const root = treeOf([...new Set(words)].map((word) => Buffer.from(word)).sort(Buffer.compare))
  const notes = Buffer.from(`${comment}\n`)
  const tables = [[], [], replacements.flat(), [`TRY ${tryLetters}`]].map((texts) =>
    Buffer.from(`${texts.map((text) => `${text}\0`).join('')}\0`),
  )
  const tablesAt = HEADER_BYTES + AFFIX_HEADER_BYTES + notes.length
  const wordsAt = tablesAt + tables.reduce((sum, table) => sum + table.length, 0)
  const file = Buffer.alloc(wordsAt + root.size)
  let at = tablesAt
  tables.forEach((table, index) => {
    file.writeUInt32LE(at, HEADER_BYTES + 4 * index)
    at += table.copy(file, at)
  })
  notes.copy(file, HEADER_BYTES + AFFIX_HEADER_BYTES)
  writeNode(file, root, wordsAt)
  file.write('BDic', 0, 'latin1')
  file.writeUInt16LE(2, 4)
  file.writeUInt32LE(HEADER_BYTES, 8)
  file.writeUInt32LE(wordsAt, 12)
  createHash('md5').update(file.subarray(HEADER_BYTES)).digest().copy(file, 16)
  return file
}

/**
 * @param {readonly Buffer[]} words sorted
 * @returns {TreeNode}
 */
function treeOf(words, depth = 0) {
  const [only] = words
  if (words.length === 1 && only !== undefined && depth > 0) {
    const rest = only.subarray(depth)
    return { kind: 'leaf', rest, size: 2 + (rest.length > 0 ? rest.length + 1 : 0) }
  }
  const children = []
  for (let from = 0; from < words.length;) {
    const byte = words[from]?.[depth] ?? 0
    let to = from + 1
    while (to < words.length && (words[to]?.[depth] ?? 0) === byte) to += 1
    children.push({ byte, node: treeOf(words.slice(from, to), byte === 0 ? depth : depth + 1) })
    from = to
  }
  const sizes = children.map(({ node }) => node.size)
  const total = sizes.reduce((sum, size) => sum + size, 0)
  // A list reaches its last child by 16 bits. The root is a lookup however small: readers begin there with any byte.
  const isList = depth > 0 && children.length <= LIST_LIMIT && total - (sizes.at(-1) ?? 0) <= 0xffff
  const ownSize = isList ? 1 + 3 * children.length : lookupSize(children)
  return { kind: isList ? 'list' : 'lookup', size: ownSize + total, ownSize, children }
}

/** @param {Inner['children']} children */
function lookupSize(children) {
  const { hasEnd, count } = lookupShape(children)
  return 3 + (hasEnd ? 4 : 0) + 4 * count
}

/** @param {Inner['children']} children */
function lookupShape(children) {
  const bytes = children.map(({ byte }) => byte).filter((byte) => byte !== 0)
  const first = bytes[0] ?? 1
  return { hasEnd: children[0]?.byte === 0, first, count: (bytes.at(-1) ?? 0) - first + 1 }
}

/**
 * @param {Buffer} file
 * @param {TreeNode} node
 * @param {number} at
 */
function writeNode(file, node, at) {
  if (node.kind === 'leaf') {
    if (node.rest.length > 0) file.writeUInt8(LEAF_WITH_REST, at)
    node.rest.copy(file, at + 2)
    return
  }
  const { children, ownSize } = node
  const shape = lookupShape(children)
  if (node.kind === 'list') file.writeUInt8(LIST_16 | children.length, at)
  else file.set([LOOKUP_32 | (shape.hasEnd ? HAS_END : 0), shape.first, shape.count], at)
  let childAt = at + ownSize
  children.forEach(({ byte, node: child }, index) => {
    if (node.kind === 'list') {
      file.writeUInt8(byte, at + 1 + 3 * index)
      file.writeUInt16LE(childAt - (at + ownSize), at + 2 + 3 * index)
    } else {
      const entry = byte === 0 ? 0 : (shape.hasEnd ? 4 : 0) + 4 * (byte - shape.first)
      file.writeUInt32LE(childAt, at + 3 + entry)
    }
    writeNode(file, child, childAt)
    childAt += child.size
  })
}
