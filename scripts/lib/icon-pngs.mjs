/**
 * The pictures of an icon file that are whole PNGs, by their edge.
 *
 * ```
 *  0  0, 1, count: u16 each; then for each: edge u8 (0 = 256) … size u32 at 8, offset u32 at 12
 * ```
 *
 * @param {Buffer} icon
 * @returns {Map<number, Buffer>}
 */
export function pngsOfIcon(icon) {
  const pictures = new Map()
  for (let index = 0; index < icon.readUInt16LE(4); index += 1) {
    const at = 6 + 16 * index
    const offset = icon.readUInt32LE(at + 12)
    const content = icon.subarray(offset, offset + icon.readUInt32LE(at + 8))
    if (content.toString('latin1', 1, 4) === 'PNG') pictures.set(icon[at] || 256, content)
  }
  return pictures
}
