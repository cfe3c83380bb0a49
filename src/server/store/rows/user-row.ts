import type { UserRecord } from '../server-store'

/** A row of `users`, the same in both engines. */
export type UserRow = {
  user_id: string
  name: string
  avatar: string
  status: string
  password_hash: string
  last_seen: number
}

export const toUser = (row: UserRow): UserRecord => ({
  userId: row.user_id,
  name: row.name,
  avatar: row.avatar,
  status: row.status,
  passwordHash: row.password_hash,
  lastSeen: row.last_seen,
})
