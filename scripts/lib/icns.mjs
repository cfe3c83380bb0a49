/**
 * The icon file of macOS: pictures of one drawing, each with a name of four letters that says how large it is.
 *
 * ```
 *   'icns'  length of all │ name  length with these 8 bytes  PNG │ name  length  PNG │ …       lengths: 32 bits, big-endian
 * ```
 *
 * Those of 16 and 32 px for displays with single points are left out: in their only form without a loss, macOS draws them
 * wrong for programs, and it makes them of the next larger ones well enough.
 *
 * @type {readonly (readonly [name: string, edge: number])[]} px; displays with twice the points have names of their own
 */
export const ICNS_PICTURES = [
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1024],
]

const HEAD_BYTES = 8

/**
 * @param {(edge: number) => Buffer} pngOf the drawing as a PNG of so many px
 * @returns {Buffer}
 */
export function icnsOf(pngOf) {
  const chunks = ICNS_PICTURES.map(([name, edge]) => chunk(name, pngOf(edge)))
  return chunk('icns', Buffer.concat(chunks))
}

/**
 * @param {string} name
 * @param {Buffer} content
 */
function chunk(name, content) {
  const head = Buffer.alloc(HEAD_BYTES)
  head.write(name, 0, 'latin1')
  head.writeUInt32BE(HEAD_BYTES + content.length, 4)
  return Buffer.concat([head, content])
}
