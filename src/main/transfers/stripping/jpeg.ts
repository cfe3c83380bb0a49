import type { ByteReader } from './byte-reader'
import { APP0, APP1, EOI, isAlone, isFrame, nextMarker, SOI, SOS } from './jpeg-markers'
import { EXIF_PREFIX, orientationOf, orientationOnly } from './orientation'
import { type Plan, PlanBuilder } from './plan'

const APP2 = 0xe2
const APP14 = 0xee
const COMMENT = 0xfe
/** A picture of many scans has a few hundred. */
const MAX_MARKERS = 20_000
/** Of `APP0`: marker, length, `JFIF\0`, version, density; then the edges of a thumbnail. */
const JFIF_BYTES = 18

/**
 * ```
 *   FFD8 │ FFxx length … │ FFxx length … │ FFDA length … │ compressed data │ FFxx … │ FFD9 │ what cameras hang on
 *  begins   application       tables           a scan        up to a marker             ends
 * ```
 *
 * Kept to the byte: everything that makes the picture, its colour profile (`APP2`), the kind of its colours (`APP14`) and
 * the density of its points (`APP0`, without a thumbnail). All other application data go: Exif, XMP, IPTC, makers' own, and
 * comments. Of Exif the orientation comes again, alone. What follows the end goes too: second pictures, films and notes of
 * cameras, each with data of its own.
 *
 * @returns `undefined`: it is no JPEG that anybody can read
 */
export async function planJpeg(source: ByteReader): Promise<Plan | undefined> {
  const plan = new PlanBuilder()
  const begin = await source.read(0, 2)
  if (begin.length < 2 || begin[0] !== 0xff || begin[1] !== SOI) return undefined
  plan.keep(0, 2)
  let [at, hasFrame, hasExif] = [2, false, false]
  for (let count = 0; count < MAX_MARKERS; count++) {
    const found = await nextMarker(source, at, false)
    if (found === undefined) return hasFrame ? plan.plan : undefined
    const { at: from, marker } = found
    if (marker === EOI) {
      plan.keep(from, from + 2)
      return hasFrame ? plan.plan : undefined
    }
    if (isAlone(marker)) {
      at = from + 2
      continue
    }
    const length = await source.read(from + 2, 2)
    if (length.length < 2 || length.readUInt16BE() < 2) return undefined
    const end = Math.min(source.size, from + 2 + length.readUInt16BE())
    if (isFrame(marker)) hasFrame = true
    if (marker === SOS) {
      at = (await nextMarker(source, end, true))?.at ?? source.size
      plan.keep(from, at)
      continue
    }
    if (marker === APP1) {
      const data = await source.read(from + 4, end - from - 4)
      const isExif = data.subarray(0, EXIF_PREFIX.length).equals(EXIF_PREFIX)
      // Readers look at the first.
      const orientation = isExif && !hasExif ? orientationOf(data) : 1
      if (orientation !== 1) plan.put(segment(APP1, Buffer.concat([EXIF_PREFIX, orientationOnly(orientation)])))
      hasExif ||= isExif
    } else if (marker === APP0) {
      const head = await source.read(from, JFIF_BYTES)
      if (head.toString('latin1', 4, 9) === 'JFIF\0' && head.length === JFIF_BYTES) {
        if (end === from + JFIF_BYTES) plan.keep(from, end)
        else plan.put(segment(APP0, Buffer.concat([head.subarray(4, JFIF_BYTES - 2), Buffer.alloc(2)])))
      }
    } else if (!(await isPersonal(source, marker, from))) plan.keep(from, end)
    at = end
  }
  return undefined
}

async function isPersonal(source: ByteReader, marker: number, from: number): Promise<boolean> {
  if (marker === COMMENT) return true
  if (marker < APP0 || marker > 0xef || marker === APP14) return false
  return marker !== APP2 || (await source.read(from + 4, 12)).toString('latin1') !== 'ICC_PROFILE\0'
}

function segment(marker: number, body: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0])
  head.writeUInt16BE(body.length + 2, 2)
  return Buffer.concat([head, body])
}
