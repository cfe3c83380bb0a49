import type { ChatLink } from '../kinds/kind/chat-link'
import type { Clock, Random } from '../lib/clock'
import type { Logger } from '../lib/logger'
import type { Store } from '../store/store'
import type { Me } from './writing/own-message'

/** What the engine is given; whoever made it closes it. */
export type SyncEngineDeps = {
  readonly clock: Clock
  readonly random: Random
  readonly link: ChatLink
  readonly store: Store
  readonly me: Me
  /** A UUIDv7. */
  readonly newCliMid: () => string
  readonly logger: Logger
}
