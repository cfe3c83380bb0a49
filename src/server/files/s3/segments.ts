/** Bytes of every segment but the last: the least that S3 puts together to one object without reading them. */
export const SEGMENT_BYTES = 5 * 1024 * 1024
/** Of which S3 makes one object. */
export const MAX_S3_SEGMENTS = 10_000
/** Bytes of the largest file. */
export const MAX_S3_FILE_BYTES = SEGMENT_BYTES * MAX_S3_SEGMENTS

/** Some bytes of a part: those from `index` times `SEGMENT_BYTES` on. */
export type Segment = { readonly index: number; readonly bytes: number }

/** How a segment is called below its part; the names sort as the segments do. */
export function segmentName({ index, bytes }: Segment): string {
  return `${String(index).padStart(5, '0')}.${bytes}`
}

export function segmentOf(name: string): Segment | undefined {
  const [, index, bytes] = /^(\d{5})\.(\d{1,7})$/.exec(name) ?? []
  return index === undefined || bytes === undefined ? undefined : { index: Number(index), bytes: Number(bytes) }
}

/**
 * The segments that a part is, of all that lie there: of each index the longest, up to the first that is not full. One that grew
 * is beside its shorter self until that was removed; where a kill kept it from being removed it stays, and is nothing.
 *
 * @returns `undefined` where the first is missing: then there is no part, or it is being removed
 */
export function chainOf(segments: readonly Segment[]): readonly Segment[] | undefined {
  const longest = new Map<number, Segment>()
  for (const segment of segments) if (segment.bytes >= (longest.get(segment.index)?.bytes ?? 0)) longest.set(segment.index, segment)
  const chain: Segment[] = []
  for (let next = longest.get(0); next !== undefined; next = longest.get(chain.length)) {
    chain.push(next)
    if (next.bytes < SEGMENT_BYTES) break
  }
  return chain.length === 0 ? undefined : chain
}

export function bytesOf(segments: readonly Segment[]): number {
  return segments.reduce((sum, { bytes }) => sum + bytes, 0)
}

/** As they are removed: with the longest first segment the part is gone, and until then all of it is there. */
export function removalOrder(segments: readonly Segment[]): readonly Segment[] {
  const first = segments.filter(({ index }) => index === 0).sort((one, other) => one.bytes - other.bytes)
  return [...first, ...segments.filter(({ index }) => index !== 0)]
}
