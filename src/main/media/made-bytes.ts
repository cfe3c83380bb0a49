const MAX_SIDE = 100_000

/** Whether it can be an edge of a picture, in px. */
export function isSide(side: unknown): side is number {
  return Number.isSafeInteger(side) && Number(side) > 0 && Number(side) <= MAX_SIDE
}

export function isWebp(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(12, bytes.length)).toString('latin1')
  return head.startsWith('RIFF') && head.endsWith('WEBP')
}

export function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff
}
