import { pinyin } from 'pinyin-pro'
import type { Database } from './sqlite-database'
import type { UserRecord, UserStore } from './server-store'

type UserRow = {
  user_id: string
  name: string
  avatar: string
  status: string
  password_hash: string
  last_seen: number
}

const toUser = (row: UserRow): UserRecord => ({
  userId: row.user_id,
  name: row.name,
  avatar: row.avatar,
  status: row.status,
  passwordHash: row.password_hash,
  lastSeen: row.last_seen,
})

/** What the directory search looks in, one word form per line: `陈晨 alice chen`, `chenchen`, `cc`, `alice`. */
export function userSearchText(userId: string, name: string): string {
  const options = { toneType: 'none', type: 'array' } as const
  const full = pinyin(name, { ...options, nonZh: 'removed' }).join('')
  const initials = pinyin(name, { ...options, pattern: 'first', nonZh: 'removed' }).join('')
  return [name, full, initials, userId].map((form) => form.toLowerCase()).join('\n')
}

export class SqliteUsers implements UserStore {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  async create(user: UserRecord): Promise<boolean> {
    const { changes } = this.#database
      .prepare(
        `INSERT INTO users (user_id, name, avatar, status, search_text, password_hash, last_seen)
         VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      )
      .run(
        user.userId,
        user.name,
        user.avatar,
        user.status,
        userSearchText(user.userId, user.name),
        user.passwordHash,
        user.lastSeen,
      )
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
    return (
      this.#database
        .prepare<[string, string, number], UserRow>(
          'SELECT * FROM users WHERE instr(search_text, ?) > 0 OR instr(search_text, ?) > 0 ORDER BY user_id LIMIT +?',
        )
        // Pinyin is kept in one piece, and often typed in syllables.
        .all(text.trim().toLowerCase(), text.replaceAll(/\s/g, '').toLowerCase(), limit)
        .map(toUser)
    )
  }

  async list(): Promise<readonly UserRecord[]> {
    return this.#database.prepare<[], UserRow>('SELECT * FROM users ORDER BY user_id').all().map(toUser)
  }

  async setPassword(userId: string, passwordHash: string): Promise<boolean> {
    return this.#database.transaction(() => {
      const { changes } = this.#database
        .prepare('UPDATE users SET password_hash = ? WHERE user_id = ?')
        .run(passwordHash, userId)
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
}
