import { createHash } from 'node:crypto'
import type { SessionItem } from '@protocol/schemas/http'
import { isStillGood } from '../auth'
import type { Bus } from '../bus/bus'
import type { SharedSession } from '../bus/node-bus'
import type { ServerStore } from '../store/server-store'
import { type Elsewhere, isOlder } from './elsewhere'
import { RefusedError, type Session, type WorldContext } from './session'
import type { SessionRegistry } from './session-registry'

/** A connection is closed that sends nothing for so long. */
const HEARD_WITHIN_MS = 60_000
export const SIGNED_IN_AGAIN = 'this device has signed in again'

type LiveSession = Pick<
  SharedSession,
  'sessionId' | 'deviceId' | 'deviceName' | 'appVersion' | 'connectedAt' | 'lastSeen' | 'tokenHash'
> & {
  readonly node?: string
}

/**
 * Who may still be here (PROTOCOL 6). A token that is revoked takes every connection with it that it opened; so does a
 * password that is changed, be it by another process on the same data.
 */
export class Access {
  readonly #store: ServerStore
  readonly #bus: Bus
  readonly #sessions: SessionRegistry
  readonly #elsewhere: Elsewhere
  readonly #context: WorldContext

  constructor(options: {
    readonly store: ServerStore
    readonly bus: Bus
    readonly sessions: SessionRegistry
    readonly elsewhere: Elsewhere
    readonly context: WorldContext
  }) {
    this.#store = options.store
    this.#bus = options.bus
    this.#sessions = options.sessions
    this.#elsewhere = options.elsewhere
    this.#context = options.context
    // What the device was told over the bus may have been lost.
    this.#elsewhere.watch(({ session }) => {
      if (session !== undefined) this.#endOlder(session)
    })
  }

  /** The user's connections to whichever node, and the tokens that have none: whoever holds one may still read everything over HTTP. */
  async list(userId: string, currentTokenHash: string): Promise<readonly SessionItem[]> {
    const live = this.#live(userId)
    const used = new Set(live.map(({ tokenHash }) => tokenHash))
    const tokens = await this.#store.tokens.ofUser(userId, this.#context.now())
    return [
      ...live.map((session) => ({
        session_id: session.sessionId,
        device_id: session.deviceId,
        device_name: session.deviceName,
        app_version: session.appVersion,
        connected_at: session.connectedAt,
        last_seen: session.lastSeen,
        current: session.tokenHash === currentTokenHash,
        ...(session.node === undefined ? {} : { node: session.node }),
      })),
      ...tokens
        .filter(({ tokenHash }) => !used.has(tokenHash))
        .map(({ tokenHash, deviceId, deviceName, createdAt, lastUsedAt = 0 }) => ({
          session_id: tokenSessionId(tokenHash),
          device_id: deviceId,
          device_name: deviceName,
          app_version: '',
          connected_at: createdAt,
          last_seen: Math.max(createdAt, lastUsedAt),
          current: tokenHash === currentTokenHash,
        })),
    ]
  }

  /**
   * Ends one of the user's own sessions, and with its token everything that uses it; the device whose token asks for it
   * is named to that session.
   *
   * @throws RefusedError `not_found`
   */
  async end(userId: string, sessionId: string, byTokenHash: string): Promise<void> {
    const session = this.#live(userId).find((candidate) => candidate.sessionId === sessionId)
    const by = (await this.#store.tokens.ofUser(userId, this.#context.now())).find(({ tokenHash }) => tokenHash === byTokenHash)
    const end = { code: 'kicked', reason: 'ended from another device', ...(by === undefined ? {} : { deviceName: by.deviceName }) }
    if (session !== undefined && session.tokenHash === undefined) {
      // The bus may lose what is for another node; that looks there.
      await this.#store.tokens.endSession({ userId, sessionId }, this.#context.now())
      return this.#bus.publish({ to: [userId], event: { kind: 'close', ...end, sessionId } })
    }
    const tokenHash = session?.tokenHash ?? (await this.#tokenOf(userId, sessionId))
    if (tokenHash === undefined) throw new RefusedError('not_found', 'there is no such session', 404)
    await this.revoke(userId, tokenHash, end)
  }

  /** From now on the token is worth nothing, and nothing that it opened is left open. */
  async revoke(
    userId: string,
    tokenHash: string,
    why: { readonly code: string; readonly reason: string; readonly deviceName?: string } = {
      code: 'bad_token',
      reason: 'this device has signed out',
    },
    except?: string,
  ): Promise<void> {
    await this.#store.tokens.remove(tokenHash)
    this.#bus.publish({ to: [userId], except, event: { kind: 'close', ...why, tokenHash } })
  }

  /**
   * A device that has signed in anew is done with the tokens that it had before; not with one that it was given since, which it may
   * be about to come with.
   */
  async replaced({ credential, sessionId, connectedAt }: Session): Promise<void> {
    if (credential.kind !== 'token') return
    const event = { kind: 'close', code: 'kicked', reason: SIGNED_IN_AGAIN } as const
    for (const tokenHash of await this.#store.tokens.removeOthersOfDevice(credential, connectedAt))
      this.#bus.publish({ to: [credential.userId], except: sessionId, event: { ...event, tokenHash } })
  }

  /** Ends the session if its token was revoked, or the password changed, while it logged in or behind our back. */
  async check(session: Session): Promise<void> {
    if (!(await isStillGood(this.#store, session.credential)))
      return session.close('bad_token', 'the password was changed, or this device was signed out')
    if (session.credential.kind === 'password' && (await this.#store.tokens.hasEnded(session.sessionId)))
      session.close('kicked', 'ended from another device')
  }

  /** Somebody else has changed the store: `server user passwd`, for one. */
  async checkAll(of: Iterable<string> | 'everybody'): Promise<void> {
    const sessions = of === 'everybody' ? this.#sessions.all() : [...of].flatMap((userId) => this.#sessions.of(userId))
    for (const session of sessions) await this.check(session)
  }

  #live(userId: string): readonly LiveSession[] {
    const here = this.#sessions.of(userId).map(({ sessionId, deviceId, deviceName, appVersion, connectedAt, lastSeen, credential }) => {
      const tokenHash = credential.kind === 'token' ? credential.tokenHash : undefined
      return { sessionId, deviceId, deviceName, appVersion, connectedAt, lastSeen, tokenHash, node: this.#elsewhere.node }
    })
    // What others have told of their sessions is old; that they are there is not.
    const seenSince = this.#context.now() - HEARD_WITHIN_MS
    const there = this.#elsewhere.of(userId).map((session) => ({ ...session, lastSeen: Math.max(session.lastSeen, seenSince) }))
    return [...here, ...there]
  }

  #endOlder(newer: SharedSession): void {
    for (const session of this.#sessions.of(newer.userId))
      if (session.deviceId === newer.deviceId && isOlder(session, newer)) session.close('kicked', SIGNED_IN_AGAIN)
  }

  async #tokenOf(userId: string, sessionId: string): Promise<string | undefined> {
    const tokens = await this.#store.tokens.ofUser(userId, this.#context.now())
    return tokens.find(({ tokenHash }) => tokenSessionId(tokenHash) === sessionId)?.tokenHash
  }
}

/** Names a token in the list of sessions, and does not tell it. */
function tokenSessionId(tokenHash: string): string {
  return `token-${createHash('sha256').update(tokenHash).digest('base64url').slice(0, 22)}`
}
