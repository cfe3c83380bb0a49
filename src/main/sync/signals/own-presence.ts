import type { OwnPresence, PresenceState } from '@shared/roster'
import type { ChatSession } from '../../kinds/kind/chat-session'
import type { PresenceOf } from '../../kinds/kind/facts'
import type { SettingsTable } from '../../store/settings-table'

/** What outlasts a restart, in the account's settings. */
const KEPT_KEY = 'presence.own'

type Kept = {
  readonly chosen: PresenceState
  readonly status: string
  /** The server has not heard of this status text yet. */
  readonly isStatusNew: boolean
}

type OwnPresenceDeps = {
  readonly settings: Pick<SettingsTable, 'get' | 'set'>
  /** Runs it as one transaction, on a full disk once there is room. */
  readonly keep: (change: () => void) => void
  readonly onChange: (presence: OwnPresence) => void
}

/**
 * My own presence: what I chose, my status text, and what others see of both.
 *
 * ```
 *   chosen   at the computer   shown to others
 *   online   yes               online
 *   online   idle or locked    away
 *   away, busy, unavailable    the same, whatever the computer says
 * ```
 *
 * Nothing is lost without a link: what was chosen, and a status text that the server has not heard of, are said once
 * it is back. `busy` and `unavailable` chosen on another device of mine are taken over here, and taken back with it.
 */
export class OwnPresenceSync {
  readonly #deps: OwnPresenceDeps
  #kept: Kept
  #isIdle = false
  #isTelling = false
  #isClosed = false
  #session: ChatSession | undefined
  /** What this session has said, or `online` as every session starts. */
  #said: PresenceState = 'online'

  constructor(deps: OwnPresenceDeps) {
    this.#deps = deps
    this.#kept = deps.settings.get<Kept>(KEPT_KEY) ?? { chosen: 'online', status: '', isStatusNew: false }
  }

  get value(): OwnPresence {
    const { chosen, status } = this.#kept
    return { chosen, shown: chosen === 'online' && this.#isIdle ? 'away' : chosen, status }
  }

  online(session: ChatSession): void {
    this.#session = session
    this.#said = 'online'
    this.#say()
  }

  offline(): void {
    this.#session = undefined
  }

  close(): void {
    this.#isClosed = true
    this.#session = undefined
  }

  /** What is left out stays as it is. */
  set(change: { readonly state?: PresenceState; readonly status?: string }): void {
    const { chosen, status, isStatusNew } = this.#kept
    const nextStatus = change.status ?? status
    this.#keep({ chosen: change.state ?? chosen, status: nextStatus, isStatusNew: isStatusNew || nextStatus !== status })
  }

  /** Nobody has touched the computer for a while, or somebody has again. */
  setIdle(isIdle: boolean): void {
    if (isIdle === this.#isIdle) return
    this.#isIdle = isIdle
    this.#changed()
  }

  /** The status text as the server has it, unless a newer one waits here. */
  applyStatus(status: string): void {
    if (!this.#kept.isStatusNew && status !== this.#kept.status) this.#keep({ ...this.#kept, status })
  }

  /** The server tells what another device of mine has said. */
  apply({ state, status }: Omit<PresenceOf, 'userId'>): void {
    if (status !== undefined) this.applyStatus(status)
    if (isForAll(state)) this.#takeOver(state)
    else if (isForAll(this.#kept.chosen)) this.#takeOver('online')
  }

  /** The server has set this session so already: there is nothing to say. */
  #takeOver(chosen: PresenceState): void {
    this.#said = chosen
    if (chosen !== this.#kept.chosen) this.#keep({ ...this.#kept, chosen })
  }

  #keep(next: Kept): void {
    this.#kept = next
    this.#store()
    this.#changed()
  }

  #changed(): void {
    this.#say()
    this.#deps.onChange(this.value)
  }

  /** A signal may be lost with its link; the next one says it again. */
  #say(): void {
    const { shown } = this.value
    if (this.#session === undefined) return
    if (shown !== this.#said) this.#session.signal({ signal: 'presence', state: shown })
    this.#said = shown
    void this.#tellStatus(this.#session)
  }

  /** By a query, so that it is known to have arrived; what was refused is tried again with the next session. */
  async #tellStatus(session: ChatSession): Promise<void> {
    const { status, isStatusNew } = this.#kept
    if (!isStatusNew || this.#isTelling) return
    this.#isTelling = true
    const answer = await session.setProfile({ status })
    this.#isTelling = false
    if (!answer.ok || this.#isClosed) return
    if (this.#kept.status !== status) return this.#say()
    this.#kept = { ...this.#kept, isStatusNew: false }
    this.#store()
  }

  #store(): void {
    this.#deps.keep(() => this.#deps.settings.set(KEPT_KEY, this.#kept))
  }
}

/** What holds for all devices of a person, by the server's rule. */
function isForAll(state: PresenceState): boolean {
  return state === 'busy' || state === 'unavailable'
}
