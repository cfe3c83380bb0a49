/** How a picture is to be turned and mirrored before it is shown (Exif, tag 0x0112); 1: not at all. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8

const TAG = 0x0112
const SHORT = 3
const ENTRY_BYTES = 12
export const EXIF_PREFIX = Buffer.from('Exif\0\0', 'latin1')

/** Read from Exif data, with or without its prefix; 1 where it says nothing that can be read. */
export function orientationOf(exif: Buffer): Orientation {
  const tiff = exif.subarray(0, EXIF_PREFIX.length).equals(EXIF_PREFIX) ? exif.subarray(EXIF_PREFIX.length) : exif
  if (tiff.length < 8) return 1
  const order = tiff.toString('latin1', 0, 2)
  if (order !== 'II' && order !== 'MM') return 1
  const short = (at: number): number => (order === 'II' ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at))
  const long = (at: number): number => (order === 'II' ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at))
  const directory = long(4)
  if (short(2) !== 42 || directory + 2 > tiff.length) return 1
  const first = directory + 2
  const entries = Math.min(short(directory), Math.floor((tiff.length - first) / ENTRY_BYTES))
  for (let index = 0; index < entries; index++) {
    const at = first + index * ENTRY_BYTES
    if (short(at) !== TAG) continue
    const value = short(at + 8)
    return short(at + 2) === SHORT && long(at + 4) === 1 && value >= 1 && value <= 8 ? (value as Orientation) : 1
  }
  return 1
}

/**
 * Exif data that say nothing else, without the prefix:
 *
 * ```
 *   0  MM 00 2A 00000008   big endian, the directory at 8
 *   8  0001                one entry
 *  10  0112 0003 00000001 00oo 0000
 *  22  00000000            no other directory
 * ```
 */
export function orientationOnly(orientation: Orientation): Buffer {
  return Buffer.from([0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, SHORT, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0])
}
