import { failed, ok, type Result } from '@shared/result'
import type { DeviceSession } from '@shared/roster'
import type { ChatRequests } from '../../kinds/kind/chat-requests'
import type { ChatSession } from '../../kinds/kind/chat-session'
import type { Me } from '../writing/own-message'

type Profile = Pick<Me, 'name' | 'avatar'>

type AccountActionsDeps = {
  readonly me: Me
  readonly api: ChatRequests
  /** My own name or picture changed. */
  readonly onProfile: (profile: Profile) => void
  /** My status text as the server has it. */
  readonly onStatus: (status: string) => void
}

/**
 * Who I am, and what the user does with their own account on the server. Codes: the server's, the link's, `not_online`.
 */
export class AccountActions {
  readonly #deps: AccountActionsDeps
  #me: Me
  #session: ChatSession | undefined

  constructor(deps: AccountActionsDeps) {
    this.#deps = deps
    this.#me = deps.me
  }

  get me(): Me {
    return this.#me
  }

  /** Another device may have changed my name or picture. */
  online(session: ChatSession): void {
    this.#session = session
    if (!session.features.profile) return
    void this.#deps.api.me().then((profile) => {
      if (!profile.ok || this.#session !== session) return
      this.#deps.onStatus(profile.value.status)
      this.#apply(profile.value)
    })
  }

  offline(): void {
    this.#session = undefined
  }

  devices(): Promise<Result<readonly DeviceSession[]>> {
    return this.#deps.api.devices()
  }

  endDevice(sessionId: string): Promise<Result<void>> {
    return this.#deps.api.endDevice(sessionId)
  }

  async setProfile(change: Partial<Profile>): Promise<Result<void>> {
    const answer = await (this.#session?.setProfile(change) ?? failed('not_online'))
    if (!answer.ok) return answer
    this.#apply(answer.value)
    return ok()
  }

  #apply({ name, avatar }: Profile): void {
    if (name === this.#me.name && avatar === this.#me.avatar) return
    this.#me = { ...this.#me, name, avatar }
    this.#deps.onProfile({ name, avatar })
  }
}
