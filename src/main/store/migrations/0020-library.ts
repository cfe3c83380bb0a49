import { AT_SQL, BYTES_SQL, FILED_WITH_STICKERS_SQL } from '../filed'

/**
 * What was sent in all conversations, by its kind and its time, and by its kind and its size, with all that it is narrowed
 * by: filters are answered and counted without the rows. `put_away_files`: deleted from this computer by the person, so nothing fetches them but they.
 */
export const LIBRARY = `
CREATE INDEX messages_filed ON messages
  (${FILED_WITH_STICKERS_SQL}, ${AT_SQL}, local_id, conversation_id, sender_id, ${BYTES_SQL})
  WHERE ${FILED_WITH_STICKERS_SQL} IS NOT NULL;
CREATE INDEX messages_by_size ON messages
  (${FILED_WITH_STICKERS_SQL}, ${BYTES_SQL}, local_id, conversation_id, sender_id, ${AT_SQL})
  WHERE ${FILED_WITH_STICKERS_SQL} IS NOT NULL;

CREATE TABLE put_away_files (
  sha256 TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
`
