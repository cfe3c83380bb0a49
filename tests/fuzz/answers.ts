import type { FileId } from '@shared/ids'
import { asFileId } from '@shared/ids'
import { ok } from '@shared/result'
import { Jim1Files } from '../../src/main/kinds/jim1/jim1-files'
import { contentRange, shortName, uploadMetadata } from '../../src/main/kinds/jim1/tus-upload'
import type { ByteAnswer, ByteHttp } from '../../src/main/lib/byte-exchange'
import { mediaUrl, parseMediaUrl } from '../../src/main/lib/media-address'
import { byteRange } from '../../src/main/media/byte-range'
import { readFacts } from '../../src/server/files/upload-metadata'
import { FakeClock } from '../helpers/fake-clock'
import { below, pick, seededRandom } from './random'

export type AnswerFuzzReport = {
  /** Media addresses that named something, and ranges that asked for a part. */
  readonly addresses: number
  readonly ranges: number
  /** Names that went up shortened. */
  readonly shortened: number
  /** Calls to a server that answers anything, which were taken for an answer, and which were not. */
  readonly taken: number
  readonly refused: number
}

const ID = `f_${'a2'.repeat(13)}`
const HASH = 'ab'.repeat(32)
const UUID = '01890000-0000-7000-8000-000000000001'
const PIECES = [
  ...'0123456789-=,;:/ \t"%.?#@',
  'jim-media://',
  'file',
  'chosen',
  'sent',
  'bytes ',
  'bytes=',
  '/v1/files/',
  'http://host',
  '9007199254740993',
  '1e3',
  '-1',
  ID,
  HASH,
  UUID,
  '..',
  '%2e%2e',
  '报',
  '👩‍👩‍👧',
  '\ud800',
  '\0',
  '\u202e',
]
const STATUSES = [200, 201, 204, 206, 200, 201, 204, 206, 301, 400, 401, 404, 409, 410, 413, 416, 423, 429, 460, 500, 507]

/** What a page, a disk and a server may say of files, random and mutated; what breaks a promise throws. */
export async function fuzzAnswers({ inputs, seed }: { readonly inputs: number; readonly seed: number }): Promise<AnswerFuzzReport> {
  const random = seededRandom(seed)
  const text = (): string => Array.from({ length: below(random, 10) }, () => pick(random, PIECES)).join('')
  const report = { addresses: 0, ranges: 0, shortened: 0, taken: 0, refused: 0 }
  const server = new AnythingServer(random, text)
  for (let i = 0; i < inputs; i++) {
    lookAtAddress(
      mutated(random, pick(random, [`jim-media://file/${HASH}`, `jim-media://chosen/${UUID}`, 'jim-media://sent/17', text()])),
      report,
    )
    const size = below(random, 2) === 0 ? below(random, 20) : below(random, 2 ** 31)
    lookAtRange(mutated(random, `bytes=${below(random, 30)}-${pick(random, ['', String(below(random, 60))])}`), size, report)
    lookAtName(pick(random, [text(), text().repeat(30), '报'.repeat(below(random, 200)) + '.pdf']), report)
    // Every twentieth: a call takes its turns.
    if (i % 20 === 0) await askAnything(server, random, report)
  }
  return report
}

function lookAtAddress(url: string, report: { addresses: number }): void {
  const address = parseMediaUrl(url)
  if (address === undefined) return
  report.addresses += 1
  if (mediaUrl(address) !== url || /[^0-9a-f-]/.test(address.id)) throw new Error(`an address ${JSON.stringify(url)}`)
}

function lookAtRange(header: string, size: number, report: { ranges: number }): void {
  const range = byteRange(header, size)
  if (typeof range !== 'object') return
  report.ranges += 1
  const { first, last } = range
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(last) || first < 0 || last < first || last >= size)
    throw new Error(`a range of ${first}-${last} of ${size} bytes`)
}

/** A name as it goes up is one that the server takes, and is the beginning of what it was. */
function lookAtName(name: string, report: { shortened: number }): void {
  const short = shortName(name)
  if (Buffer.byteLength(short) > 255) throw new Error(`a name of ${Buffer.byteLength(short)} bytes`)
  if (short !== name) report.shortened += 1
  const [filename = ''] = uploadMetadata({ name, mime: 'text/plain', sha256: HASH })
    .split(',')
    .map((pair) => Buffer.from(pair.split(' ')[1] ?? '', 'base64').toString())
  if (/[^\p{Cc}\p{Zl}\p{Zp}\s]/u.test(filename)) readFacts({ filename, filetype: 'text/plain', sha256: HASH })
}

/** Answers whatever it is asked with anything. */
class AnythingServer implements ByteHttp {
  readonly #random: () => number
  readonly #text: () => string
  constructor(random: () => number, text: () => string) {
    this.#random = random
    this.#text = text
  }

  request(): Promise<ByteAnswer> {
    const random = this.#random
    const size = below(random, 40)
    const from = below(random, 40)
    const headers: Readonly<Record<string, string>> = {
      location: mutated(random, `/v1/files/${ID}`),
      'upload-offset': mutated(random, String(below(random, 60))),
      'content-length': mutated(random, String(size)),
      'content-range': mutated(random, `bytes ${from}-${from + size}/${from + size + 1}`),
      etag: mutated(random, `"${HASH}"`),
    }
    const body = pick(random, [this.#text(), JSON.stringify({ file_id: ID }), JSON.stringify({ code: this.#text(), reason: this.#text() })])
    const left = below(random, 5) === 0 ? '' : undefined
    return Promise.resolve({
      status: pick(random, STATUSES),
      header: (name) => left ?? headers[name],
      each: async (take) => {
        for (let i = below(random, 4); i > 0; i--) if (!(await take(Buffer.alloc(below(random, 30))))) return
      },
      text: async () => body,
      drop: () => undefined,
    })
  }

  renew(): void {
    // There is no way to it.
  }

  async close(): Promise<void> {
    // Nothing is open.
  }
}

/** Each call ends with a value that can be, or with a code. */
async function askAnything(http: AnythingServer, random: () => number, report: { taken: number; refused: number }): Promise<void> {
  const clock = new FakeClock(0)
  const files = new Jim1Files({ http, httpBase: () => 'http://x', token: () => 't', dialect: () => 'sync', clock })
  const { signal } = new AbortController()
  const file = { name: 'a.bin', mime: 'text/plain', size: below(random, 40), sha256: HASH }
  const id = asFileId(ID)
  const counted = (ended: { readonly ok: boolean; readonly error?: { readonly code: string } }): void => {
    if (ended.ok) report.taken += 1
    else if (typeof ended.error?.code === 'string' && ended.error.code !== '') report.refused += 1
    else throw new Error('a refusal without a code')
  }
  const [claimed, created, offset] = [
    await files.claim(file, signal),
    await files.create(file, new Uint8Array(file.size), signal),
    await files.offset(id, signal),
  ]
  for (const ended of [claimed, created, offset]) counted(ended)
  for (const named of [claimed.ok ? claimed.value : id, created.ok ? created.value.fileId : id]) beFileId(named)
  if (created.ok && created.value.offset > file.size) throw new Error('more bytes than the file has')
  for (const count of [created.ok ? created.value.offset : 0, offset.ok ? offset.value : 0])
    if (!Number.isSafeInteger(count) || count < 0) throw new Error(`an offset of ${count}`)
  const from = below(random, 30)
  let begun = 0
  const sink = {
    begin: async (head: { readonly size: number; readonly from: number; readonly sha256: string | undefined }) => {
      begun += 1
      if ((head.from !== 0 && head.from !== from) || head.size < head.from) throw new Error(`bytes from ${head.from} of ${head.size}`)
      if (head.sha256 !== undefined && !/^[0-9a-f]{64}$/.test(head.sha256)) throw new Error('a hash that is none')
      return ok()
    },
    write: async () => ok(),
  }
  counted(await files.read(id, { from, sha256: HASH }, sink, signal))
  if (begun > 1) throw new Error('begun twice')
  const range = contentRange(mutated(random, 'bytes 5-9/10'))
  if (range !== undefined && !(range.from <= range.to && range.to < range.size)) throw new Error('a range that cannot be')
}

function beFileId(id: FileId): void {
  if (!/^f_[a-z2-7]{26}$/.test(id)) throw new Error(`an id ${JSON.stringify(id)}`)
}

/** Often as it was, else with something in it, or without its end. */
function mutated(random: () => number, text: string): string {
  const at = below(random, text.length + 1)
  switch (below(random, 4)) {
    case 0:
      return text.slice(0, at) + pick(random, PIECES) + text.slice(at)
    case 1:
      return text.slice(0, at)
    default:
      return text
  }
}
