import { failed, ok, type Result } from '@shared/result'
import type { DeviceSession } from '@shared/roster'
import { shownLine, shownName } from '@shared/shown-text'
import type { OnlineSession } from '../kinds/jim1/link/online-session'
import type { ServerApi } from '../kinds/jim1/server-api'

type AccountActionsDeps = {
  readonly api: ServerApi
  readonly session: () => OnlineSession | undefined
  readonly onProfile: (profile: { readonly name: string; readonly avatar: string }) => void
}

/** What the user does with their own account on the server. Codes: the server's, the link's, `not_online`. */
export class AccountActions {
  readonly #deps: AccountActionsDeps

  constructor(deps: AccountActionsDeps) {
    this.#deps = deps
  }

  async devices(): Promise<Result<readonly DeviceSession[]>> {
    const sessions = await this.#deps.api.sessions()
    if (!sessions.ok) return sessions
    return ok(
      sessions.value.map((session) => ({
        sessionId: session.session_id,
        deviceName: shownName(session.device_name, session.session_id),
        appVersion: shownLine(session.app_version),
        connectedAt: session.connected_at,
        lastSeen: session.last_seen,
        isThisDevice: session.current,
      })),
    )
  }

  endDevice(sessionId: string): Promise<Result<void>> {
    return this.#deps.api.endSession(sessionId)
  }

  async setProfile(change: { readonly name?: string; readonly avatar?: string }): Promise<Result<void>> {
    const answer = await (this.#deps.session()?.query('profile.set', change) ?? failed('not_online'))
    if (!answer.ok) return answer
    this.#deps.onProfile({ name: answer.value.name, avatar: answer.value.avatar })
    return ok()
  }
}
