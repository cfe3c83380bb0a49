import { createHash } from 'node:crypto'
import { mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { failed, ok, type Result } from '@shared/result'
import { diskFailure } from '../../src/main/lib/json-file'
import type { FetchLink, LinkFetch } from '../../src/main/transfers/fetch-link'
import { below, pick } from '../fuzz/random'
import { someBytes } from './some-files'
import type { VirtualClock } from './virtual-clock'

/** How many answers out of a hundred are no file, while not all is well. */
const BROKEN_PERCENT = 35
const BREAKS = ['timeout', 'http_failed', 'gone', 'forbidden', 'refused', 'cut', 'cut', 'cut'] as const
const MAX_LATENCY_MS = 400
const PIECE_BYTES = 65_536

type Fetching = {
  readonly clock: VirtualClock
  /** The way out of a device, with its weather. */
  readonly weather: { readonly isNetworkUp: boolean }
}

/** The web beyond the office: servers of strangers, whose files messages of base peers are links to. */
export class Outside {
  isWell = false
  readonly #random: () => number
  readonly #files = new Map<string, Buffer>()

  constructor(random: () => number) {
    this.#random = random
  }

  /** Puts a file like no other there. */
  publish(): { readonly url: string; readonly bytes: Buffer } {
    const url = `https://files.outside.example/${this.#files.size + 1}`
    const bytes = someBytes(this.#random, url, false)
    this.#files.set(url, bytes)
    return { url, bytes }
  }

  /** What lies under a link; `undefined`: it is no link of this web. */
  at(url: unknown): Buffer | undefined {
    return typeof url === 'string' ? this.#files.get(url) : undefined
  }

  /** Stands for `linkFetcher` of one life of a program: the same answers, without sockets and names. */
  fetcher(way: Fetching): FetchLink {
    return async (url, wanted) => {
      const bytes = this.#files.get(url)
      if (!(await this.#wait(way, wanted.signal))) return failed('cancelled')
      if (!way.weather.isNetworkUp) return failed('timeout')
      const how = !this.isWell && below(this.#random, 100) < BROKEN_PERCENT ? pick(this.#random, BREAKS) : undefined
      if (bytes === undefined) return failed('gone', 'HTTP 404')
      if (how !== undefined && how !== 'cut') return failed(how)
      if (bytes.length > wanted.maxBytes) return failed('too_large')
      try {
        return await this.#bring(bytes, how === 'cut' ? below(this.#random, bytes.length) : bytes.length, way, wanted)
      } catch (error) {
        return diskFailure(error)
      }
    }
  }

  async #bring(
    bytes: Buffer,
    until: number,
    way: Fetching,
    { toPath, signal }: LinkFetch,
  ): Promise<Result<{ readonly sha256: string; readonly size: number }>> {
    await mkdir(dirname(toPath), { recursive: true })
    const file = await open(toPath, 'w')
    const hash = createHash('sha256')
    for (let at = 0; at < until; at += PIECE_BYTES) {
      if (!(await this.#wait(way, signal))) return failed('cancelled')
      if (!way.weather.isNetworkUp) return failed('timeout')
      const piece = bytes.subarray(at, Math.min(until, at + PIECE_BYTES))
      hash.update(piece)
      await file.appendFile(piece)
    }
    await file.close()
    return until < bytes.length ? failed('reset') : ok({ sha256: hash.digest('hex'), size: bytes.length })
  }

  /** `false`: nobody wants it any more. It never ends for a program that has ended. */
  #wait({ clock }: Fetching, signal: AbortSignal | undefined): Promise<boolean> {
    return new Promise((resolve) => {
      if (signal?.aborted === true) return resolve(false)
      const stop = clock.deliver(1 + below(this.#random, MAX_LATENCY_MS), () => settle(true))
      const cancel = (): void => settle(false)
      const settle = (isWanted: boolean): void => {
        stop()
        signal?.removeEventListener('abort', cancel)
        resolve(isWanted)
      }
      signal?.addEventListener('abort', cancel)
    })
  }
}
