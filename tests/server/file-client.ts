import { createHash, randomBytes } from 'node:crypto'
import { request } from 'undici'
import type { TestOffice } from './office'

/** An answer of HTTP under `/v1/files/`. */
export type FileAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly bytes: Buffer
  /** Of an error. */
  readonly code: unknown
}

type Options = {
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array | AsyncIterable<Uint8Array>
  readonly signal?: AbortSignal
}

/** What somebody asks of a server's files, with the words of tus 1.0.0 written out. */
export class FileClient {
  readonly #office: TestOffice
  readonly #userId: string
  #token: Promise<string> | undefined

  constructor(office: TestOffice, userId: string) {
    this.#office = office
    this.#userId = userId
  }

  token(): Promise<string> {
    return (this.#token ??= this.#office.token(this.#userId, `files of ${this.#userId}`))
  }

  async call(method: string, path: string, { headers = {}, body, signal }: Options = {}): Promise<FileAnswer> {
    const authorization = `Bearer ${await this.token()}`
    return callUrl(method, this.#office.url(path), { headers: { authorization, ...headers }, body, signal })
  }

  /** `POST /v1/files/`; the answer's `location` is the path of the upload. */
  create(size: number, metadata: Readonly<Record<string, string>> = {}, more: Options = {}): Promise<FileAnswer> {
    const facts = Object.entries({ filename: 'a.bin', filetype: 'application/x-test', ...metadata })
    const uploadMetadata = facts.map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`).join(',')
    const headers = { ...TUS, 'upload-length': String(size), 'upload-metadata': uploadMetadata, ...more.headers }
    return this.call('POST', '/v1/files/', { ...more, headers })
  }

  patch(path: string, offset: number, body: Options['body'], more: Options = {}): Promise<FileAnswer> {
    const headers = { ...TUS, 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset), ...more.headers }
    return this.call('PATCH', path, { ...more, headers, body })
  }

  head(path: string): Promise<FileAnswer> {
    return this.call('HEAD', path, { headers: TUS })
  }

  delete(path: string): Promise<FileAnswer> {
    return this.call('DELETE', path, { headers: TUS })
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<FileAnswer> {
    return this.call('GET', path, { headers })
  }

  claim(facts: object): Promise<FileAnswer> {
    const body = Buffer.from(JSON.stringify({ filename: 'claimed.bin', filetype: 'application/x-test', ...facts }))
    return this.call('POST', '/v1/files/claim', { headers: { 'content-type': 'application/json' }, body })
  }

  /** Uploads it in one piece; the file's id. */
  async upload(bytes: Uint8Array, metadata: Readonly<Record<string, string>> = {}): Promise<string> {
    const { headers } = await this.create(bytes.length, metadata)
    const path = headers['location']!
    const { status, code } = await this.patch(path, 0, bytes)
    if (status !== 204) throw new Error(`not uploaded: ${status} ${String(code)}`)
    return idIn(path)
  }
}

export const TUS = { 'tus-resumable': '1.0.0' } as const

export async function callUrl(method: string, url: string, { headers, body, signal }: Options): Promise<FileAnswer> {
  const answer = await request(url, {
    method: method as 'GET',
    headers: { ...headers },
    body: body === undefined || body instanceof Uint8Array ? (body as Buffer | undefined) : (body as never),
    signal,
  })
  const bytes = Buffer.from(await answer.body.arrayBuffer())
  const told = Object.entries(answer.headers).map(([name, value]) => [name, String(value)] as const)
  const isJson = String(answer.headers['content-type']).startsWith('application/json')
  const code = isJson && bytes.length > 0 ? (JSON.parse(bytes.toString()) as { readonly code?: unknown }).code : undefined
  return { status: answer.statusCode, headers: Object.fromEntries(told), bytes, code }
}

export function idIn(path: string): string {
  return path.slice('/v1/files/'.length)
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

export function someBytes(size: number): Buffer {
  return randomBytes(size)
}
