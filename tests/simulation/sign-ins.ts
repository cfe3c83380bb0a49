import { createHash } from 'node:crypto'
import { DEFAULT_LIMITS } from '../../src/server/limits'
import type { TokenStore } from '../../src/server/store/server-store'
import type { Timeline } from './timeline'
import { EPOCH_MS } from './virtual-clock'

/** What people sign in with. */
export class SignIns {
  readonly #tokens: TokenStore
  readonly #timeline: Timeline

  constructor(tokens: TokenStore, timeline: Timeline) {
    this.#tokens = tokens
    this.#timeline = timeline
  }

  /** A token as `POST /v1/login` gives one. */
  async issueToken(token: string, userId: string, deviceId: string): Promise<void> {
    const now = Math.floor(EPOCH_MS + this.#timeline.now)
    await this.#tokens.save({
      tokenHash: hashOf(token),
      userId,
      deviceId,
      deviceName: deviceId,
      createdAt: now,
      expiresAt: now + DEFAULT_LIMITS.tokenMs,
    })
  }

  /** From now on the device's token is an expired one. */
  async expireToken(token: string, userId: string, deviceId: string): Promise<void> {
    await this.#tokens.remove(hashOf(token))
    await this.#tokens.save({ tokenHash: hashOf(token), userId, deviceId, deviceName: deviceId, createdAt: 0, expiresAt: 1 })
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64')
}
