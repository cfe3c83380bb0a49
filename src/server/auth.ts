import { createHash, randomBytes } from 'node:crypto'
import type { ServerClock } from './clock'
import { checkPassword } from './store/passwords'
import type { ServerStore, TokenRecord, UserRecord } from './store/server-store'

const MINUTE_MS = 60_000
/** A token that ran out is told from one that never was for this long. */
const REMEMBER_EXPIRED_MS = 30 * 24 * 3600_000
/** Tells a token from a password: one that is not good any more is no failed guess at the other. */
const TOKEN_PREFIX = 'jimt_'
/** Users and addresses whose failures are remembered before old ones are looked for. */
const MANY_KEYS = 10_000

export type PasswordFailure = 'bad_credentials' | 'too_many_tries'
export type TokenFailure = 'bad_token' | 'expired'

/** Whom a token speaks for. */
export type TokenOwner = Pick<TokenRecord, 'userId' | 'deviceId' | 'tokenHash' | 'expiresAt'>

/** Log-ins and tokens: over HTTP a password for a token, over `B001` the token, or for plain clients the password. */
export class Authenticator {
  readonly #store: ServerStore
  readonly #clock: ServerClock
  readonly #tokenMs: number
  readonly #maxFailures: number
  /** Times of failed log-ins, and of those being checked, by `user address`; oldest first. */
  readonly #failures = new Map<string, readonly number[]>()

  constructor(options: {
    readonly store: ServerStore
    readonly clock: ServerClock
    readonly tokenMs: number
    readonly failedLoginsPerMinute: number
  }) {
    this.#store = options.store
    this.#clock = options.clock
    this.#tokenMs = options.tokenMs
    this.#maxFailures = options.failedLoginsPerMinute
  }

  /** Checks a password; too many failures of one user from one address within a minute are refused unlooked at. */
  async checkPassword(userId: string, password: string, address: string): Promise<UserRecord | PasswordFailure> {
    const key = `${userId} ${address}`
    const now = this.#clock.now()
    const failures = this.#recent(key, now)
    if (failures.length >= this.#maxFailures) return 'too_many_tries'
    // It counts while it is being checked, or a hundred at once would all be within the limit.
    this.#failures.set(key, [...failures, now])
    if (this.#failures.size > MANY_KEYS) for (const other of [...this.#failures.keys()]) this.#recent(other, now)
    const user = await this.#store.users.get(userId)
    // An unknown user takes as long as a wrong password, so that nobody can list the users.
    const isRight = await checkPassword(password, user?.passwordHash ?? NOBODY)
    if (user === undefined || !isRight) return 'bad_credentials'
    this.#failures.delete(key)
    return user
  }

  async issueToken(
    userId: string,
    deviceId: string,
    deviceName: string,
  ): Promise<{ readonly token: string; readonly expiresAt: number }> {
    const token = TOKEN_PREFIX + randomBytes(32).toString('base64url')
    const createdAt = this.#clock.now()
    const expiresAt = createdAt + this.#tokenMs
    await this.#store.tokens.removeExpired(createdAt - REMEMBER_EXPIRED_MS)
    await this.#store.tokens.save({ tokenHash: hashToken(token), userId, deviceId, deviceName, createdAt, expiresAt })
    return { token, expiresAt }
  }

  async checkToken(token: string): Promise<TokenOwner | TokenFailure> {
    const owner = await this.#store.tokens.find(hashToken(token))
    if (owner === undefined) return 'bad_token'
    return owner.expiresAt <= this.#clock.now() ? 'expired' : owner
  }

  /** `B001`: a token of that client, or the account's password, for which there is no token. */
  async checkAuth(
    clientId: string,
    token: string,
    address: string,
  ): Promise<TokenOwner | 'password' | TokenFailure | 'too_many_tries'> {
    const owner = await this.checkToken(token)
    if (owner === 'expired') return 'expired'
    if (owner !== 'bad_token') return owner.userId === clientId ? owner : 'bad_token'
    if (token.startsWith(TOKEN_PREFIX)) return 'bad_token'
    const user = await this.checkPassword(clientId, token, address)
    if (user === 'too_many_tries') return 'too_many_tries'
    return user === 'bad_credentials' ? 'bad_token' : 'password'
  }

  /** The failures of the last minute; older ones are forgotten. */
  #recent(key: string, now: number): readonly number[] {
    const all = this.#failures.get(key) ?? []
    const recent = all.filter((at) => at > now - MINUTE_MS)
    if (recent.length === 0) this.#failures.delete(key)
    else if (recent.length < all.length) this.#failures.set(key, recent)
    return recent
  }
}

/** A hash that no password has, of the usual cost. */
const NOBODY = `scrypt:32768:8:1:${Buffer.alloc(16).toString('base64')}:${Buffer.alloc(32).toString('base64')}`

function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64')
}
