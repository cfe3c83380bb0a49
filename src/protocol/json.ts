import type { BodyError } from './errors'

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })
const lenientDecoder = new TextDecoder('utf-8')

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: BodyError }

/** A plain-text body; bytes that are not UTF-8 become U+FFFD, since a text body is only ever shown or logged. */
export function decodeText(body: Uint8Array): string {
  return lenientDecoder.decode(body)
}

export function encodeJson(value: unknown): Uint8Array {
  return encoder.encode(JSON.stringify(value))
}

/**
 * Ids that exceed 2⁵³ are numbers on a base server's wire (`message_id`, PROTOCOL 8): they are put in quotes before
 * parsing, or `JSON.parse` would round them. A quote inside a JSON string is escaped, so content never matches.
 */
const BIG_ID = /("(?:message_id|mid)\s*"\s*:\s*)(-?\d{16,})(?![\d.eE])/g
/** A number of 16 digits is at least this, and so is every id that was rounded. */
const SMALLEST_BIG_ID = 1e15

/** Parses a JSON body, with every object key trimmed: base servers really send `"size "` (PROTOCOL 1.2). */
export function decodeJson(body: Uint8Array): Parsed<unknown> {
  let text: string
  try {
    text = decoder.decode(body)
  } catch {
    return { ok: false, error: { code: 'not_utf8', message: 'the body is not UTF-8' } }
  }
  try {
    const value: unknown = JSON.parse(text)
    // Nearly every body is plain; what is not is read again, with care.
    return { ok: true, value: isPlain(value, 0) ? value : trimKeys(JSON.parse(text.replace(BIG_ID, '$1"$2"')), 0) }
  } catch {
    return { ok: false, error: { code: 'not_json', message: 'the body is not JSON' } }
  }
}

/** Deeper than any message of PROTOCOL 4 (a bundle's item is at depth 5); deeper bodies are refused, not recursed into. */
const MAX_DEPTH = 64

/** True when there is nothing to trim, no id to quote, and no level too many. */
function isPlain(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (depth >= MAX_DEPTH) return false
  if (Array.isArray(value)) return value.every((item) => isPlain(item, depth + 1))
  const object = value as Record<string, unknown>
  for (const key in object) {
    const child = object[key]
    if (!isPlainKey(key)) return false
    if (typeof child === 'object') {
      if (!isPlain(child, depth + 1)) return false
    } else if (typeof child === 'number' && Math.abs(child) >= SMALLEST_BIG_ID && (key === 'mid' || key === 'message_id')) {
      return false
    }
  }
  return true
}

/** Begins and ends with a printable ASCII character, as every key of the protocol does; `__proto__` is for `trimKeys`. */
function isPlainKey(key: string): boolean {
  return isPrintable(key.charCodeAt(0)) && isPrintable(key.charCodeAt(key.length - 1)) && key !== '__proto__'
}

function isPrintable(unit: number): boolean {
  return unit > 0x20 && unit < 0x7f
}

function trimKeys(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (depth >= MAX_DEPTH) throw new RangeError('nested too deeply')
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) value[i] = trimKeys(value[i], depth + 1)
    return value
  }
  const object = value as Record<string, unknown>
  for (const key of Object.keys(object)) {
    const trimmed = key.trim()
    const child = trimKeys(object[key], depth + 1)
    // An own property named __proto__ would set the prototype when assigned; it has no meaning in this protocol.
    if (trimmed === '__proto__') {
      delete object[key]
    } else if (trimmed === key) {
      object[key] = child
    } else {
      delete object[key]
      if (!Object.hasOwn(object, trimmed)) object[trimmed] = child
    }
  }
  return object
}
