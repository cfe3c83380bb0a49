import { createHash, randomBytes } from 'node:crypto'
import type { ServerClock } from './clock'
import { checkPassword } from './store/passwords'
import type { ServerStore, UserRecord } from './store/server-store'

const MINUTE_MS = 60_000

export type AuthFailure = 'bad_credentials' | 'too_many_tries'
export type TokenFailure = 'bad_token' | 'expired' | 'overloaded'

/** Log-ins and tokens: over HTTP a password for a token, over `B001` the token, or for plain clients the password. */
export class Authenticator {
  readonly #store: ServerStore
  readonly #clock: ServerClock
  readonly #tokenMs: number
  readonly #maxFailures: number
  /** Times of failed log-ins by `user address`, oldest first. */
  readonly #failures = new Map<string, number[]>()

  constructor(options: { readonly store: ServerStore; readonly clock: ServerClock; readonly tokenMs: number; readonly failedLoginsPerMinute: number }) {
    this.#store = options.store
    this.#clock = options.clock
    this.#tokenMs = options.tokenMs
    this.#maxFailures = options.failedLoginsPerMinute
  }

  /** Checks a password; too many failures of one user from one address within a minute are refused unlooked at. */
  async checkPassword(userId: string, password: string, address: string): Promise<UserRecord | AuthFailure> {
    const key = `${userId} ${address}`
    const since = this.#clock.now() - MINUTE_MS
    const failures = (this.#failures.get(key) ?? []).filter((at) => at > since)
    if (failures.length >= this.#maxFailures) return 'too_many_tries'
    const user = await this.#store.users.get(userId)
    // An unknown user takes as long as a wrong password, so that nobody can list the users.
    const isRight = await checkPassword(password, user?.passwordHash ?? NOBODY)
    if (user !== undefined && isRight) {
      this.#failures.delete(key)
      return user
    }
    this.#failures.set(key, [...failures, this.#clock.now()])
    if (this.#failures.size > 10_000) this.#forgetOld(since)
    return 'bad_credentials'
  }

  async issueToken(userId: string, deviceId: string, deviceName: string): Promise<{ readonly token: string; readonly expiresAt: number }> {
    const token = randomBytes(32).toString('base64url')
    const createdAt = this.#clock.now()
    const expiresAt = createdAt + this.#tokenMs
    // One token a device: the one before was replaced by this log-in.
    await this.#store.tokens.removeOfDevice(userId, deviceId)
    await this.#store.tokens.save({ tokenHash: hashToken(token), userId, deviceId, deviceName, createdAt, expiresAt })
    return { token, expiresAt }
  }

  /** Who a token is for, as HTTP's `Authorization` carries it. */
  async checkToken(token: string): Promise<{ readonly userId: string; readonly deviceId: string } | TokenFailure> {
    const known = await this.#store.tokens.find(hashToken(token))
    if (known === undefined) return 'bad_token'
    return known.expiresAt <= this.#clock.now() ? 'expired' : known
  }

  /** `B001`: a token of that client, or the account's password. */
  async checkAuth(clientId: string, token: string, address: string): Promise<TokenFailure | undefined> {
    const known = await this.checkToken(token)
    if (typeof known === 'object') return known.userId === clientId ? undefined : 'bad_token'
    if (known === 'expired') return 'expired'
    const user = await this.checkPassword(clientId, token, address)
    if (user === 'too_many_tries') return 'overloaded'
    return user === 'bad_credentials' ? 'bad_token' : undefined
  }

  #forgetOld(since: number): void {
    for (const [key, times] of this.#failures) if (times.every((at) => at <= since)) this.#failures.delete(key)
  }
}

/** A hash that no password has, of the usual cost. */
const NOBODY = `scrypt:32768:8:1:${Buffer.alloc(16).toString('base64')}:${Buffer.alloc(32).toString('base64')}`

function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64')
}
