/** A part of a file, both ends included. */
export type ByteRange = { readonly first: number; readonly last: number }

const RANGE = /^bytes=(\d{0,15})-(\d{0,15})$/

/**
 * What a `Range` header asks of a file of `size` bytes (RFC 9110, 14.2): one part; `undefined` for all of it, also for what
 * is no range of bytes or more than one; `unsatisfiable` for what lies behind its end.
 */
export function byteRange(header: string | null, size: number): ByteRange | 'unsatisfiable' | undefined {
  const [matched, from = '', to = ''] = RANGE.exec(header ?? '') ?? []
  if (matched === undefined || (from === '' && to === '')) return undefined
  if (from === '') {
    const length = Number(to)
    return length === 0 || size === 0 ? 'unsatisfiable' : { first: Math.max(0, size - length), last: size - 1 }
  }
  const [first, last] = [Number(from), to === '' ? size - 1 : Number(to)]
  if (to !== '' && last < first) return undefined
  return first >= size ? 'unsatisfiable' : { first, last: Math.min(last, size - 1) }
}
