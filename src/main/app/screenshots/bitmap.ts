/** Bytes of the two headers of a BMP: of the file, and of its picture. */
const HEADERS = 54

/**
 * A picture as a file that costs nothing to make, for a page of ours that shows it at once.
 *
 * ```
 *   0  'BM'          2  size of the file      10  where the px begin (54)
 *  14  40            18 width                 22  height, negative: the first row is the top one
 *  26  1 plane       28 32 bits a px          30  0: not compressed, and no more than that
 * ```
 * @param px four bytes each, blue first, row by row
 */
export function bmpOf(px: Uint8Array, width: number, height: number): Uint8Array<ArrayBuffer> {
  const file = new Uint8Array(HEADERS + px.length)
  const view = new DataView(file.buffer)
  file.set([0x42, 0x4d])
  view.setUint32(2, file.length, true)
  view.setUint32(10, HEADERS, true)
  view.setUint32(14, 40, true)
  view.setInt32(18, width, true)
  view.setInt32(22, -height, true)
  view.setUint16(26, 1, true)
  view.setUint16(28, 32, true)
  file.set(px, HEADERS)
  return file
}
