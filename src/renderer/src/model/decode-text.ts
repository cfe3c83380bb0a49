/** Characters of one line that are laid out in one piece, and lines of one block. */
const [MAX_LINE, BLOCK] = [2000, 50]
/** Bytes that are looked through for signs of a program or a picture. */
const LOOKED_AT = 65_536
/** Of the characters of a text in Chinese that is taken for one, so many are common ones: the others tell of another encoding. */
const MIN_COMMON = 0.7

/**
 * Bytes as a text: by their mark, else UTF-8, else GB18030 where that gives Chinese, else Western Europe's; `undefined`:
 * they are no text.
 * @param isCut the file goes on behind them, maybe in the middle of a character
 */
export function decodeText(bytes: Uint8Array, isCut = false): string | undefined {
  const [a, b, c] = bytes
  if (a === 0xff && b === 0xfe) return decoded('utf-16le', bytes.subarray(2, evenEnd(bytes)))
  if (a === 0xfe && b === 0xff) return decoded('utf-16be', bytes.subarray(2, evenEnd(bytes)))
  if (isBinary(bytes.subarray(0, LOOKED_AT))) return undefined
  const body = a === 0xef && b === 0xbb && c === 0xbf ? bytes.subarray(3) : bytes
  const utf8 = strict('utf-8', body, isCut)
  if (utf8 !== undefined) return utf8
  const chinese = strict('gb18030', body, isCut)
  return chinese !== undefined && isChinese(chinese) ? chinese : decoded('windows-1252', body)
}

/** Lines that are laid out together, none of them endless: their text, each block's in its order. */
export function textBlocks(text: string): readonly string[] {
  const lines = text.split(/\r\n|\r|\n/).flatMap((line) => cut(line))
  const blocks: string[] = []
  for (let from = 0; from < lines.length; from += BLOCK) blocks.push(lines.slice(from, from + BLOCK).join('\n'))
  return blocks
}

function cut(line: string): readonly string[] {
  if (line.length <= MAX_LINE) return [line]
  return Array.from({ length: Math.ceil(line.length / MAX_LINE) }, (_, n) => line.slice(n * MAX_LINE, (n + 1) * MAX_LINE))
}

const evenEnd = ({ length }: Uint8Array): number => length - (length % 2)

function decoded(encoding: string, bytes: Uint8Array): string {
  return new TextDecoder(encoding).decode(bytes)
}

/** Nothing, where a byte is wrong. What is cut may lack the end of its last character. */
function strict(encoding: string, bytes: Uint8Array, isCut: boolean): string | undefined {
  for (let less = 0; less <= (isCut ? 3 : 0); less++) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes.subarray(0, bytes.length - less))
    } catch {
      continue
    }
  }
  return undefined
}

/** No text has these: they end strings of programs, or steer printers of old. */
function isBinary(bytes: Uint8Array): boolean {
  return bytes.some((byte) => byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13 && byte !== 0x1b && byte !== 8)
}

function isChinese(text: string): boolean {
  const foreign = [...text.slice(0, 20_000)].filter((character) => character > '\x7f')
  const common = foreign.filter((character) => /[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef\u2010-\u2026]/.test(character))
  return foreign.length > 0 && common.length >= foreign.length * MIN_COMMON
}
