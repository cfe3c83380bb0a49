import type { Database } from './sqlite-database'
import type { UserRecord, UserStore } from './server-store'
import { SEARCH_RULES, userSearchTerms, userSearchText } from './user-search'
import { type UserRow, toUser } from './rows/user-row'

export class SqliteUsers implements UserStore {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
    this.#renewSearchTexts()
  }

  async create(user: UserRecord): Promise<boolean> {
    const { changes } = this.#database
      .prepare(
        `INSERT INTO users (user_id, name, avatar, status, search_text, password_hash, last_seen, search_rules)
         VALUES (?, ?, ?, ?, ?, ?, ?, ${SEARCH_RULES}) ON CONFLICT DO NOTHING`,
      )
      .run(user.userId, user.name, user.avatar, user.status, userSearchText(user.userId, user.name), user.passwordHash, user.lastSeen)
    return changes === 1
  }

  async get(userId: string): Promise<UserRecord | undefined> {
    const row = this.#database.prepare<[string], UserRow>('SELECT * FROM users WHERE user_id = ?').get(userId)
    return row === undefined ? undefined : toUser(row)
  }

  async getMany(userIds: readonly string[]): Promise<readonly UserRecord[]> {
    return this.#database
      .prepare<[string], UserRow>('SELECT * FROM users WHERE user_id IN (SELECT value FROM json_each(?))')
      .all(JSON.stringify(userIds))
      .map(toUser)
  }

  async search(text: string, limit: number): Promise<readonly UserRecord[]> {
    return this.#database
      .prepare<[string, string, number], UserRow>(
        'SELECT * FROM users WHERE instr(search_text, ?) > 0 OR instr(search_text, ?) > 0 ORDER BY user_id LIMIT +?',
      )
      .all(...userSearchTerms(text), limit)
      .map(toUser)
  }

  async list(): Promise<readonly UserRecord[]> {
    return this.#database.prepare<[], UserRow>('SELECT * FROM users ORDER BY user_id').all().map(toUser)
  }

  async setPassword(userId: string, passwordHash: string): Promise<boolean> {
    return this.#database.transaction(() => {
      const { changes } = this.#database.prepare('UPDATE users SET password_hash = ? WHERE user_id = ?').run(passwordHash, userId)
      this.#database.prepare('DELETE FROM tokens WHERE user_id = ?').run(userId)
      return changes === 1
    })
  }

  async setProfile(
    userId: string,
    { name, avatar, status }: { readonly name?: string; readonly avatar?: string; readonly status?: string },
  ): Promise<void> {
    // Only what is changed is written: two changes at once do not undo each other.
    const searchText = name === undefined ? null : userSearchText(userId, name)
    this.#database
      .prepare(
        `UPDATE users SET name = coalesce(?, name), avatar = coalesce(?, avatar), status = coalesce(?, status),
           search_text = coalesce(?, search_text)
         WHERE user_id = ?`,
      )
      .run(name ?? null, avatar ?? null, status ?? null, searchText, userId)
  }

  async setLastSeen(userId: string, at: number): Promise<void> {
    this.#database.prepare('UPDATE users SET last_seen = max(last_seen, ?) WHERE user_id = ?').run(at, userId)
  }

  /** Texts that an older version made; once, at the first start with new rules. */
  #renewSearchTexts(): void {
    this.#database.transaction(() => {
      const outdated = this.#database.prepare<[], UserRow>(`SELECT * FROM users WHERE search_rules <> ${SEARCH_RULES}`).all()
      const renew = this.#database.prepare<[string, string]>(
        `UPDATE users SET search_text = ?, search_rules = ${SEARCH_RULES} WHERE user_id = ?`,
      )
      for (const { user_id, name } of outdated) renew.run(userSearchText(user_id, name), user_id)
    })
  }
}
