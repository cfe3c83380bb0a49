import type { LinkMode } from '@shared/status'
import type { Connection } from '../connection/connection'
import type { Clock, Random } from '../lib/clock'
import type { HttpClient } from '../lib/http-client'
import type { Logger } from '../lib/logger'
import type { Store } from '../store/store'
import type { Me } from '../kinds/jim1/wire-message'

/** What the engine is given; whoever made it closes it. */
export type SyncEngineDeps = {
  readonly clock: Clock
  readonly random: Random
  readonly connection: Connection
  readonly store: Store
  readonly http: HttpClient
  /** Without a slash at its end. */
  readonly httpBase: () => string
  readonly token: () => string
  readonly me: Me
  /** `base`: the account is one of a plain jim1 server; otherwise how it spoke last counts until it speaks again. */
  readonly serverKind?: LinkMode
  /** A UUIDv7. */
  readonly newCliMid: () => string
  readonly logger: Logger
}
