import { type HttpClient, HttpError, type HttpErrorCode, type HttpRequest, type HttpResponse } from '../../src/main/lib/http-client'
import { below } from '../fuzz/random'
import type { VirtualClock } from './virtual-clock'
import type { Office } from './office'

const MAX_LATENCY_MS = 120
/** How long a request without an answer is waited for; the real client's limit. */
const TIMEOUT_MS = 15_000

/** What goes wrong with HTTP on one device's way to the server. */
export type HttpWeather = {
  isNetworkUp: boolean
  /** Requests of a hundred that never arrive, and answers that never come back. */
  lossPercent: number
}

/** One device's HTTP for one life of its program: late, lossy, and silent after death. */
export class VirtualHttp implements HttpClient {
  /** Requests that are neither answered nor given up. */
  pending = 0
  readonly #clock: VirtualClock
  readonly #server: Office
  readonly #weather: HttpWeather
  readonly #random: () => number

  constructor(options: {
    readonly clock: VirtualClock
    readonly server: Office
    readonly weather: HttpWeather
    readonly random: () => number
  }) {
    this.#clock = options.clock
    this.#server = options.server
    this.#weather = options.weather
    this.#random = options.random
  }

  request(request: HttpRequest): Promise<HttpResponse> {
    return new Promise((resolve, reject) => {
      let isOpen = true
      this.pending++
      const settle = (tell: () => void): void => {
        if (!isOpen) return
        isOpen = false
        this.pending--
        request.signal?.removeEventListener('abort', cancel)
        tell()
      }
      const fail = (code: HttpErrorCode): void => settle(() => reject(new HttpError(code, `virtual ${code}`)))
      const cancel = (): void => fail('cancelled')
      if (request.signal?.aborted === true) return cancel()
      request.signal?.addEventListener('abort', cancel)
      this.#clock.deliver(this.#latency, () => {
        if (!isOpen) return
        if (!this.#weather.isNetworkUp || this.#isLost) return void this.#clock.deliver(TIMEOUT_MS, () => fail('timeout'))
        const server = this.#server.reach()
        if (!server.isUp) return fail('refused')
        const isAnswerLost = this.#isLost
        server.handle(request).then(
          (response) => {
            if (isAnswerLost || !this.#weather.isNetworkUp) this.#clock.deliver(TIMEOUT_MS, () => fail('timeout'))
            else this.#clock.deliver(this.#latency, () => settle(() => resolve(response)))
          },
          () => this.#clock.deliver(1, () => fail('reset')),
        )
      })
    })
  }

  get #latency(): number {
    return 1 + below(this.#random, MAX_LATENCY_MS)
  }

  get #isLost(): boolean {
    return below(this.#random, 100) < this.#weather.lossPercent
  }
}
