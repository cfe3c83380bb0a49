import type { Role } from '@protocol/schemas/roster'

export type Person = { readonly user_id: string; readonly name: string }

/** What happened to a group, as a `custom` message of kind `group.event` tells it (PROTOCOL 6). */
export type GroupEvent =
  | { readonly event: 'created' | 'renamed'; readonly title: string }
  | { readonly event: 'notice_changed'; readonly notice: string }
  | { readonly event: 'avatar_changed' }
  | { readonly event: 'members_added' | 'members_removed'; readonly members: readonly Person[] }
  | { readonly event: 'left' }
  | { readonly event: 'role_changed'; readonly member: Person; readonly role: Role }

/** The message's `content`: the event, who did it, and what a client that does not know the event shows. */
export function groupEventContent(event: GroupEvent, by: Person): Readonly<Record<string, unknown>> {
  return { ...event, by, fallback_text: `${by.name} ${deed(event)}` }
}

function deed(event: GroupEvent): string {
  switch (event.event) {
    case 'created':
      return 'created the group'
    case 'renamed':
      return `renamed the group to ${event.title}`
    case 'notice_changed':
      return event.notice === '' ? 'removed the notice' : 'changed the notice'
    case 'avatar_changed':
      return 'changed the picture'
    case 'members_added':
      return `added ${namesOf(event.members)}`
    case 'members_removed':
      return `removed ${namesOf(event.members)}`
    case 'left':
      return 'left the group'
    case 'role_changed':
      return `made ${event.member.name} ${event.role}`
  }
}

function namesOf(members: readonly Person[]): string {
  return members.map(({ name }) => name).join(', ')
}
