import { crc32 } from 'node:zlib'
import type { ByteReader } from './byte-reader'
import { orientationOf, orientationOnly } from './orientation'
import { type Plan, PlanBuilder } from './plan'

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
/** Length and type before the data, a checksum behind. */
const AROUND_BYTES = 12
const MAX_CHUNKS = 500_000
const MAX_EXIF_BYTES = 1024 * 1024

/** Beside what no reader may ignore: transparency, colours, the size of points, and what moves. */
const KEPT: ReadonlySet<string> = new Set(
  'tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI mDCv cLLi bKGD hIST pHYs sPLT acTL fcTL fdAT'.split(' '),
)

/**
 * ```
 *   signature │ length 4, type 4, data, CRC 4 │ … │ IEND
 * ```
 *
 * Of chunks that a reader may ignore only those go on that the picture is drawn by; texts, times, Exif and what programs
 * hang on go. Of Exif the orientation comes again, alone.
 *
 * @returns `undefined`: it is no PNG
 */
export async function planPng(source: ByteReader): Promise<Plan | undefined> {
  if (!(await source.read(0, 8)).equals(SIGNATURE)) return undefined
  const plan = new PlanBuilder()
  plan.keep(0, 8)
  let at = 8
  for (let count = 0; count < MAX_CHUNKS && at < source.size; count++) {
    const head = await source.read(at, 8)
    if (head.length < 8) return plan.plan
    const type = head.toString('latin1', 4)
    const end = Math.min(source.size, at + head.readUInt32BE() + AROUND_BYTES)
    if (!/^[A-Za-z]{4}$/.test(type)) return undefined
    if (type === 'eXIf') {
      const exif = await source.read(at + 8, Math.min(MAX_EXIF_BYTES, end - at - AROUND_BYTES))
      const orientation = orientationOf(exif)
      if (orientation !== 1) plan.put(chunk('eXIf', orientationOnly(orientation)))
    } else if (isCritical(type) || KEPT.has(type)) plan.keep(at, end)
    if (type === 'IEND') return plan.plan
    at = end
  }
  return at >= source.size ? plan.plan : undefined
}

/** Its first letter is large. */
const isCritical = (type: string): boolean => /^[A-Z]/.test(type)

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  check.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, check])
}
