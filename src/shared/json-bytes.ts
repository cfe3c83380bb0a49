/** Bytes that a text takes in a JSON body, between its quotes: UTF-8, with what JSON escapes written out. */
export function jsonBytes(text: string): number {
  const json = JSON.stringify(text)
  let bytes = -2
  for (let index = 0; index < json.length; index++) bytes += unitBytes(json.charCodeAt(index))
  return bytes
}

/** Halves of a pair count half of its four bytes; a half alone is escaped. */
function unitBytes(unit: number): number {
  if (unit < 0x80) return 1
  if (unit < 0x800 || (unit >= 0xd800 && unit < 0xe000)) return 2
  return 3
}
