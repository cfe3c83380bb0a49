import { BASE_MAX_BODY_BYTES, DEFAULT_MAX_BODY_BYTES } from '@protocol/constants'
import { type Features, featuresOf } from '@shared/features'
import type { LinkMode } from '@shared/status'
import type { OnlineSession } from '../kinds/jim1/link/online-session'
import type { SettingsTable } from '../store/settings-table'

const MODE_KEY = 'sync.mode'

/** What the server of an account can do and take, offline too: what it refuses online is refused offline as well. */
export class KnownServer {
  readonly #settings: SettingsTable
  #mode: LinkMode
  #session: OnlineSession | undefined

  /** @param kind of the account; where it is not `base`, the server counts as what it was last */
  constructor(settings: SettingsTable, kind: LinkMode | undefined) {
    this.#settings = settings
    this.#mode = kind === 'base' ? 'base' : (settings.get<LinkMode>(MODE_KEY) ?? 'sync')
  }

  get mode(): LinkMode {
    return this.#mode
  }

  get features(): Features {
    return featuresOf(this.#mode)
  }

  /** Bytes of a message's body. */
  get maxBodyBytes(): number {
    return this.#session?.maxBodyBytes ?? (this.features.history ? DEFAULT_MAX_BODY_BYTES : BASE_MAX_BODY_BYTES)
  }

  /** True when it speaks otherwise than before: that is to be saved. */
  online(session: OnlineSession): boolean {
    const isNews = session.mode !== this.#mode
    this.#session = session
    this.#mode = session.mode
    return isNews
  }

  /** Part of a transaction. */
  save(): void {
    this.#settings.set(MODE_KEY, this.#mode)
  }

  offline(): void {
    this.#session = undefined
  }
}
