import type { Presence, PresenceState } from '@protocol/schemas/sync'
import type { Session } from './session'

type Known = {
  readonly state: PresenceState
  /** `undefined`: whatever it was when they came, which they have asked for. */
  readonly status: string | undefined
}

/**
 * What every session knows of how its own user is: what it was told last, and what it has said since. A user's devices are told what
 * they do not know, and the one that has said it does know, whatever others said before that was told.
 */
export class OwnPresence {
  readonly #known = new WeakMap<Session, Known>()

  /** It has said so itself. */
  said(session: Session, said: { readonly state?: PresenceState; readonly status?: string }): void {
    const before = this.#known.get(session)
    const state = said.state ?? before?.state
    if (state !== undefined) this.#known.set(session, { state, status: said.status ?? before?.status })
  }

  knows(session: Session, { state, status = '' }: Presence): boolean {
    const known = this.#known.get(session)
    return known !== undefined && known.state === state && (known.status ?? status) === status
  }

  /** It has been told, or knew. */
  learned(session: Session, { state, status = '' }: Presence): void {
    this.#known.set(session, { state, status })
  }
}
