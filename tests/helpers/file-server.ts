import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Watchers } from './watchers'

/** A file as it lies there; `bytes` grow while it is uploaded. */
export type KeptFile = { readonly size: number; bytes: Buffer; readonly sha256: string; readonly metadata: string }

/** What happens to the next request that it fits; then it is gone. */
export type Fault = {
  readonly on: 'POST' | 'HEAD' | 'PATCH' | 'DELETE' | 'GET' | 'claim'
  /** Answers so, without doing anything. */
  readonly status?: number
  readonly body?: string
  /** Takes, or gives, so many bytes and cuts the link. */
  readonly cutAfter?: number
  /** Does everything, and cuts the link instead of answering. */
  readonly isDeaf?: boolean
  /** Never answers, and reads nothing. */
  readonly isSilent?: boolean
}

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567'

/**
 * The files of PROTOCOL 9 in memory, written for tests: it keeps what arrived before a link was cut, as a real server
 * does, counts every byte, and does what it is told to do wrong.
 */
export class FileServer {
  readonly files = new Map<string, KeptFile>()
  /** `PATCH f_… 5` and the like, in order. */
  readonly log: string[] = []
  readonly faults: Fault[] = []
  /** Bytes of files that arrived, those that came twice twice. */
  received = 0
  /** Bytes of files that were sent out. */
  sent = 0
  /** Requests that run now, and the most that ran at once. */
  running = 0
  most = 0
  readonly #server: Server
  readonly #watchers = new Watchers()

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response).catch(() => response.destroy()))
  }

  static async open(): Promise<FileServer> {
    const server = new FileServer()
    server.#server.listen(0, '127.0.0.1')
    await once(server.#server, 'listening')
    return server
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** A file that is there whole. */
  put(bytes: Buffer): string {
    const id = newId()
    this.files.set(id, { size: bytes.length, bytes, sha256: hash(bytes), metadata: '' })
    return id
  }

  /** Every link is gone; new ones may come. */
  cutAll(): void {
    this.#server.closeAllConnections()
  }

  /** Resolves when it holds as a request comes or is answered. */
  idle(condition: () => boolean): Promise<void> {
    return this.#watchers.when(condition)
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request
    this.running++
    this.most = Math.max(this.most, this.running)
    response.on('close', () => {
      this.running--
      this.#watchers.look()
    })
    const id = url.replace(/^\/v1\/files\//, '')
    this.log.push([method, id, headers['upload-offset'] ?? headers.range].filter((part) => part !== undefined && part !== '').join(' '))
    this.#watchers.look()
    const fault = this.#fault(id === 'claim' ? 'claim' : method)
    if (fault?.isSilent === true) return
    if (fault?.status !== undefined) {
      request.resume()
      return void response.writeHead(fault.status, { 'content-type': 'application/json' }).end(method === 'HEAD' ? '' : fault.body)
    }
    if (headers.authorization !== 'Bearer secret') return void response.writeHead(401).end()
    if (id === 'claim') return this.#claim(await readAll(request), response)
    if (method === 'POST') return this.#create(request, response, fault)
    const file = this.files.get(id)
    if (file === undefined) return void response.writeHead(404, { 'content-type': 'application/json' }).end()
    if (method === 'HEAD') return void response.writeHead(200, { 'upload-offset': file.bytes.length }).end()
    if (method === 'DELETE') {
      this.files.delete(id)
      return void response.writeHead(204).end()
    }
    return method === 'PATCH' ? this.#append(id, file, request, response, fault) : this.#read(file, request, response, fault)
  }

  #fault(on: string): Fault | undefined {
    const index = this.faults.findIndex((fault) => fault.on === on)
    return index < 0 ? undefined : this.faults.splice(index, 1)[0]
  }

  #claim(body: Buffer, response: ServerResponse): void {
    const { sha256, size } = JSON.parse(body.toString()) as { readonly sha256: string; readonly size: number }
    const found = [...this.files].find(([, file]) => file.sha256 === sha256 && file.size === size && file.bytes.length === size)
    if (found === undefined) return void response.writeHead(404).end('{"code":"not_found","reason":""}')
    response.writeHead(201).end(JSON.stringify({ file_id: found[0] }))
  }

  async #create(request: IncomingMessage, response: ServerResponse, fault: Fault | undefined): Promise<void> {
    const metadata = String(request.headers['upload-metadata'])
    const promised = Buffer.from(/sha256 ([^,]+)/.exec(metadata)?.[1] ?? '', 'base64').toString()
    const id = newId()
    const file: KeptFile = { size: Number(request.headers['upload-length']), bytes: Buffer.alloc(0), sha256: promised, metadata }
    this.files.set(id, file)
    await this.#take(file, request, fault)
    const whole = request.headers['content-type'] === 'application/offset+octet-stream' ? this.#check(id, file) : undefined
    if (fault?.isDeaf === true) return void response.destroy()
    if (whole === false) return void response.writeHead(460).end('{"code":"wrong_hash","reason":""}')
    response.writeHead(201, { location: `/v1/files/${id}`, 'upload-offset': file.bytes.length }).end()
  }

  async #append(id: string, file: KeptFile, request: IncomingMessage, response: ServerResponse, fault: Fault | undefined): Promise<void> {
    if (Number(request.headers['upload-offset']) !== file.bytes.length) {
      request.resume()
      return void response.writeHead(409).end('{"code":"wrong_offset","reason":""}')
    }
    await this.#take(file, request, fault)
    if (fault?.isDeaf === true) return void response.destroy()
    if (!this.#check(id, file)) return void response.writeHead(460).end('{"code":"wrong_hash","reason":""}')
    response.writeHead(204, { 'upload-offset': file.bytes.length }).end()
  }

  /** Keeps what arrives, to the last byte before the cut. */
  async #take(file: KeptFile, request: IncomingMessage, { cutAfter = Infinity }: Partial<Fault> = {}): Promise<void> {
    let left = cutAfter
    const pieces = [file.bytes]
    const keep = (): void => void (file.bytes = Buffer.concat(pieces))
    try {
      for await (const chunk of request) {
        const piece = (chunk as Buffer).subarray(0, left)
        left -= piece.length
        this.received += piece.length
        pieces.push(piece)
        if (left <= 0) {
          keep()
          request.destroy()
          throw new Error('cut')
        }
      }
    } finally {
      keep()
    }
  }

  /** False: not what was promised, and gone. */
  #check(id: string, file: KeptFile): boolean {
    if (file.bytes.length < file.size || hash(file.bytes) === file.sha256) return true
    this.files.delete(id)
    return false
  }

  async #read(
    file: KeptFile,
    request: IncomingMessage,
    response: ServerResponse,
    { cutAfter = Infinity }: Partial<Fault> = {},
  ): Promise<void> {
    const asked = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1]
    const isSame = request.headers['if-range'] === undefined || request.headers['if-range'] === `"${file.sha256}"`
    const from = asked === undefined || !isSame ? 0 : Number(asked)
    if (from >= file.size && from > 0) return void response.writeHead(416, { 'content-range': `bytes */${file.size}` }).end()
    const headers = { etag: `"${file.sha256}"`, 'content-length': file.size - from }
    response.writeHead(from > 0 ? 206 : 200, {
      ...headers,
      ...(from > 0 ? { 'content-range': `bytes ${from}-${file.size - 1}/${file.size}` } : {}),
    })
    let left = cutAfter
    for (let at = from; at < file.size; at += 64 * 1024) {
      const piece = file.bytes.subarray(at, Math.min(file.size, at + 64 * 1024)).subarray(0, left)
      left -= piece.length
      this.sent += piece.length
      // What was written before the cut has arrived, or the cut is not where it was asked for.
      await new Promise<void>((resolve, reject) => response.write(piece, (error) => (error ? reject(error) : resolve())))
      if (left <= 0) return void response.destroy()
    }
    response.end()
  }
}

export const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

function newId(): string {
  return `f_${[...randomBytes(26)].map((byte) => BASE32[byte % 32]).join('')}`
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
