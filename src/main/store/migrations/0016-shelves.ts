import { SHELF_WITH_STICKERS_SQL } from '../shelves'

/** What a conversation shows beside its timeline, in its order: pictures and films, files, voice, links. `at` counts months. */
export const SHELVES = `
CREATE INDEX messages_shelved ON messages
  (conversation_id, ${SHELF_WITH_STICKERS_SQL}, position, local_id, coalesce(sent_at, local_at))
  WHERE ${SHELF_WITH_STICKERS_SQL} IS NOT NULL;
`
