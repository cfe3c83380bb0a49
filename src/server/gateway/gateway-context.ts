import type { Authenticator } from '../auth'
import type { ServerClock } from '../clock'
import type { Faults } from '../faults'
import type { UploadLimits } from '../files/uploads'
import type { GatewayLimits } from '../limits'
import type { ServerLogger } from '../logger'
import type { Metrics } from '../metrics'
import type { World } from '../world/world'

/** What every connection works with. */
export type GatewayContext = {
  readonly world: World
  readonly authenticator: Authenticator
  readonly clock: ServerClock
  readonly faults: Faults
  readonly limits: GatewayLimits & Pick<UploadLimits, 'maxFileBytes' | 'uploadExpiresMs'>
  readonly logger: ServerLogger
  readonly metrics: Metrics
  /** Fresh ids for sessions. */
  readonly newId: () => string
  /** What `B002` says about HTTP; known once it listens. */
  readonly httpBase: () => string
  /** Where a client without a token gets a file. */
  readonly linkTo: (fileId: string) => string
}
