import { statSync } from 'node:fs'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { TcpProxy } from './tcp-proxy'

/** One request that carries bytes of an upload, as its head came by. `held`: what the server had of it at that moment. */
export type UploadRequest = {
  readonly fileId: string
  readonly from: number
  readonly held: number | undefined
  /** Bytes that it announced. */
  readonly length: number
}

/**
 * A TCP proxy before a server's HTTP port that passes everything on and reads the heads of uploads: it knows of each from
 * which byte on it goes, and how many the server has by then.
 */
export class UploadTap extends TcpProxy {
  readonly requests: UploadRequest[] = []
  /** Uploads that were begun although the server still had bytes of one of the same name and hash. */
  readonly begunAnew: string[] = []
  readonly #parts: string
  /** By the metadata of uploads, those that were begun last. */
  readonly #begun = new Map<string, string>()

  private constructor(filesDir: string) {
    super()
    this.#parts = join(filesDir, 'parts')
  }

  /** @param filesDir where the server keeps its files */
  static open(targetPort: number, filesDir: string): Promise<UploadTap> {
    return new UploadTap(filesDir).listen(targetPort)
  }

  /** Bytes that went again although the server had them. */
  get sentAgain(): number {
    return this.requests.reduce((sum, { from, held = 0 }) => sum + Math.max(0, held - from), 0)
  }

  /** Those that did not go on at exactly the byte where the server's copy ended. */
  get astray(): readonly UploadRequest[] {
    return this.requests.filter(({ from, held }) => from !== held)
  }

  protected join(client: Socket, target: Socket): void {
    const asked: Asked[] = []
    const up = new HeadReader((head) => {
      asked.push(this.#ask(head))
      return bodyBytes(head)
    })
    // Answers come in the order of their questions.
    const down = new HeadReader((head) => {
      const { method, metadata } = asked.shift() ?? { method: '', metadata: '' }
      const [, fileId] = /\r\nlocation: \S*\/v1\/files\/(f_\w+)/i.exec(head) ?? []
      if (fileId !== undefined && metadata !== '') this.#begun.set(metadata, fileId)
      return method === 'HEAD' ? 0 : bodyBytes(head)
    })
    for (const [from, to, reader] of [
      [client, target, up],
      [target, client, down],
    ] as const) {
      from.on('error', () => to.destroy())
      from.on('close', () => to.destroy())
      from.on('data', (bytes: Buffer) => reader.read(bytes))
      from.pipe(to)
    }
  }

  #ask(head: string): Asked {
    const [, method = '', path = ''] = /^(\w+) (\S*)/.exec(head) ?? []
    const metadata = headerOf(head, 'upload-metadata')
    const [, fileId] = /\/v1\/files\/(f_\w+)$/.exec(path) ?? []
    if (method === 'PATCH' && fileId !== undefined) {
      this.requests.push({ fileId, from: Number(headerOf(head, 'upload-offset')), held: this.#held(fileId), length: bodyBytes(head) })
    }
    const before = method === 'POST' ? this.#begun.get(metadata) : undefined
    if (before !== undefined && (this.#held(before) ?? 0) > 0) this.begunAnew.push(before)
    return { method, metadata }
  }

  #held(fileId: string): number | undefined {
    return statSync(join(this.#parts, fileId), { throwIfNoEntry: false })?.size
  }
}

type Asked = { readonly method: string; readonly metadata: string }

/** Reads the heads of messages of HTTP/1.1 that follow each other; bodies pass unseen. */
class HeadReader {
  readonly #onHead: (head: string) => number
  #text = ''
  #bodyLeft = 0

  /** @param onHead tells how long the body is that follows */
  constructor(onHead: (head: string) => number) {
    this.#onHead = onHead
  }

  read(bytes: Buffer): void {
    let at = 0
    while (at < bytes.length) {
      if (this.#bodyLeft > 0) {
        const passing = Math.min(this.#bodyLeft, bytes.length - at)
        this.#bodyLeft -= passing
        at += passing
        continue
      }
      const end = bytes.indexOf('\n', at)
      const upTo = end < 0 ? bytes.length : end + 1
      this.#text += bytes.toString('latin1', at, upTo)
      at = upTo
      if (!this.#text.endsWith('\r\n\r\n')) continue
      const head = this.#text
      this.#text = ''
      this.#bodyLeft = this.#onHead(head)
    }
  }
}

function bodyBytes(head: string): number {
  return Number(headerOf(head, 'content-length') || 0)
}

function headerOf(head: string, name: string): string {
  return new RegExp(`\\r\\n${name}: ([^\\r]*)`, 'i').exec(head)?.[1] ?? ''
}
