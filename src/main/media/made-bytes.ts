const MAX_SIDE = 100_000

/** Whether it can be an edge of a picture, in px. */
export function isSide(side: unknown): side is number {
  return Number.isSafeInteger(side) && Number(side) > 0 && Number(side) <= MAX_SIDE
}

export function isWebp(bytes: Uint8Array): boolean {
  return /^RIFF[^]{4}WEBP$/.test(headOf(bytes, 12))
}

export function isJpeg(bytes: Uint8Array): boolean {
  return headOf(bytes, 3) === '\xff\xd8\xff'
}

export function isPng(bytes: Uint8Array): boolean {
  return headOf(bytes, 8) === '\x89PNG\r\n\x1a\n'
}

const headOf = (bytes: Uint8Array, length: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(length, bytes.length)).toString('latin1')
