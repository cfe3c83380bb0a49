import type { Frame } from '@protocol/frame'

/**
 * The frame of PROTOCOL 1 in the slowest and plainest way: numbers as hex text, and a stream that is cut only when all
 * of it is there. It shares no code with the real codec, which it proves.
 */
export function oracleEncode({ command, requestId, body }: Frame): Uint8Array {
  const hex = (value: number): string => value.toString(16).padStart(8, '0')
  return fromHex(`6a696d31${Buffer.from(command, 'latin1').toString('hex')}${hex(requestId)}${hex(body.length)}${toHex(body)}`)
}

export function oracleDecode(stream: Uint8Array): Frame[] {
  const frames: Frame[] = []
  let hex = toHex(stream)
  while (hex.length >= 32) {
    if (!hex.startsWith('6a696d31')) throw new Error('not jim1')
    const command = Buffer.from(hex.slice(8, 16), 'hex').toString('latin1')
    const requestId = Number.parseInt(hex.slice(16, 24), 16)
    const end = 32 + 2 * Number.parseInt(hex.slice(24, 32), 16)
    if (hex.length < end) break
    frames.push({ command, requestId, body: fromHex(hex.slice(32, end)) })
    hex = hex.slice(end)
  }
  return frames
}

export function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.replaceAll(/\s/g, '').match(/../g) ?? [], (byte) => Number.parseInt(byte, 16))
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
