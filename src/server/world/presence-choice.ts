import type { PresenceState } from '@protocol/schemas/sync'
import type { PresenceChoice } from '../bus/node-bus'

/** What only a person says, and says of themselves: it holds for all their devices, until one of them takes it back. */
export const isChosen = (state: PresenceState): boolean => state === 'busy' || state === 'unavailable'

/** Of two that were chosen at the same moment on two nodes, every node takes the same. */
export function isLater(one: PresenceChoice | undefined, other: PresenceChoice | undefined): boolean {
  if (one === undefined || other === undefined) return one !== undefined
  return one.at === other.at ? one.state > other.state : one.at > other.at
}

/** What somebody has chosen last, as far as their sessions know. */
export function latestChoice(sessions: readonly { readonly choice?: PresenceChoice }[]): PresenceChoice | undefined {
  return sessions.reduce<PresenceChoice | undefined>((latest, { choice }) => (isLater(choice, latest) ? choice : latest), undefined)
}
