const HEADER_BYTES = 6
const ENTRY_BYTES = 16

/**
 * A Windows icon of PNG images:
 * `reserved u16 = 0, type u16 = 1, count u16`, then per image `width u8, height u8 (0 = 256), colours u8, reserved u8,
 * planes u16, bits u16, size u32, offset u32`, then the images; all little-endian.
 *
 * @param {readonly { size: number, png: Buffer }[]} images square, edge in pixels
 * @returns {Buffer}
 */
export function encodeIco(images) {
  const head = Buffer.alloc(HEADER_BYTES + ENTRY_BYTES * images.length)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(images.length, 4)
  let offset = head.length
  images.forEach(({ size, png }, index) => {
    const at = HEADER_BYTES + ENTRY_BYTES * index
    head.writeUInt8(size % 256, at)
    head.writeUInt8(size % 256, at + 1)
    head.writeUInt16LE(1, at + 4)
    head.writeUInt16LE(32, at + 6)
    head.writeUInt32LE(png.length, at + 8)
    head.writeUInt32LE(offset, at + 12)
    offset += png.length
  })
  return Buffer.concat([head, ...images.map(({ png }) => png)])
}
