/**
 * A HEIC of 60 × 40 px: red and green over blue and yellow, all opaque. Drawn for these tests and encoded with elheif (libheif and
 * kvazaar); its pixels are 64 × 40, of which a box cuts off four columns, as encoders do.
 */
const FOUR_COLOURS = [
  'AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAzltZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAAA5waXRtAAAAAAABAAAA',
  'VGlsb2MAAAAAREAAAgABAAAAAANdAAMAAAAAAAAAtAAAALQAAAB5AAABLQAAABYAAgAAAAAEoAADAAAAAAAAALQAAAC0AAAAEgAAAMYAAAAOAAAAOGlpbmYA',
  'AAAAAAIAAAAVaW5mZQIAAAAAAQAAaHZjMQAAAAAVaW5mZQIAAAAAAgAAaHZjMQAAAAJYaXBycAAAAjFpcGNvAAAA2Gh2Y0MBAWAAAAAAAAAAAAC68AD8/fj4',
  'AAALBiAAAQAaQAEMAv//AWAAAAMAgAAAAwAAAwC6AAAsCQAhAAEALEIBAgFgAAADAIAAAAMAAAMAugAAoCCCly5JMqm4CGgwIAAAAwAgAAADAyEAIgABAAhE',
  'AcFxgpkgACAAAQAaQAEMAv//AWAAAAMAgAAAAwAAAwC6AAAsCQAhAAEALEIBAgFgAAADAIAAAAMAAAMAugAAoCCCly5JMqm4CGgwIAAAAwAgAAADAyEAIgAB',
  'AAdEAcFxgpkgAAAAFGlzcGUAAAAAAAAAQAAAACgAAAAoY2xhcAAAADwAAAABAAAAKAAAAAH////8AAAAAgAAAAAAAAACAAAAEHBpeGkAAAAAAwgICAAAANBo',
  'dmNDAQFgAAAAAAAAAAAAuvAA/Pz4+AAACwYgAAEAGkABDAL//wFgAAADAIAAAAMAAAMAugAALAkAIQABAChCAQIBYAAAAwCAAAADAAADALoAAMCCCly5JMqm',
  'wIAAAAMAgAAADIQAIgABAAhEAcFxgpkgACAAAQAaQAEMAv//AWAAAAMAgAAAAwAAAwC6AAAsCQAhAAEAKEIBAgFgAAADAIAAAAMAAAMAugAAwIIKXLkkyqbA',
  'gAAAAwCAAAAMhAAiAAEAB0QBwXGCmSAAAAAOcGl4aQAAAAABCAAAACdhdXhDAAAAAHVybjptcGVnOmhldmM6MjAxNTphdXhpZDoxAAAAAB9pcG1hAAAAAAAA',
  'AAIAAQSBAoMEAAIFhQKDBocAAAAaaXJlZgAAAAAAAAAOYXV4bAACAAEAAQAAAh9tZGF0AAAAsE4BBasy/kZsmEFCaa41apFUnvPxS3ZhemFhciBIRVZDIEVu',
  'Y29kZXIgdi4gMi4zLjEtZWEwOWFmNSAtIENvcHlsZWZ0IDIwMTItMjAxNSAtIGh0dHA6Ly91bHRyYXZpZGVvLmNzLnR1dC5maS8gLSBvcHRpb25zOiA2NHg0',
  'MCBkZWJsb2NrPTE6MDowIHNhbz0zIGludHJhX3BlcmlvZD02NCBxcD0yNiByZWY9MQCAAAAAdSYBr3ib9f3N4f83f/ok0tPlvx/6cCMl44NVwFQvH28TdoY7',
  'C9HXMeVIwBOND0ZkpSFWC33RooVLdbs3Oo8pP6cTDsGTD+J/+/T9xtw8Snx80w/7CdVUekl2GUo1grjtmnYaIb8rG5FoaHDniDCNxbjMDhYBAQAAABJQAYQN',
  'AgAEy3gAASSGAAFXhYAAAACwTgEFqzL+RmyYQUJprjVqkVSe8/FLdmF6YWFyIEhFVkMgRW5jb2RlciB2LiAyLjMuMS1lYTA5YWY1IC0gQ29weWxlZnQgMjAx',
  'Mi0yMDE1IC0gaHR0cDovL3VsdHJhdmlkZW8uY3MudHV0LmZpLyAtIG9wdGlvbnM6IDY0eDQwIGRlYmxvY2s9MTowOjAgc2FvPTMgaW50cmFfcGVyaW9kPTY0',
  'IHFwPTI2IHJlZj0xAIAAAAAOJgGu8PGcL53bQZ/ep2MAAAAKUAGEBQIACLsAgA==',
].join('')

/** Where its boxes say things: the width, the height, and a property of which nobody needs to know, 16 bytes with its head. */
const WIDTH_AT = 0x1d7
const HEIGHT_AT = 0x1db
const SPARE_AT = 0x207

export const heic = (): Buffer => Buffer.from(FOUR_COLOURS, 'base64')

/** Held on its side: a quarter turn against the clock makes 40 × 60 of it, green and yellow over red and blue. */
export function turnedHeic(): Buffer {
  const bytes = heic()
  bytes.write('irot', SPARE_AT + 4, 'latin1')
  bytes[SPARE_AT + 8] = 1
  return bytes
}

/** Says that it has other edges than its pixels have. */
export function lyingHeic(width: number, height: number): Buffer {
  const bytes = heic()
  bytes.writeUInt32BE(width, WIDTH_AT)
  bytes.writeUInt32BE(height, HEIGHT_AT)
  return bytes
}
