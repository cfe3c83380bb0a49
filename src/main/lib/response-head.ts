import { HttpError } from './http-client'

/** Bytes of all heads of one answer together, interim ones among them. */
export const MAX_HEAD_BYTES = 16 * 1024

const STATUS_LINE = /^HTTP\/1\.[01] ([1-5]\d\d)(?: [\t\x20-\x7e\x80-\xff]*)?$/
const HEADER_LINE = /^([\w!#$%&'*+\-.^`|~]+):([\t\x20-\x7e\x80-\xff]*)$/
const COUNT = /^\d{1,15}$/
const [SWITCHING, NO_CONTENT] = [101, 204]

/** `length`: bytes of the body as `Content-Length` says them; `undefined` when its end is told in another way. */
export type ResponseHead = { readonly status: number; readonly headers: ReadonlyMap<string, string>; readonly length: number | undefined }

/**
 * Reads what an answer begins with (RFC 9112, 4 to 6), in whatever pieces it comes:
 *
 * ```
 *   HTTP/1.1 100 …\r\n\r\n   HTTP/1.1 206 …\r\nname: value\r\n\r\n   body
 *   └ interim: passed over ┘ └ the head ──────────────────────────┘ └ not its business
 * ```
 *
 * Strict where it may be: a line ends with CRLF, no line is folded, no header has a character that it must not have, and
 * there is one `Content-Length` or none.
 */
export class HeadReader {
  readonly #bytes = Buffer.allocUnsafe(MAX_HEAD_BYTES)
  #length = 0
  /** Where the head begins that is being read. */
  #start = 0

  /** @returns the head, and how many bytes of this piece belong to it; `undefined` while there is more to come. @throws HttpError */
  take(piece: Uint8Array): { readonly head: ResponseHead; readonly used: number } | undefined {
    const before = this.#length
    const fits = piece.subarray(0, MAX_HEAD_BYTES - before)
    this.#bytes.set(fits, before)
    this.#length += fits.length
    const text = this.#bytes.subarray(0, this.#length)
    for (let from = Math.max(this.#start, before - 3); ; from = this.#start) {
      const end = text.indexOf('\r\n\r\n', from, 'latin1')
      if (end < 0) break
      const head = readHead(text.toString('latin1', this.#start, end))
      this.#start = end + 4
      if (head.status >= 200) return { head, used: this.#start - before }
    }
    if (this.#length === MAX_HEAD_BYTES) throw notHttp('its head never ends')
    return undefined
  }
}

function readHead(text: string): ResponseHead {
  const [statusLine = '', ...lines] = text.split('\r\n')
  const status = Number(STATUS_LINE.exec(statusLine)?.[1])
  if (Number.isNaN(status) || status === SWITCHING) throw notHttp('its first line')
  const headers = new Map<string, string>()
  for (const line of lines) {
    const [, name, value] = HEADER_LINE.exec(line) ?? []
    if (name === undefined || value === undefined) throw notHttp('a header')
    const key = name.toLowerCase()
    const before = headers.get(key)
    headers.set(key, before === undefined ? trimmed(value) : `${before}, ${trimmed(value)}`)
  }
  return { status, headers, length: lengthOf(status, headers) }
}

function lengthOf(status: number, headers: ReadonlyMap<string, string>): number | undefined {
  if (status === NO_CONTENT) return 0
  if (headers.has('transfer-encoding')) return undefined
  const said = headers.get('content-length')
  if (said !== undefined && !COUNT.test(said)) throw notHttp('its length')
  return said === undefined ? undefined : Number(said)
}

/** Of spaces and tabs; a pattern that looks for them at the end looks again from each of them. */
function trimmed(value: string): string {
  let [from, to] = [0, value.length]
  while (from < to && isBlank(value[from])) from++
  while (to > from && isBlank(value[to - 1])) to--
  return value.slice(from, to)
}

const isBlank = (character: string | undefined): boolean => character === ' ' || character === '\t'

const notHttp = (what: string): HttpError => new HttpError('http_failed', `the answer is not HTTP: ${what}`)
