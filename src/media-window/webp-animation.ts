/** A frame as the canvas encoded it: a whole WebP of one picture. All of one animation have the same edges. */
export type AnimationFrame = {
  readonly bytes: Uint8Array
  readonly width: number
  readonly height: number
  readonly durationMs: number
  /** Some of it is seen through. */
  readonly isClear: boolean
}

/** Parts of a WebP that hold its pixels. */
const PIXELS: ReadonlySet<string> = new Set(['ALPH', 'VP8 ', 'VP8L'])
const MAX_DURATION_MS = 0xff_ffff

/**
 * Puts frames into one file that moves (RFC 9649). Each frame takes the place of the one before.
 *
 * ```
 *   RIFF size WEBP │ VP8X flags, 0 3, width-1 3, height-1 3 │ ANIM background 4, rounds 2
 *                  │ ( ANMF x 3, y 3, width-1 3, height-1 3, ms 3, flags │ ALPH? VP8␣ or VP8L ) …
 * ```
 *
 * @param rounds 0: for ever
 */
export function animatedWebp(frames: readonly AnimationFrame[], rounds: number): Uint8Array {
  const [first] = frames
  if (first === undefined) throw new RangeError('no frames')
  const edges = [...three(first.width - 1), ...three(first.height - 1)]
  const flags = 0x02 | (frames.some(({ isClear }) => isClear) ? 0x10 : 0)
  const body = [
    ...chunk('VP8X', [Uint8Array.of(flags, 0, 0, 0, ...edges)]),
    ...chunk('ANIM', [Uint8Array.of(0, 0, 0, 0, rounds & 255, (rounds >> 8) & 255)]),
    ...frames.flatMap(({ bytes, durationMs }) => {
      // Not blended with what lies under it.
      const head = Uint8Array.of(0, 0, 0, 0, 0, 0, ...edges, ...three(Math.min(MAX_DURATION_MS, durationMs)), 0x02)
      return chunk('ANMF', [head, ...pixelsOf(bytes)])
    }),
  ]
  return joined([text('RIFF'), four(4 + sizeOf(body)), text('WEBP'), ...body])
}

function pixelsOf(bytes: Uint8Array): readonly Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const found: Uint8Array[] = []
  for (let at = 12; at + 8 <= bytes.length;) {
    const end = at + 8 + view.getUint32(at + 4, true)
    const isWhole = end <= bytes.length
    const name = String.fromCharCode(...bytes.subarray(at, at + 4))
    if (isWhole && PIXELS.has(name)) found.push(...chunk(name, [bytes.subarray(at + 8, end)]))
    at = end + (end % 2)
  }
  return found
}

function chunk(name: string, parts: readonly Uint8Array[]): readonly Uint8Array[] {
  const size = sizeOf(parts)
  return [text(name), four(size), ...parts, ...(size % 2 === 0 ? [] : [Uint8Array.of(0)])]
}

const sizeOf = (parts: readonly Uint8Array[]): number => parts.reduce((sum, part) => sum + part.length, 0)
const text = (name: string): Uint8Array => Uint8Array.from(name, (sign) => sign.charCodeAt(0))
const three = (value: number): readonly number[] => [value & 255, (value >> 8) & 255, (value >> 16) & 255]
const four = (value: number): Uint8Array => Uint8Array.of(...three(value), value >>> 24)

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(sizeOf(parts))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
