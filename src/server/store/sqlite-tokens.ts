import type { TokenRecord, TokenStore } from './server-store'
import type { Database } from './sqlite-database'
import { type TokenRow, toToken } from './rows/token-row'

export class SqliteTokens implements TokenStore {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  async save(token: TokenRecord, condition?: { readonly ifPasswordHash: string }): Promise<boolean> {
    const { tokenHash, userId, deviceId, deviceName, createdAt, expiresAt, lastUsedAt = 0 } = token
    const { changes } = this.#database
      .prepare(
        `INSERT INTO tokens (token_hash, user_id, device_id, device_name, created_at, expires_at, last_used_at)
         SELECT ?, user_id, ?, ?, ?, ?, ? FROM users WHERE user_id = ? AND password_hash = coalesce(?, password_hash)`,
      )
      .run(tokenHash, deviceId, deviceName, createdAt, expiresAt, lastUsedAt, userId, condition?.ifPasswordHash ?? null)
    return changes === 1
  }

  async find(tokenHash: string): Promise<TokenRecord | undefined> {
    const row = this.#database.prepare<[string], TokenRow>('SELECT * FROM tokens WHERE token_hash = ?').get(tokenHash)
    return row === undefined ? undefined : toToken(row)
  }

  async ofUser(userId: string, at: number): Promise<readonly TokenRecord[]> {
    return this.#database
      .prepare<[string, number], TokenRow>(
        'SELECT * FROM tokens WHERE user_id = +? AND expires_at > +? ORDER BY created_at DESC, token_hash',
      )
      .all(userId, at)
      .map(toToken)
  }

  async touch(tokenHash: string, at: number): Promise<void> {
    this.#database.prepare('UPDATE tokens SET last_used_at = ? WHERE token_hash = ?').run(at, tokenHash)
  }

  async remove(tokenHash: string): Promise<void> {
    this.#database.prepare('DELETE FROM tokens WHERE token_hash = ?').run(tokenHash)
  }

  async removeOthersOfDevice(
    { userId, deviceId, tokenHash }: Pick<TokenRecord, 'userId' | 'deviceId' | 'tokenHash'>,
    until: number,
  ): Promise<readonly string[]> {
    return this.#database
      .prepare<[string, string, string, number], { token_hash: string }>(
        'DELETE FROM tokens WHERE user_id = ? AND device_id = ? AND token_hash <> ? AND created_at <= ? RETURNING token_hash',
      )
      .all(userId, deviceId, tokenHash, until)
      .map(({ token_hash }) => token_hash)
  }

  /** Nothing: one process has all sessions, and has told this one. */
  async endSession(): Promise<void> {}

  async hasEnded(): Promise<boolean> {
    return false
  }

  async removeExpired(before: number): Promise<void> {
    this.#database.prepare('DELETE FROM tokens WHERE expires_at < ?').run(before)
  }

  async removeOfUser(userId: string): Promise<void> {
    this.#database.prepare('DELETE FROM tokens WHERE user_id = ?').run(userId)
  }
}
