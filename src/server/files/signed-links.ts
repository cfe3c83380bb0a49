import { createHmac, timingSafeEqual } from 'node:crypto'
import { filePath } from '@protocol/file-links'

const GOOD_FOR_S = 30 * 24 * 3600

/** `e` and `s` of a link's query, as they came. */
export type Signature = { readonly e?: unknown; readonly s?: unknown }

/**
 * Links for base peers, which have no token (PROTOCOL 9): `?e=<expiry, epoch s>&s=<base64url HMAC-SHA256 of "id|e">`, each
 * for one file.
 */
export class SignedLinks {
  readonly #key: string
  readonly #now: () => number
  readonly #httpBase: () => string

  constructor(options: { readonly key: string; readonly now: () => number; readonly httpBase: () => string }) {
    this.#key = options.key
    this.#now = options.now
    this.#httpBase = options.httpBase
  }

  linkTo(fileId: string): string {
    const expiry = String(Math.floor(this.#now() / 1000) + GOOD_FOR_S)
    return `${this.#httpBase()}${filePath(fileId)}?e=${expiry}&s=${this.#sign(fileId, expiry)}`
  }

  isGood(fileId: string, { e: expiry, s: signature }: Signature): boolean {
    if (typeof expiry !== 'string' || typeof signature !== 'string' || !/^\d{1,15}$/.test(expiry)) return false
    const [given, right] = [Buffer.from(signature), Buffer.from(this.#sign(fileId, expiry))]
    return given.length === right.length && timingSafeEqual(given, right) && Number(expiry) * 1000 > this.#now()
  }

  #sign(fileId: string, expiry: string): string {
    return createHmac('sha256', this.#key).update(`${fileId}|${expiry}`).digest('base64url')
  }
}
