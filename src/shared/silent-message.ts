/**
 * A message that says nothing to a reader: what was recalled, the recall itself, and a group's own events. It has a
 * place, and is never unread (PROTOCOL 7.4). The same rule for rows in SQLite is in `store/silent-messages`.
 */
export function isSilent(type: string, content: Readonly<Record<string, unknown>>): boolean {
  return type === 'recall' || type === 'recalled' || (type === 'custom' && content['kind'] === 'group.event')
}
