import type { UserId } from '@shared/ids'
import type { GroupMember, Role } from '@shared/roster'

/** What somebody of this role may do in a group (PROTOCOL 6); the server has the last word. */
export function canManage(role: Role | undefined): boolean {
  return role === 'owner' || role === 'admin'
}

/** Owners remove anybody else, admins plain members. */
export function canRemove(mine: GroupMember | undefined, other: GroupMember): boolean {
  if (mine === undefined || mine.userId === other.userId) return false
  return mine.role === 'owner' || (mine.role === 'admin' && other.role === 'member')
}

/** The roles that somebody may be given by me, without the one they have. */
export function rolesToGive(mine: GroupMember | undefined, other: GroupMember): readonly Role[] {
  if (mine?.role !== 'owner' || mine.userId === other.userId) return []
  return (['owner', 'admin', 'member'] as const).filter((role) => role !== other.role)
}

export function memberOf(members: readonly GroupMember[] | undefined, userId: UserId | undefined) {
  return members?.find((member) => member.userId === userId)
}
