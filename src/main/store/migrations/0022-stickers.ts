import { AT_SQL, BYTES_SQL, FILED_SQL } from '../filed'
import { SHELF_SQL } from '../shelves'

/** Stickers stand on no shelf and not in the library: the indexes of both, made anew without them. */
export const STICKERS = `
DROP INDEX messages_shelved;
DROP INDEX messages_filed;
DROP INDEX messages_by_size;
CREATE INDEX messages_shelved ON messages
  (conversation_id, ${SHELF_SQL}, position, local_id, coalesce(sent_at, local_at))
  WHERE ${SHELF_SQL} IS NOT NULL;
CREATE INDEX messages_filed ON messages
  (${FILED_SQL}, ${AT_SQL}, local_id, conversation_id, sender_id, ${BYTES_SQL})
  WHERE ${FILED_SQL} IS NOT NULL;
CREATE INDEX messages_by_size ON messages
  (${FILED_SQL}, ${BYTES_SQL}, local_id, conversation_id, sender_id, ${AT_SQL})
  WHERE ${FILED_SQL} IS NOT NULL;
`
