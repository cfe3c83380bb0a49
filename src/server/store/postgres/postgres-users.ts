import type { UserRecord, UserStore } from '../server-store'
import { SEARCH_RULES, userSearchTerms, userSearchText } from '../user-search'
import type { AccessChanges } from './access-changes'
import type { Connection } from './connection'
import { type UserRow, toUser } from '../rows/user-row'

const COLUMNS = 'user_id, name, avatar, status, password_hash, last_seen'

export class PostgresUsers implements UserStore {
  readonly #database: Connection
  readonly #changes: AccessChanges

  constructor(database: Connection, changes: AccessChanges) {
    this.#database = database
    this.#changes = changes
  }

  async create({ userId, name, avatar, status, passwordHash, lastSeen }: UserRecord): Promise<boolean> {
    const { count } = await this.#database.query(
      `INSERT INTO users (user_id, name, avatar, status, search_text, search_rules, password_hash, last_seen)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
      [userId, name, avatar, status, userSearchText(userId, name), SEARCH_RULES, passwordHash, lastSeen],
    )
    return count === 1
  }

  async get(userId: string): Promise<UserRecord | undefined> {
    const { rows } = await this.#database.query<UserRow>(`SELECT ${COLUMNS} FROM users WHERE user_id = $1`, [userId])
    return rows[0] && toUser(rows[0])
  }

  async getMany(userIds: readonly string[]): Promise<readonly UserRecord[]> {
    const { rows } = await this.#database.query<UserRow>(`SELECT ${COLUMNS} FROM users WHERE user_id = ANY($1)`, [userIds])
    return rows.map(toUser)
  }

  async search(text: string, limit: number): Promise<readonly UserRecord[]> {
    const { rows } = await this.#database.query<UserRow>(
      `SELECT ${COLUMNS} FROM users WHERE strpos(search_text, $1) > 0 OR strpos(search_text, $2) > 0 ORDER BY user_id LIMIT $3`,
      [...userSearchTerms(text), limit],
    )
    return rows.map(toUser)
  }

  async list(): Promise<readonly UserRecord[]> {
    return (await this.#database.query<UserRow>(`SELECT ${COLUMNS} FROM users ORDER BY user_id`)).rows.map(toUser)
  }

  setPassword(userId: string, passwordHash: string): Promise<boolean> {
    return this.#changes.counted(this.#database, async (within) => {
      const { count } = await within.query('UPDATE users SET password_hash = $1 WHERE user_id = $2', [passwordHash, userId])
      await within.query('DELETE FROM tokens WHERE user_id = $1', [userId])
      return { result: count === 1, of: count === 1 ? userId : undefined }
    })
  }

  async setProfile(
    userId: string,
    { name, avatar, status }: { readonly name?: string; readonly avatar?: string; readonly status?: string },
  ): Promise<void> {
    // Only what is changed is written: two changes at once do not undo each other.
    await this.#database.query(
      `UPDATE users SET name = coalesce($1, name), avatar = coalesce($2, avatar), status = coalesce($3, status),
         search_text = coalesce($4, search_text)
       WHERE user_id = $5`,
      [name ?? null, avatar ?? null, status ?? null, name === undefined ? null : userSearchText(userId, name), userId],
    )
  }

  async setLastSeen(userId: string, at: number): Promise<void> {
    await this.#database.query('UPDATE users SET last_seen = greatest(last_seen, $1) WHERE user_id = $2', [at, userId])
  }
}
