import type { StoredMessage } from '../store/server-store'

/** Who comes to a group with a message, and who goes with it. */
export type MembershipChange = {
  /** The group begins with this message: who is in it, the store knows. */
  readonly isOpening: boolean
  readonly joining: readonly string[]
  readonly leaving: readonly string[]
}

const NOBODY: readonly string[] = []

/**
 * What a message says of who is in its group, `undefined` for nothing. Only the server writes such messages, and nothing
 * else changes who is in a group, so that whoever reads a group's messages in their order knows its members at each.
 */
export function membershipChange({ type, data }: StoredMessage): MembershipChange | undefined {
  if (type !== 'custom' || data['kind'] !== 'group.event') return undefined
  const { event, members, by } = data['content'] as Readonly<Record<string, unknown>>
  switch (event) {
    case 'created':
      return { isOpening: true, joining: NOBODY, leaving: NOBODY }
    case 'members_added':
      return { isOpening: false, joining: idsOf(members), leaving: NOBODY }
    case 'members_removed':
      return { isOpening: false, joining: NOBODY, leaving: idsOf(members) }
    case 'left':
      return { isOpening: false, joining: NOBODY, leaving: idsOf([by]) }
    default:
      return undefined
  }
}

function idsOf(people: unknown): readonly string[] {
  return (people as readonly { readonly user_id: string }[]).map(({ user_id }) => user_id)
}
