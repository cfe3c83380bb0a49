import type { ByteRange } from './file-storage'

/**
 * What a `Range` asks for of so many bytes (RFC 9110, 14.1): one range of bytes, cut to what is there. `undefined` when it
 * asks for none that we know, several, or is no range at all: then all is answered.
 */
export function readRange(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | undefined {
  const [, from, to] = /^bytes=[ \t]*(\d*)-(\d*)[ \t]*$/i.exec(header ?? '') ?? []
  if (from === undefined || to === undefined || (from === '' && to === '')) return undefined
  // More digits than a number holds exactly mean the same as the largest it holds: beyond the end.
  const [first, last] = [from, to].map((digits) => Math.min(Number(digits), Number.MAX_SAFE_INTEGER)) as [number, number]
  if (from === '') return last === 0 || size === 0 ? 'unsatisfiable' : { start: Math.max(0, size - last), end: size - 1 }
  if (to !== '' && isLess(to, from)) return undefined
  return first >= size ? 'unsatisfiable' : { start: first, end: to === '' ? size - 1 : Math.min(last, size - 1) }
}

/** Of decimal digits, however many. */
function isLess(a: string, b: string): boolean {
  return BigInt(a) < BigInt(b)
}
