import type { UserId } from '@shared/ids'
import { MAX_PRESENCE_SUBSCRIPTION } from '../../kinds/kind/chat-requests'

/** Whom somebody may want to know of, those who matter most first. */
export type People = {
  /** Rows in view, wherever they are. */
  readonly inView: readonly UserId[]
  /** Of the conversation that is open. */
  readonly ofOpen: readonly UserId[]
  /** Who was in view or in an open conversation before, the last ones first. */
  readonly before: Iterable<UserId>
  /** Of the most recent conversations. */
  readonly recent: Iterable<UserId>
}

/** Whose presence is followed: as many as a server lets one follow (PROTOCOL 5), never oneself. */
export function followedPeople({ inView, ofOpen, before, recent }: People, me: UserId): ReadonlySet<UserId> {
  const followed = new Set<UserId>()
  for (const people of [inView, ofOpen, before, recent]) {
    for (const userId of people) {
      if (followed.size === MAX_PRESENCE_SUBSCRIPTION) return followed
      if (userId !== me) followed.add(userId)
    }
  }
  return followed
}
