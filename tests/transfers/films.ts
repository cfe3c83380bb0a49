/** A box of an MP4 with so many bytes in all, of no meaning. */
export function box(name: string, bytes: number): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(bytes)
  head.write(name, 4, 'latin1')
  return Buffer.concat([head, Buffer.alloc(bytes - 8, name)])
}

/** By which an MP4 is known. */
export const FTYP = Buffer.from('\0\0\0\x18ftypisom\0\0\x02\0isomiso2', 'latin1')
/** By which a WebM is known: an EBML head whose type says so. */
export const WEBM = Buffer.from('1a45dfa39f4286810142f7810142f2810442f381084282847765626d42878104428581021853806701ffffffffffffff', 'hex')

/** A film that plays from its front, with bytes that differ from place to place. */
export function film(bytes: number): Buffer {
  const front = Buffer.concat([FTYP, box('moov', 200)])
  const rest = Buffer.from(Array.from({ length: bytes - front.length - 8 }, (_, at) => (at * 31) % 251))
  const head = Buffer.alloc(8)
  head.writeUInt32BE(rest.length + 8)
  head.write('mdat', 4, 'latin1')
  return Buffer.concat([front, head, rest])
}
