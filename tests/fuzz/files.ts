import { Metadata } from '@tus/utils'
import { namedIn, withFileLinks } from '../../src/protocol/file-links'
import { isFileId } from '../../src/protocol/schemas/files'
import { readRange } from '../../src/server/files/byte-range'
import { readFacts } from '../../src/server/files/upload-metadata'
import { RefusedError } from '../../src/server/world/session'
import { below, pick, seededRandom } from './random'

export type FileFuzzReport = {
  readonly ranges: number
  readonly facts: number
  readonly refusedFacts: number
  /** Messages that named something. */
  readonly naming: number
}

const ID = `f_${'a2'.repeat(13)}`
const PIECES = [
  ...'0123456789-=,;:/ \t"\'()*%',
  'bytes=',
  '9007199254740993',
  'é',
  '报',
  '\ud800',
  '\r\n',
  '\u2028',
  '\u202e',
  '\0',
  'text/plain',
  '..',
  ID,
]
const KEYS = ['file_id', 'thumb_id', 'url', 'big_url', 'icon_url', 'items', 'data', 'type', 'size', '__proto__', 'constructor']
const TYPES = ['image', 'sound', 'file', 'video', 'bundle', 'text', 'toString', '__proto__']

/** Ranges, upload metadata and messages that name files, random and mutated; what breaks a promise throws. */
export function fuzzFiles({ inputs, seed }: { readonly inputs: number; readonly seed: number }): FileFuzzReport {
  const random = seededRandom(seed)
  const text = (): string => Array.from({ length: below(random, 12) }, () => pick(random, PIECES)).join('')
  const report = { ranges: 0, facts: 0, refusedFacts: 0, naming: 0 }
  for (let i = 0; i < inputs; i++) {
    const size = below(random, 2) === 0 ? below(random, 20) : below(random, 2 ** 31)
    const range = readRange(mutated(random, `bytes=${below(random, 40)}-${below(random, 2) === 0 ? '' : below(random, 60)}`), size)
    if (typeof range === 'object') {
      report.ranges += 1
      const { start, end } = range
      if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0 || end < start || end >= size)
        throw new Error(`a range of ${start}-${end} of ${size} bytes`)
    }
    readMetadata(text(), text(), below(random, 2) === 0 ? undefined : text(), report)
    const [type, data] = [pick(random, TYPES), someData(random, 0)]
    const { files, thumbs } = namedIn(type, data)
    if (files.size + thumbs.size > 0) report.naming += 1
    const linked: string[] = []
    withFileLinks(type, data, (fileId) => {
      linked.push(fileId)
      return `link to ${fileId}`
    })
    for (const fileId of linked)
      if (!isFileId(fileId) || (!files.has(fileId) && !thumbs.has(fileId))) throw new Error(`a link to ${fileId}, which nothing names`)
  }
  return report
}

/** Often as it was, else with something in it, or without its end. */
function mutated(random: () => number, text: string): string {
  const at = below(random, text.length + 1)
  switch (below(random, 4)) {
    case 0:
      return text.slice(0, at) + pick(random, PIECES) + text.slice(at)
    case 1:
      return text.slice(0, at)
    default:
      return text
  }
}

function readMetadata(
  filename: string,
  filetype: string,
  sha256: string | undefined,
  report: { facts: number; refusedFacts: number },
): void {
  try {
    const header = `filename ${Buffer.from(filename).toString('base64')},filetype ${Buffer.from(filetype).toString('base64')}`
    const { name, mime } = readFacts({ ...Metadata.parse(header), ...(sha256 === undefined ? {} : { sha256 }) })
    report.facts += 1
    if (Buffer.byteLength(name) > 255 || name.trim() === '' || /[\p{Cc}\u2028\u2029]/u.test(name))
      throw new Error(`a name ${JSON.stringify(name)}`)
    encodeURIComponent(name)
    if (!/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/.test(mime) || mime.length > 127) throw new Error(`a type ${JSON.stringify(mime)}`)
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error
    report.refusedFacts += 1
  }
}

function someData(random: () => number, depth: number): Record<string, unknown> {
  const data: Record<string, unknown> = {}
  for (let i = below(random, 5); i > 0; i--)
    Object.defineProperty(data, pick(random, KEYS), { value: someValue(random, depth), enumerable: true, configurable: true })
  return data
}

function someValue(random: () => number, depth: number): unknown {
  switch (below(random, depth > 3 ? 4 : 6)) {
    case 0:
      return ID
    case 1:
      return pick(random, PIECES)
    case 2:
      return below(random, 100)
    case 3:
      return null
    case 4:
      return someData(random, depth + 1)
    default:
      return Array.from({ length: below(random, 3) }, () => ({ type: pick(random, TYPES), data: someData(random, depth + 1) }))
  }
}
