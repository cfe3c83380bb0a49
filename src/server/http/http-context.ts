import type { Authenticator } from '../auth'
import type { ServerClock } from '../clock'
import type { Faults } from '../faults'
import type { ServerLogger } from '../logger'
import type { Metrics } from '../metrics'
import type { ServerStore } from '../store/server-store'
import type { World } from '../world/world'

/** What every route works with. */
export type HttpContext = {
  readonly world: World
  readonly store: ServerStore
  readonly authenticator: Authenticator
  readonly clock: ServerClock
  readonly faults: Faults
  readonly logger: ServerLogger
  readonly metrics: Metrics
}
