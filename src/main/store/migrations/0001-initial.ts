/**
 * The first schema. Times are epoch ms, ranges include both ends, flags are 0 or 1.
 *
 * `messages.position` orders the timeline together with `local_id`:
 *
 * | message | position |
 * |---|---|
 * | named by the server | its `seq` |
 * | not named: waiting, being sent, everything where nothing is numbered | 2^52 + `local_id`, so after all named ones |
 * | failed | the newest `seq` held when it failed: it stays where the user saw it fail |
 */
export const INITIAL = `
CREATE TABLE messages (
  local_id INTEGER PRIMARY KEY AUTOINCREMENT,
  conversation_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  seq INTEGER CHECK (seq > 0),
  mid TEXT,
  cli_mid TEXT,
  sender_id TEXT NOT NULL,
  sender_name TEXT NOT NULL,
  sender_avatar TEXT NOT NULL,
  is_mine INTEGER NOT NULL CHECK (is_mine IN (0, 1)),
  type TEXT NOT NULL,
  content TEXT NOT NULL,
  reply_to TEXT,
  mentions TEXT,
  mentions_me INTEGER NOT NULL CHECK (mentions_me IN (0, 1)),
  sent_at INTEGER,
  local_at INTEGER NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('queued', 'sending', 'sent', 'unconfirmed', 'failed', 'received')),
  fail_code TEXT,
  fail_reason TEXT
) STRICT;

CREATE UNIQUE INDEX messages_by_seq ON messages (conversation_id, seq) WHERE seq IS NOT NULL;
CREATE UNIQUE INDEX messages_by_mid ON messages (mid) WHERE mid IS NOT NULL;
CREATE UNIQUE INDEX messages_by_cli_mid ON messages (sender_id, cli_mid) WHERE cli_mid IS NOT NULL;
-- Serves pages and the last line, and covers the count of unread messages.
CREATE INDEX messages_timeline ON messages (conversation_id, position, local_id, is_mine, seq);
CREATE INDEX messages_mentioning_me ON messages (conversation_id, seq) WHERE mentions_me = 1;
CREATE INDEX messages_received_unnamed ON messages (conversation_id, local_id)
  WHERE position >= 4503599627370496 AND is_mine = 0;
CREATE INDEX messages_sending ON messages (local_id) WHERE status = 'sending';

CREATE TABLE conversations (
  conversation_id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('c2c', 'c2g')),
  title TEXT NOT NULL DEFAULT '',
  avatar TEXT NOT NULL DEFAULT '',
  notice TEXT NOT NULL DEFAULT '',
  peer_id TEXT,
  members_count INTEGER NOT NULL DEFAULT 0,
  last_seq INTEGER NOT NULL DEFAULT 0,
  read_seq INTEGER NOT NULL DEFAULT 0,
  peer_read_seq INTEGER NOT NULL DEFAULT 0,
  peer_delivered_seq INTEGER NOT NULL DEFAULT 0,
  -- Where nothing is numbered, what was read is known by row.
  read_local_id INTEGER NOT NULL DEFAULT 0,
  updated_at INTEGER NOT NULL DEFAULT 0,
  muted_until INTEGER NOT NULL DEFAULT 0,
  is_pinned INTEGER NOT NULL DEFAULT 0,
  is_archived INTEGER NOT NULL DEFAULT 0,
  is_marked_unread INTEGER NOT NULL DEFAULT 0,
  draft TEXT NOT NULL DEFAULT '',
  has_left INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE seq_ranges (
  conversation_id TEXT NOT NULL,
  from_seq INTEGER NOT NULL,
  to_seq INTEGER NOT NULL,
  PRIMARY KEY (conversation_id, from_seq),
  CHECK (from_seq > 0 AND to_seq >= from_seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
  local_id INTEGER PRIMARY KEY REFERENCES messages (local_id) ON DELETE CASCADE,
  conversation_id TEXT NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  enqueued_at INTEGER NOT NULL,
  first_written_at INTEGER,
  last_written_at INTEGER,
  not_before INTEGER NOT NULL DEFAULT 0
) STRICT;

-- A message that the server has named is not waiting any more, by whatever road its name came.
CREATE TRIGGER outbox_done AFTER UPDATE OF seq ON messages WHEN OLD.seq IS NULL AND NEW.seq IS NOT NULL
BEGIN
  DELETE FROM outbox WHERE local_id = NEW.local_id;
END;

CREATE TABLE delivery_log (
  local_id INTEGER NOT NULL REFERENCES messages (local_id) ON DELETE CASCADE,
  step TEXT NOT NULL,
  at INTEGER NOT NULL,
  try INTEGER,
  code TEXT
) STRICT;
CREATE INDEX delivery_log_by_message ON delivery_log (local_id);

CREATE TABLE marks_log (
  conversation_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('delivered', 'read')),
  up_to_seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (conversation_id, user_id, kind, up_to_seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE people (
  user_id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  avatar TEXT NOT NULL,
  status TEXT NOT NULL,
  -- Line feeds before and between: every string that a search may be the beginning of.
  search_keys TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE group_members (
  conversation_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  name TEXT NOT NULL,
  avatar TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('owner', 'admin', 'member')),
  read_seq INTEGER NOT NULL DEFAULT 0,
  delivered_seq INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (conversation_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE repairs (
  conversation_id TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  result TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Recalls whose target has not arrived yet: should it still come with content, the content is not kept.
CREATE TABLE pending_recalls (
  target_mid TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- Search terms only (search-text.ts makes them), by a row id that ascends with time (search-index.ts). No positions:
-- whoever searches reads the text of each candidate anyway. The ascii tokenizer takes every other character as it is.
-- Single characters are searched by prefix, hence an index of these.
CREATE VIRTUAL TABLE messages_fts USING fts5 (
  terms, content = '', contentless_delete = 1, detail = none, prefix = '1', tokenize = 'ascii'
);
`
