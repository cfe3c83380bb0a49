import { createHash } from 'node:crypto'
import { lookup } from 'node:dns/promises'
import { mkdir, open } from 'node:fs/promises'
import { isIP } from 'node:net'
import { dirname } from 'node:path'
import { failed, ok, type Result } from '@shared/result'
import { type buildConnector, type Dispatcher } from 'undici'
import type { Cancel, Clock } from '../lib/clock'
import type { Dial } from '../lib/dial'
import { DiskRoom } from '../lib/disk-room'
import { diskFailure } from '../lib/json-file'
import { trustedAuthorities } from '../lib/trusted-authorities'
import { isPublicAddress } from './public-address'

const MAX_REDIRECTS = 5
/** Milliseconds for an answer to begin, and between two of its pieces. */
const HEADERS_MS = 10_000
const SILENCE_MS = 15_000
/**
 * As many bytes have to come in as many milliseconds, or the rest of a smaller one; else it is given up. Whoever sends a byte
 * now and then would hold a place for ever; a large one on a slow line takes as long as it takes.
 */
const [STRETCH_BYTES, STRETCH_MS] = [2 * 1024 * 1024, 10 * 60_000]

export type LinkFetch = {
  /** Where the bytes go; a file that is there is replaced. */
  readonly toPath: string
  readonly maxBytes: number
  readonly signal?: AbortSignal
  /** So many bytes of it are written. */
  readonly onBytes?: (written: number) => void
}

export type LinkFetcherOptions = {
  /** The account's way: its proxy holds for strangers too. */
  readonly dial: Dial
  /** `http_base` of the account's server: its own links may lead to an address within. */
  readonly ownBase: () => string | undefined
  readonly clock: Clock
  /** Addresses of a name; the system's resolver when absent. */
  readonly resolve?: (host: string) => Promise<readonly string[]>
}

export type FetchLink = (url: string, fetch: LinkFetch) => Promise<Result<{ readonly sha256: string; readonly size: number }>>

/** Why a link is not followed: an address within, another scheme, a name and password in it, a redirect too many. */
class UnsafeLink extends Error {
  override readonly name = 'UnsafeLink'
}

/** A name whose address this computer cannot look up: a proxy may, but nobody here could judge where it leads. */
class UnresolvedLink extends Error {
  override readonly name = 'UnresolvedLink'
}

/**
 * Fetches a link of a stranger's into a file (PROTOCOL 9): http and https alone, never to an address of this
 * machine or its networks. The address that is looked at is the one that is dialled, at every hop. Neither cookies nor a
 * token nor anything of ours goes along.
 *
 * Through a proxy too the address is found here, and the proxy is asked for the address and never for the name: what it
 * would make of a name cannot be checked. Where names are known to the proxy alone the link fails as `unresolved_link`.
 *
 * Codes: `unsafe_link`, `unresolved_link`, `too_large`, `gone`, `forbidden`, `http_failed`, `timeout`, `cancelled`; the diallers', the
 * disk's.
 */
export function linkFetcher(options: LinkFetcherOptions): FetchLink {
  return async (url, wanted) => {
    const { signal } = wanted
    const { Agent, buildConnector } = await import('undici')
    const agent = new Agent({ connect: connector(options, buildConnector({ ca: trustedAuthorities() })), pipelining: 0 })
    const pace = new Pace(options.clock)
    try {
      const answer = await follow(agent, url, signal === undefined ? pace.signal : AbortSignal.any([pace.signal, signal]))
      return answer.ok ? await keep(answer.value, wanted, pace) : answer
    } catch (error) {
      if (signal?.aborted === true) return failed('cancelled')
      return pace.signal.aborted ? failed('timeout', `less than ${STRETCH_BYTES} bytes in ${STRETCH_MS} ms`) : linkFailure(error)
    } finally {
      pace.end()
      await agent.destroy()
    }
  }
}

type Answer = Dispatcher.ResponseData

async function follow(agent: Dispatcher, first: string, signal: AbortSignal): Promise<Result<Answer>> {
  let url = checkedUrl(first)
  for (let hops = 0; ; hops++) {
    const answer = await agent.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method: 'GET',
      headers: { accept: '*/*', 'accept-encoding': 'identity' },
      headersTimeout: HEADERS_MS,
      bodyTimeout: SILENCE_MS,
      signal,
    })
    const { statusCode, headers } = answer
    // It may break off before anybody reads it: whoever does is told by reading.
    answer.body.on('error', () => undefined)
    if (statusCode === 200) return ok(answer)
    answer.body.destroy()
    const { location } = headers
    if (![301, 302, 303, 307, 308].includes(statusCode) || typeof location !== 'string')
      return failed(codeOfStatus(statusCode), `HTTP ${statusCode}`)
    if (hops === MAX_REDIRECTS) throw new UnsafeLink('too many redirects')
    url = checkedUrl(location, url)
  }
}

function codeOfStatus(status: number): string {
  if (status === 404 || status === 410) return 'gone'
  return status === 401 || status === 403 ? 'forbidden' : 'http_failed'
}

function checkedUrl(link: string, base?: URL): URL {
  if (link.length > 8192 || !URL.canParse(link, base?.href)) throw new UnsafeLink('no address')
  const url = new URL(link, base?.href)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new UnsafeLink(`scheme ${url.protocol}`)
  if (url.username !== '' || url.password !== '') throw new UnsafeLink('a name in it')
  return url
}

/** Finds the address, looks at it, and dials just that one. */
function connector(
  { dial, ownBase, resolve = systemAddresses }: LinkFetcherOptions,
  secure: buildConnector.connector,
): buildConnector.connector {
  const connect = async ({ hostname, port, protocol }: buildConnector.Options): Promise<Awaited<ReturnType<Dial>>> => {
    const host = hostname.replace(/^\[|\]$/g, '')
    const target = { host, port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port) }
    if (isOwn(ownBase(), protocol, target)) return dial(target)
    const addresses = isIP(host) === 0 ? await resolve(host).catch(unresolved) : [host]
    const [address] = addresses
    if (address === undefined || !addresses.every(isPublicAddress)) throw new UnsafeLink('an address within')
    return dial({ ...target, host: address })
  }
  return (options, done) => {
    connect(options).then(
      (socket) => (options.protocol === 'https:' ? secure({ ...options, httpSocket: socket }, done) : done(null, socket)),
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error)), null),
    )
  }
}

function isOwn(base: string | undefined, protocol: string, { host, port }: { readonly host: string; readonly port: number }): boolean {
  if (base === undefined || !URL.canParse(base)) return false
  const own = new URL(base)
  const ownPort = own.port === '' ? (own.protocol === 'https:' ? 443 : 80) : Number(own.port)
  return own.protocol === protocol && own.hostname.replace(/^\[|\]$/g, '') === host && ownPort === port
}

function unresolved(error: unknown): never {
  throw new UnresolvedLink(error instanceof Error ? error.message : String(error))
}

async function systemAddresses(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address)
}

/** Ends what does not come fast enough. */
class Pace {
  readonly #clock: Clock
  readonly #slow = new AbortController()
  #from = 0
  #cancel: Cancel

  constructor(clock: Clock) {
    this.#clock = clock
    this.#cancel = this.#begin()
  }

  get signal(): AbortSignal {
    return this.#slow.signal
  }

  /** @param came bytes so far */
  moved(came: number): void {
    if (came - this.#from < STRETCH_BYTES) return
    this.#from = came
    this.#cancel()
    this.#cancel = this.#begin()
  }

  end(): void {
    this.#cancel()
  }

  #begin(): Cancel {
    return this.#clock.after(STRETCH_MS, () => this.#slow.abort())
  }
}

async function keep(
  { headers, body }: Answer,
  { toPath: path, maxBytes, onBytes }: LinkFetch,
  pace: Pace,
): Promise<Result<{ readonly sha256: string; readonly size: number }>> {
  try {
    const encoding = headers['content-encoding']
    if (encoding !== undefined && encoding !== 'identity') return failed('http_failed', 'packed, though nobody asked for that')
    const promised = headers['content-length'] === undefined ? undefined : Number(headers['content-length'])
    if (promised !== undefined && promised > maxBytes) return failed('too_large', `${promised} bytes of ${maxBytes}`)
    const room = new DiskRoom(dirname(path))
    await room.require(promised ?? 0)
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    const file = await open(path, 'w', 0o600)
    try {
      const hash = createHash('sha256')
      let size = 0
      for await (const piece of body) {
        const bytes = piece as Uint8Array
        size += bytes.length
        if (size > maxBytes) return failed('too_large', `more than ${maxBytes} bytes`)
        hash.update(bytes)
        await room.take(bytes.length)
        await file.writeFile(bytes)
        pace.moved(size)
        onBytes?.(size)
      }
      return size === 0 ? failed('http_failed', 'nothing came') : ok({ sha256: hash.digest('hex'), size })
    } finally {
      await file.close()
    }
  } finally {
    body.destroy()
  }
}

function linkFailure(error: unknown): Result<never> {
  for (const cause of [error, error instanceof Error ? error.cause : undefined]) {
    if (cause instanceof UnsafeLink) return failed('unsafe_link', cause.message)
    if (cause instanceof UnresolvedLink) return failed('unresolved_link', cause.message)
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (/^(ENOSPC|EDQUOT|EROFS|EACCES)$/.test(code)) return diskFailure(error)
  const message = error instanceof Error ? error.message : String(error)
  if (code.startsWith('UND_ERR_') && code.endsWith('_TIMEOUT')) return failed('timeout', message)
  // A dialler says in our words what happened.
  return failed(/^[a-z_]+$/.test(code) ? code : 'http_failed', message)
}
