import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { fileTypeFromBuffer } from 'file-type/core'

/** Bytes at the beginning of a file that say what it is. */
const HEAD_BYTES = 4100

/** Beginnings of text files that file-type leaves alone, since text has no magic: looked for behind blanks and a BOM. */
const TEXTS: readonly (readonly [begins: RegExp, mime: string])[] = [
  [/^#!/, 'text/x-shellscript'],
  [/^@echo\s+(off|on)\b/i, 'application/x-bat'],
  [/^\[internetshortcut[^\]]*\]/i, 'application/x-shortcut'],
  [/^\[desktop entry\]/i, 'application/x-shortcut'],
  [/^(windows registry editor version|regedit4)/i, 'application/x-ms-regedit'],
  [/^#extm3u/i, 'audio/x-mpegurl'],
  [/^<svg[\s>]/i, 'image/svg+xml'],
  [/^<(!doctype\s+html|html|head|body|script|iframe|meta|title|object|embed)[\s>]/i, 'text/html'],
  // It names another file that the reader is to fetch and run.
  [/^<\?xml-stylesheet\s/i, 'text/html'],
]

/** What bytes are, by themselves: a MIME type, or empty. Text that is only text says nothing. */
export async function magicOf(head: Uint8Array): Promise<string> {
  const text = textOf(head)
  const own = text === undefined ? undefined : TEXTS.find(([begins]) => begins.test(text))
  if (own !== undefined) return own[1]
  // What it makes of broken files is theirs: nobody promised that they are whole.
  const found = await fileTypeFromBuffer(head.subarray(0, HEAD_BYTES)).catch(() => undefined)
  return found?.mime ?? ''
}

/** The same of a file; empty where it cannot be read. A pipe is not waited for. */
export async function magicOfFile(path: string): Promise<string> {
  try {
    const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
      return await magicOf(buffer.subarray(0, bytesRead))
    } finally {
      await handle.close()
    }
  } catch {
    return ''
  }
}

/** `undefined`: no text. UTF-16 is read by whoever opens it, so here too. */
function textOf(head: Uint8Array): string | undefined {
  const [a, b] = head
  const encoding = a === 0xff && b === 0xfe ? 'utf-16le' : a === 0xfe && b === 0xff ? 'utf-16be' : 'utf-8'
  const text = new TextDecoder(encoding).decode(head.subarray(0, 1024)).trimStart()
  return text.includes('\0') ? undefined : withoutProlog(text)
}

/** What may stand before the first element: XML's declaration, comments, a document type. */
function withoutProlog(text: string): string {
  let rest = text
  for (;;) {
    const end = /^<\?xml\s/i.test(rest) ? '?>' : rest.startsWith('<!--') ? '-->' : /^<!doctype\s/i.test(rest) ? '>' : undefined
    if (end === undefined || /^<!doctype\s+html/i.test(rest)) return rest
    const at = rest.indexOf(end, 2)
    if (at < 0) return ''
    rest = rest.slice(at + end.length).trimStart()
  }
}
