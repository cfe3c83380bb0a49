import type { TokenRecord, TokenStore } from '../server-store'
import type { AccessChanges } from './access-changes'
import type { Connection } from './connection'
import { type TokenRow, toToken } from '../rows/token-row'

export class PostgresTokens implements TokenStore {
  readonly #database: Connection
  readonly #changes: AccessChanges

  constructor(database: Connection, changes: AccessChanges) {
    this.#database = database
    this.#changes = changes
  }

  async save(token: TokenRecord, condition?: { readonly ifPasswordHash: string }): Promise<boolean> {
    const { tokenHash, userId, deviceId, deviceName, createdAt, expiresAt, lastUsedAt = 0 } = token
    // Locked: who changes the password at the same time takes this token too.
    const { count } = await this.#database.query(
      `WITH owner AS (SELECT user_id FROM users WHERE user_id = $6 AND password_hash = coalesce($7, password_hash) FOR SHARE)
       INSERT INTO tokens (token_hash, user_id, device_id, device_name, created_at, expires_at, last_used_at)
       SELECT $1, user_id, $2, $3, $4, $5, $8 FROM owner`,
      [tokenHash, deviceId, deviceName, createdAt, expiresAt, userId, condition?.ifPasswordHash ?? null, lastUsedAt],
    )
    return count === 1
  }

  async find(tokenHash: string): Promise<TokenRecord | undefined> {
    const { rows } = await this.#database.query<TokenRow>('SELECT * FROM tokens WHERE token_hash = $1', [tokenHash])
    return rows[0] && toToken(rows[0])
  }

  async ofUser(userId: string, at: number): Promise<readonly TokenRecord[]> {
    const { rows } = await this.#database.query<TokenRow>(
      'SELECT * FROM tokens WHERE user_id = $1 AND expires_at > $2 ORDER BY created_at DESC, token_hash',
      [userId, at],
    )
    return rows.map(toToken)
  }

  async touch(tokenHash: string, at: number): Promise<void> {
    await this.#database.query('UPDATE tokens SET last_used_at = $1 WHERE token_hash = $2', [at, tokenHash])
  }

  async remove(tokenHash: string): Promise<void> {
    await this.#delete('token_hash = $1', [tokenHash])
  }

  removeOthersOfDevice(
    { userId, deviceId, tokenHash }: Pick<TokenRecord, 'userId' | 'deviceId' | 'tokenHash'>,
    until: number,
  ): Promise<readonly string[]> {
    const condition = 'user_id = $1 AND device_id = $2 AND token_hash <> $3 AND created_at <= $4'
    return this.#delete(condition, [userId, deviceId, tokenHash, until])
  }

  endSession({ userId, sessionId }: { readonly userId: string; readonly sessionId: string }, at: number): Promise<void> {
    return this.#changes.counted(this.#database, async (within) => {
      await within.query('INSERT INTO ended_sessions (session_id, ended_at) VALUES ($1, $2) ON CONFLICT DO NOTHING', [sessionId, at])
      return { result: undefined, of: userId }
    })
  }

  async hasEnded(sessionId: string): Promise<boolean> {
    return (await this.#database.query('SELECT 1 FROM ended_sessions WHERE session_id = $1', [sessionId])).count > 0
  }

  async removeExpired(before: number): Promise<void> {
    await this.#database.query('DELETE FROM ended_sessions WHERE ended_at < $1', [before])
    await this.#database.query('DELETE FROM tokens WHERE expires_at < $1', [before])
  }

  async removeOfUser(userId: string): Promise<void> {
    await this.#delete('user_id = $1', [userId])
  }

  /** @param condition which takes tokens of one user at most */
  #delete(condition: string, params: readonly (string | number)[]): Promise<readonly string[]> {
    return this.#changes.counted(this.#database, async (within) => {
      const { rows } = await within.query<Pick<TokenRow, 'token_hash' | 'user_id'>>(
        `DELETE FROM tokens WHERE ${condition} RETURNING token_hash, user_id`,
        params,
      )
      return { result: rows.map(({ token_hash }) => token_hash), of: rows[0]?.user_id }
    })
  }
}
