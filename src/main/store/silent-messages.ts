/**
 * `isSilent` for rows in SQLite; the tests compare the two. The text of the condition is that of the index
 * `messages_silent`, or SQLite would not use it.
 */
export const SILENT_SQL = `(type IN ('recall', 'recalled')
    OR (type = 'custom' AND json_extract(content, '$.kind') IS 'group.event'))`
