import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** What happens to the next request for a file; then it is gone. */
export type FeedFault = {
  readonly of: string
  readonly status?: number
  /** Gives so many bytes and cuts the link. */
  readonly cutAfter?: number
  /** Gives so many bytes and nothing more. */
  readonly stopAfter?: number
}

/** Static files over HTTP with ranges, on loopback; what it does wrong it is told. */
export class ReleaseFeed {
  readonly files = new Map<string, Uint8Array>()
  /** `release.json`, `x.deb from 100` and the like, in order. */
  readonly log: string[] = []
  readonly faults: FeedFault[] = []
  /** Says nothing of ranges, and gives all. */
  hasNoRanges = false
  readonly #server = createServer((request, response) => this.#answer(request, response))
  #onStopped: () => void = () => undefined

  /** For one test. */
  static async open(): Promise<ReleaseFeed> {
    const feed = await ReleaseFeed.start()
    onTestFinished(() => feed.close())
    return feed
  }

  static async start(): Promise<ReleaseFeed> {
    const feed = new ReleaseFeed()
    feed.#server.listen(0, '127.0.0.1')
    await once(feed.#server, 'listening')
    return feed
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  get address(): string {
    return `http://127.0.0.1:${this.port}/jim`
  }

  /** Resolves when it has given all that a fault lets it give. */
  stopped(): Promise<void> {
    return new Promise((resolve) => (this.#onStopped = resolve))
  }

  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const name = decodeURIComponent((request.url ?? '').replace('/jim/', ''))
    const [, from = ''] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? []
    this.log.push(from === '' ? name : `${name} from ${from}`)
    const at = this.faults.findIndex(({ of }) => of === name)
    const [fault] = at < 0 ? [] : this.faults.splice(at, 1)
    const file = this.files.get(name)
    if (fault?.status !== undefined) return void response.writeHead(fault.status, { location: '/elsewhere' }).end('a page')
    if (file === undefined) return void response.writeHead(404).end()
    const begin = this.hasNoRanges ? 0 : Number(from)
    if (begin >= file.length && begin > 0) return void response.writeHead(416).end()
    const bytes = file.subarray(begin)
    const range = begin > 0 ? { 'content-range': `bytes ${begin}-${file.length - 1}/${file.length}` } : {}
    response.writeHead(begin > 0 ? 206 : 200, { 'content-length': bytes.length, ...range })
    const given = fault?.cutAfter ?? fault?.stopAfter
    if (given === undefined) return void response.end(bytes)
    response.write(bytes.subarray(0, given), () => {
      if (fault?.cutAfter !== undefined) response.destroy()
      this.#onStopped()
    })
    if (given === 0) response.flushHeaders()
  }
}
