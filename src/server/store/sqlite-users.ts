import { pinyin } from 'pinyin-pro'
import type { Database } from './sqlite-database'
import type { TokenRecord, TokenStore, UserRecord, UserStore } from './server-store'

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
    return (
      this.#database.prepare('UPDATE users SET password_hash = ? WHERE user_id = ?').run(passwordHash, userId)
        .changes === 1
    )
  }

  async setProfile(
    userId: string,
    change: { readonly name?: string; readonly avatar?: string; readonly status?: string },
  ): Promise<void> {
    const before = await this.get(userId)
    if (before === undefined) return
    const after = { ...before, ...change }
    this.#database
      .prepare('UPDATE users SET name = ?, avatar = ?, status = ?, search_text = ? WHERE user_id = ?')
      .run(after.name, after.avatar, after.status, userSearchText(userId, after.name), userId)
  }

  async setLastSeen(userId: string, at: number): Promise<void> {
    this.#database.prepare('UPDATE users SET last_seen = max(last_seen, ?) WHERE user_id = ?').run(at, userId)
  }
}

type TokenRow = {
  token_hash: string
  user_id: string
  device_id: string
  device_name: string
  created_at: number
  expires_at: number
}

export class SqliteTokens implements TokenStore {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  async save(token: TokenRecord): Promise<void> {
    this.#database
      .prepare(
        `INSERT INTO tokens (token_hash, user_id, device_id, device_name, created_at, expires_at)
         VALUES (?, ?, ?, ?, ?, ?)`,
      )
      .run(token.tokenHash, token.userId, token.deviceId, token.deviceName, token.createdAt, token.expiresAt)
  }

  async find(tokenHash: string): Promise<TokenRecord | undefined> {
    const row = this.#database.prepare<[string], TokenRow>('SELECT * FROM tokens WHERE token_hash = ?').get(tokenHash)
    return row === undefined
      ? undefined
      : {
          tokenHash: row.token_hash,
          userId: row.user_id,
          deviceId: row.device_id,
          deviceName: row.device_name,
          createdAt: row.created_at,
          expiresAt: row.expires_at,
        }
  }

  async remove(tokenHash: string): Promise<void> {
    this.#database.prepare('DELETE FROM tokens WHERE token_hash = ?').run(tokenHash)
  }

  async removeExpired(before: number): Promise<void> {
    this.#database.prepare('DELETE FROM tokens WHERE expires_at < ?').run(before)
  }

  async removeOfUser(userId: string): Promise<void> {
    this.#database.prepare('DELETE FROM tokens WHERE user_id = ?').run(userId)
  }
}
