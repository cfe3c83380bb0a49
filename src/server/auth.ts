import { createHash, randomBytes } from 'node:crypto'
import { addressKey } from './access/address-key'
import { FailedTries } from './access/failed-tries'
import { HashQueue, QueueFullError } from './access/hash-queue'
import type { ServerClock } from './clock'
import type { LoginLimits } from './limits'
import { checkPassword } from './store/passwords'
import type { ServerStore, TokenRecord, UserRecord } from './store/server-store'
import type { Credential } from './world/session'

/** A token that ran out is told from one that never was for this long. */
const REMEMBER_EXPIRED_MS = 30 * 24 * 3600_000
/** Tells a token from a password: one that is not good any more is no failed guess at the other. */
const TOKEN_PREFIX = 'jimt_'
/** When a token was last used is kept this roughly: not every question is worth a write. */
const USED_WITHIN_MS = 10 * 60_000

/** `retryAfterMs`: until a try is worth it. */
export type PasswordFailure =
  { readonly code: 'bad_credentials' } | { readonly code: 'too_many_tries' | 'overloaded'; readonly retryAfterMs: number }
export type TokenFailure = 'bad_token' | 'expired'

/** Whom a token speaks for. */
export type TokenOwner = Pick<TokenRecord, 'userId' | 'deviceId' | 'tokenHash' | 'expiresAt'>

/** Log-ins and tokens: over HTTP a password for a token, over `B001` the token, or for plain clients the password. */
export class Authenticator {
  readonly #store: ServerStore
  readonly #clock: ServerClock
  readonly #limits: LoginLimits
  readonly #tries: FailedTries
  readonly #hashes: HashQueue

  constructor(options: { readonly store: ServerStore; readonly clock: ServerClock; readonly limits: LoginLimits }) {
    const { store, clock, limits } = options
    this.#store = store
    this.#clock = clock
    this.#limits = limits
    this.#tries = new FailedTries(limits)
    this.#hashes = new HashQueue({ maxPerAddress: limits.maxHashesPerAddress, maxInAll: limits.maxHashes })
  }

  /** Checks a password. Whoever failed too often is refused unlooked at, and so is who finds the queue full. */
  async checkPassword(userId: string, password: string, address: string): Promise<UserRecord | PasswordFailure> {
    const from = addressKey(address)
    const refused = this.#tooManyTries(userId, from)
    if (refused !== undefined) return refused
    try {
      return await this.#hashes.run(from, () => this.#tryPassword(userId, password, from))
    } catch (error) {
      if (error instanceof QueueFullError) return { code: 'overloaded', retryAfterMs: error.retryAfterMs }
      throw error
    }
  }

  /** A token for whoever has just proved the password; `undefined` when that has been changed meanwhile. */
  async issueToken(
    { userId, passwordHash }: Pick<UserRecord, 'userId' | 'passwordHash'>,
    deviceId: string,
    deviceName: string,
  ): Promise<{ readonly token: string; readonly expiresAt: number } | undefined> {
    const token = TOKEN_PREFIX + randomBytes(32).toString('base64url')
    const createdAt = this.#clock.now()
    const expiresAt = createdAt + this.#limits.tokenMs
    await this.#store.tokens.removeExpired(createdAt - REMEMBER_EXPIRED_MS)
    const record = { tokenHash: hashOf(token), userId, deviceId, deviceName, createdAt, expiresAt }
    return (await this.#store.tokens.save(record, { ifPasswordHash: passwordHash })) ? { token, expiresAt } : undefined
  }

  async checkToken(token: string): Promise<TokenOwner | TokenFailure> {
    const owner = await this.#store.tokens.find(hashOf(token))
    if (owner === undefined) return 'bad_token'
    const now = this.#clock.now()
    if (owner.expiresAt <= now) return 'expired'
    // A disk that takes nothing any more does not keep anybody from reading.
    if (now - (owner.lastUsedAt ?? 0) > USED_WITHIN_MS) await this.#store.tokens.touch(owner.tokenHash, now).catch(() => undefined)
    return owner
  }

  /** `B001`: a token of that client, or the account's password, for which there is no token. */
  async checkAuth(
    clientId: string,
    token: string,
    address: string,
  ): Promise<Credential | TokenFailure | Exclude<PasswordFailure, { code: 'bad_credentials' }>> {
    const owner = await this.checkToken(token)
    if (owner === 'expired') return 'expired'
    if (owner !== 'bad_token') return owner.userId === clientId ? { kind: 'token', ...owner } : 'bad_token'
    if (token.startsWith(TOKEN_PREFIX)) return 'bad_token'
    const user = await this.checkPassword(clientId, token, address)
    if (!('code' in user)) return { kind: 'password', userId: user.userId, stamp: hashOf(user.passwordHash) }
    return user.code === 'bad_credentials' ? 'bad_token' : user
  }

  async #tryPassword(userId: string, password: string, from: string): Promise<UserRecord | PasswordFailure> {
    // Others of the same address have been checked since it joined the queue.
    const refused = this.#tooManyTries(userId, from)
    if (refused !== undefined) return refused
    const forgive = this.#tries.start(userId, from, this.#clock.now())
    const user = await this.#store.users.get(userId)
    // An unknown user takes as long as a wrong password, so that nobody can list the users.
    const isRight = await checkPassword(password, user?.passwordHash ?? NOBODY)
    if (user === undefined || !isRight) return { code: 'bad_credentials' }
    forgive()
    return user
  }

  #tooManyTries(userId: string, from: string): PasswordFailure | undefined {
    const retryAfterMs = this.#tries.waitMs(userId, from, this.#clock.now())
    return retryAfterMs > 0 ? { code: 'too_many_tries', retryAfterMs } : undefined
  }
}

/** Whether what a session was opened with is still good: its token is there, its password the account's. */
export async function isStillGood(store: ServerStore, credential: Credential): Promise<boolean> {
  if (credential.kind === 'token') return (await store.tokens.find(credential.tokenHash)) !== undefined
  if (credential.kind === 'none') return true
  const user = await store.users.get(credential.userId)
  return user !== undefined && hashOf(user.passwordHash) === credential.stamp
}

/** A hash that no password has, of the usual cost. */
const NOBODY = `scrypt:32768:8:1:${Buffer.alloc(16).toString('base64')}:${Buffer.alloc(32).toString('base64')}`

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64')
}
