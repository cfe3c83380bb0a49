import type { GroupEvent } from '@shared/message'
import { shownLine, shownName } from '@shared/shown-text'
import { fieldsOf, type Fields } from './json-fields'

type Member = { readonly userId: string; readonly name: string }

/** The content of a `custom` message of kind `group.event` (PROTOCOL 6); `undefined` for one that we do not know. */
export function groupEvent({ text, list, object }: Fields): GroupEvent | undefined {
  const event = text('event')
  // Who did it is told by id, or as a person with a name; the name is the sender's anyway.
  const by = memberOf(text('by') ?? object('by'))?.userId
  if (event === undefined || by === undefined) return undefined
  switch (event) {
    case 'created':
    case 'renamed':
      return { event, by, title: shownLine(text('title') ?? '') }
    case 'members_added':
    case 'members_removed':
      return { event, by, members: (list('members') ?? []).flatMap((member) => memberOf(member) ?? []) }
    case 'left':
    case 'avatar_changed':
      return { event, by }
    case 'notice_changed':
      return { event, by, notice: shownLine(text('notice') ?? '') }
    case 'role_changed': {
      const member = memberOf(object('member'))
      return member === undefined ? undefined : { event, by, member, role: shownLine(text('role') ?? '') }
    }
    default:
      return undefined
  }
}

type Content = Readonly<Record<string, unknown>>

/** A message of the server about its group (PROTOCOL 6). */
export function isGroupEvent(type: string, content: Content): boolean {
  return type === 'custom' && content['kind'] === 'group.event'
}

/** What a group's event says of `me`: out (true), in (false), or nothing. */
export function hasLeftBy(content: Content, senderId: string, me: string): boolean | undefined {
  const { text, list, object } = fieldsOf(content['content'])
  const event = text('event')
  if (event === 'left') return (memberOf(text('by') ?? object('by'))?.userId ?? senderId) === me ? true : undefined
  if (event !== 'members_removed' && event !== 'members_added') return undefined
  const isNamed = (list('members') ?? []).some((member) => memberOf(member)?.userId === me)
  return isNamed ? event === 'members_removed' : undefined
}

function memberOf(value: unknown): Member | undefined {
  if (typeof value === 'string') return { userId: value, name: shownName(value, value) }
  const { text } = fieldsOf(value)
  const userId = text('user_id')
  return userId === undefined ? undefined : { userId, name: shownName(text('name') ?? '', userId) }
}
