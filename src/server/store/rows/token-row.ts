import type { TokenRecord } from '../server-store'

/** A row of `tokens`, the same in both engines. */
export type TokenRow = {
  token_hash: string
  user_id: string
  device_id: string
  device_name: string
  created_at: number
  expires_at: number
  last_used_at: number
}

export const toToken = (row: TokenRow): TokenRecord => ({
  tokenHash: row.token_hash,
  userId: row.user_id,
  deviceId: row.device_id,
  deviceName: row.device_name,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  lastUsedAt: row.last_used_at,
})
