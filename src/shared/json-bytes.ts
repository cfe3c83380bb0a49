const encoder = new TextEncoder()

/** Bytes that a text takes in a JSON body, between its quotes: UTF-8, with what JSON escapes written out. */
export function jsonBytes(text: string): number {
  return encoder.encode(JSON.stringify(text)).length - 2
}
