import { failed, ok, type Result } from '@shared/result'
import type { DeviceSession } from '@shared/roster'
import type { ChatSession } from '../../kinds/kind/chat-session'
import type { ChatRequests } from '../../kinds/kind/chat-requests'

type AccountActionsDeps = {
  readonly api: ChatRequests
  readonly session: () => ChatSession | undefined
  readonly onProfile: (profile: { readonly name: string; readonly avatar: string }) => void
}

/** What the user does with their own account on the server. Codes: the server's, the link's, `not_online`. */
export class AccountActions {
  readonly #deps: AccountActionsDeps

  constructor(deps: AccountActionsDeps) {
    this.#deps = deps
  }

  devices(): Promise<Result<readonly DeviceSession[]>> {
    return this.#deps.api.devices()
  }

  endDevice(sessionId: string): Promise<Result<void>> {
    return this.#deps.api.endDevice(sessionId)
  }

  async setProfile(change: { readonly name?: string; readonly avatar?: string }): Promise<Result<void>> {
    const answer = await (this.#deps.session()?.setProfile(change) ?? failed('not_online'))
    if (!answer.ok) return answer
    this.#deps.onProfile({ name: answer.value.name, avatar: answer.value.avatar })
    return ok()
  }
}
