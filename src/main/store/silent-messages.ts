/**
 * Messages that say nothing to a reader: what was recalled, the recall itself, and a group's own events. They have a
 * place and a `seq`, and are never unread (PROTOCOL 7.4).
 *
 * The same rule twice, for rows in hand and for rows in SQLite; the tests compare the two. The text of the condition is
 * that of the index `messages_silent`, or SQLite would not use it.
 */
export const SILENT_SQL = `(type IN ('recall', 'recalled')
    OR (type = 'custom' AND json_extract(content, '$.kind') IS 'group.event'))`

export function isSilent(type: string, content: Readonly<Record<string, unknown>>): boolean {
  return type === 'recall' || type === 'recalled' || (type === 'custom' && content['kind'] === 'group.event')
}
