/**
 * Chat systems that do not number their messages without holes.
 *
 * | column, table | for |
 * |---|---|
 * | `messages.order_key`, `conversations.read_key` | a kind that orders by a key of its own, and how far was read of that |
 * | `messages.delivered_at`, `read_at` | a kind that tells of each message; epoch ms of this device |
 * | `history_edges` | a kind that serves history by a cursor: up to where the past is held |
 * | `message_parts` | a message of mine that waits for a part of it, an upload |
 *
 * A `mid` is unique in its conversation only: some count seconds. It stands first in its index, since mids come
 * ascending and conversations by turns. Of recalls whose target was not held the conversation was not kept; their mids
 * are unique everywhere, so an empty id stands for any.
 */
export const ORDER_OF_KINDS = `
ALTER TABLE messages ADD COLUMN order_key INTEGER;
ALTER TABLE messages ADD COLUMN delivered_at INTEGER;
ALTER TABLE messages ADD COLUMN read_at INTEGER;
ALTER TABLE conversations ADD COLUMN read_key INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox DROP COLUMN not_before;

DROP INDEX messages_by_mid;
CREATE UNIQUE INDEX messages_by_mid ON messages (mid, conversation_id) WHERE mid IS NOT NULL;
-- What is unread, and whether it calls for me, where messages are ordered by keys; others have no entry in it.
CREATE INDEX messages_keyed ON messages (conversation_id, order_key, is_mine, mentions_me) WHERE order_key IS NOT NULL;

CREATE TABLE recalls_of_conversations (
  target_mid TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  PRIMARY KEY (target_mid, conversation_id)
) STRICT, WITHOUT ROWID;
INSERT INTO recalls_of_conversations SELECT target_mid, '' FROM pending_recalls;
DROP TABLE pending_recalls;
ALTER TABLE recalls_of_conversations RENAME TO pending_recalls;

CREATE TABLE history_edges (
  conversation_id TEXT PRIMARY KEY,
  cursor TEXT NOT NULL,
  is_end INTEGER NOT NULL CHECK (is_end IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE TABLE message_parts (
  local_id INTEGER PRIMARY KEY REFERENCES messages (local_id) ON DELETE CASCADE,
  part_id TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'failed'))
) STRICT;
CREATE INDEX message_parts_by_part ON message_parts (part_id);

-- An index that is being made anew begins again: what changed meanwhile would have two entries (search-index).
UPDATE search_state SET value = '' WHERE key = 'unicode'
  AND EXISTS (SELECT 1 FROM search_state WHERE key = 'rebuild_from');

-- A message that the server has named is not waiting any more, by whatever road its name came.
DROP TRIGGER outbox_done;
CREATE TRIGGER outbox_done AFTER UPDATE OF seq, mid ON messages
  WHEN (OLD.seq IS NULL AND NEW.seq IS NOT NULL) OR (OLD.mid IS NULL AND NEW.mid IS NOT NULL)
BEGIN
  DELETE FROM outbox WHERE local_id = NEW.local_id;
END;
CREATE TRIGGER message_part_sent AFTER UPDATE OF status ON messages WHEN NEW.status = 'sent'
BEGIN
  DELETE FROM message_parts WHERE local_id = NEW.local_id;
END;
`
