/**
 * What says nothing to a reader is not unread (PROTOCOL 7.4). These messages are few: they are taken off the count of
 * all by an index of their own, which covers that count.
 */
export const SILENT_MESSAGES = `
CREATE INDEX messages_silent ON messages (conversation_id, position, local_id, seq)
  WHERE is_mine = 0 AND (type IN ('recall', 'recalled')
    OR (type = 'custom' AND json_extract(content, '$.kind') IS 'group.event'));
UPDATE messages SET mentions_me = 0 WHERE mentions_me = 1 AND (type IN ('recall', 'recalled')
    OR (type = 'custom' AND json_extract(content, '$.kind') IS 'group.event'));
`
